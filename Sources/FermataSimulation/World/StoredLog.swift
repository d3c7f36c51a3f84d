import FermataCore
import FermataJournal
import FermataRuntime

/// Reads a run's log back from the bytes a ledger keeps.
enum StoredLog {
    /// One event as it is read back.
    struct Entry {
        var stored: StoredEvent
        var event: Event
        var context: EventContext
        var envelope: Envelope
        var head: Head { Head(revision: stored.revision, hash: stored.hash) }
    }

    /// The events of a run after a revision.
    static func entries(
        of run: RunID, after revision: Revision, in ledger: MemoryLedger
    ) throws(Violation) -> [Entry] {
        var entries: [Entry] = []
        for stored in ledger.storedEvents(of: run, after: revision, limit: .max) {
            entries.append(try entry(stored, in: ledger))
        }
        return entries
    }

    private static func entry(_ stored: StoredEvent, in ledger: MemoryLedger) throws(Violation) -> Entry {
        var body = stored.body
        if stored.form == .reference {
            guard let kept = stored.bodyPayload.flatMap(ledger.payload) else {
                throw Violation(.readableEvents, at: stored.revision, "its payload is missing")
            }
            body = kept
        }
        do {
            let payload = try JSON(parsing: body)
            let record = EventRecord(type: stored.type, version: stored.version, payload: payload)
            let event = try Event(record: record)
            guard event.record == record, event.record.payload.encodedBytes() == body else {
                throw Violation(
                    .readableEvents, at: stored.revision, "\(stored.type) written again is different")
            }
            let actor = try Actor(json: JSON(parsing: Array(stored.actor.utf8)))
            let envelope = Envelope(
                run: SimulationNames.run, revision: stored.revision, time: stored.time, actor: actor,
                command: stored.command, record: record, hash: stored.hash)
            return Entry(
                stored: stored, event: event, context: EventContext(time: stored.time, actor: actor),
                envelope: envelope)
        } catch let violation as Violation {
            throw violation
        } catch {
            throw Violation(.readableEvents, at: stored.revision, "\(stored.type): \(error)")
        }
    }
}

/// A run folded up to some revision by one of its readers; it may be out of date.
struct Replica {
    var state: RunState
    var head: Head

    init(state: RunState, head: Head) {
        self.state = state
        self.head = head
    }

    init(_ run: LoadedRun) {
        self.init(state: run.state, head: run.head)
    }

    /// The same for a machine.
    var loaded: LoadedRun { LoadedRun(state: state, head: head) }

    /// Folds a run from its first event.
    init(folding entries: [StoredLog.Entry]) throws(Violation) {
        guard let first = entries.first, let state = RunState(first: first.event, in: first.context) else {
            throw Violation(.readableEvents, at: Revision(1), "the log does not begin with a creation")
        }
        self.init(state: state, head: first.head)
        for entry in entries.dropFirst() { apply(entry) }
    }

    /// Folds what was appended since.
    /// - Parameter log: The whole log as it was read back.
    /// - Returns: whether there was anything.
    @discardableResult
    mutating func catchUp(with log: [StoredLog.Entry]) -> Bool {
        let news = log.dropFirst(head.revision.number)
        for entry in news { apply(entry) }
        return !news.isEmpty
    }

    mutating func apply(_ entry: StoredLog.Entry) {
        state.apply(entry.event, in: entry.context)
        head = entry.head
    }
}
