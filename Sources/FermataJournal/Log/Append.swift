public import FermataCore

/// Events to be appended to one run, sealed, and what becomes true together with them.
///
/// Sealing happens here, outside the store: a journal compares the head and inserts. So the hash chain has
/// one implementation, and no journal spends its one writer on hashing.
public struct Append: Sendable {
    /// An event body of more bytes than this is kept beside the log by its digest, so that reading a log
    /// stays cheap however large a step's output was.
    public static let maximumBodyLength = 16 * 1024

    /// The run.
    public let run: RunID
    /// The head the events build on; `nil` creates the run.
    public let expected: Head?
    /// The events as they are stored, at least one.
    public let events: [StoredEvent]
    /// The epoch of the lease under which the writer acts; `nil` for a writer who only decides.
    public let fence: Epoch?
    /// The run's line in lists after these events.
    public let summary: RunSummary
    /// Gates that these events opened. One that is already open is replaced.
    public let openedGates: [GateSummary]
    /// Gates that these events closed. One that these events also opened does not stay open.
    public let closedGates: [GateID]
    /// Bytes to keep by digest, the large event bodies among them.
    public let payloads: [Payload]
    /// The run's head after these events.
    public let head: Head

    private let actor: Actor
    private let records: [EventRecord]

    /// Seals events: gives them the revisions after `expected` and chains their hashes.
    ///
    /// - Parameters:
    ///   - run: The run that `summary` and every gate must belong to.
    ///   - expected: The head the events build on; `nil` creates the run.
    ///   - records: What happened, at least one event.
    ///   - time: When it happened.
    ///   - actor: Who made it happen.
    ///   - command: The command the events are part of.
    ///   - fence: The epoch of the writer's lease; `nil` for a writer who only decides.
    ///   - summary: The run's line in lists after the events.
    ///   - openedGates: Gates that the events opened.
    ///   - closedGates: Gates that the events closed.
    ///   - payloads: Bytes to keep by digest.
    public init(
        run: RunID, expecting expected: Head?, records: [EventRecord], time: Timestamp, actor: Actor,
        command: String, fence: Epoch? = nil, summary: RunSummary, openedGates: [GateSummary] = [],
        closedGates: [GateID] = [], payloads: [Payload] = []
    ) {
        precondition(
            !records.isEmpty, "An append without events would change a run's line without a trace in its log")
        precondition(summary.run == run, "The summary must be that of the run that is appended to")
        let actorText = actor == .engine ? Self.engineText : actor.json.encoded()
        var payloads = payloads
        var head = expected
        var events: [StoredEvent] = []
        events.reserveCapacity(records.count)
        for record in records {
            let body = StoredBody(record.payload)
            if let payload = body.payload { payloads.append(payload) }
            let event = StoredEvent(
                sealing: record, form: body.form, body: body.bytes, run: run, after: head, time: time,
                actor: actorText, command: command)
            head = Head(revision: event.revision, hash: event.hash)
            events.append(event)
        }
        self.run = run
        self.expected = expected
        self.events = events
        self.fence = fence
        self.summary = summary
        self.openedGates = openedGates
        self.closedGates = closedGates
        self.payloads = payloads
        self.head = head ?? Head(revision: .zero, hash: Digest(of: []))
        self.actor = actor
        self.records = records
    }

    /// The events as readers will get them, without reading them back.
    public var envelopes: [Envelope] {
        zip(events, records).map { event, record in
            Envelope(
                run: run, revision: event.revision, time: event.time, actor: actor, command: event.command,
                record: record, hash: event.hash)
        }
    }

    /// The form of the actor of most events, made once.
    private static let engineText = Actor.engine.json.encoded()
}

extension StoredEvent {
    fileprivate init(
        sealing record: EventRecord, form: Form, body: [UInt8], run: RunID, after previous: Head?,
        time: Timestamp,
        actor: String, command: String
    ) {
        let unsealed = StoredEvent(
            revision: (previous?.revision ?? .zero).next, time: time, actor: actor, command: command,
            type: record.type, version: record.version, form: form, body: body, hash: Self.unsealedHash)
        self.init(
            revision: unsealed.revision, time: time, actor: actor, command: command, type: record.type,
            version: record.version, form: form, body: body,
            hash: unsealed.computedHash(run: run, after: previous?.hash))
    }

    /// Stands in the place of the hash while it is computed; the hash does not cover it.
    private static let unsealedHash = Digest(of: [])
}
