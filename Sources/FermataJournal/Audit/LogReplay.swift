import FermataCore

/// Folds a log event by event beside the check of its chain, to find what is chained rightly and means
/// nothing.
struct LogReplay: Sendable {
    /// What has been folded so far; `nil` before the first event, and once the replay was given up.
    private(set) var state: RunState?
    private var isGivenUp = false

    /// Folds the next event. Events of a newer version say nothing about damage: from the first of them on,
    /// nothing is judged any more.
    ///
    /// - Throws: when the event cannot be read, or no version of the rules can have produced it.
    mutating func follow(_ envelope: Envelope) throws(ChainFault) {
        guard !isGivenUp else { return }
        let record: EventRecord
        do {
            record = try EventCatalog.current.upcast(envelope.record)
        } catch {
            switch error {
            case .unknownType, .unknownVersion:
                isGivenUp = true
                state = nil
                return
            case .unreadable(_, _, let detail):
                throw ChainFault(revision: envelope.revision, kind: .unreadable(detail))
            }
        }
        let event: Event
        do {
            event = try Event(record: record)
        } catch {
            throw ChainFault(revision: envelope.revision, kind: .unreadable(error.description))
        }
        let context = EventContext(time: envelope.time, actor: envelope.actor)
        let objection =
            state.map { $0.objection(to: event, in: context) } ?? RunState.objection(toFirst: event)
        if let objection { throw ChainFault(revision: envelope.revision, kind: .impossible(objection)) }
        if state == nil {
            state = RunState(first: event, in: context)
        } else {
            state?.apply(event, in: context)
        }
    }

    /// Whether the state after the newest event is what a snapshot of that event says.
    func agrees(with snapshot: Snapshot) -> Bool {
        guard let state else { return true }
        do {
            return try JSON(parsing: snapshot.state) == state.json
        } catch {
            return false
        }
    }
}

extension Snapshot {
    /// What is wrong with the snapshot, judged at the event that it includes last; `nil` when it may be used,
    /// or is of a form that nobody uses any more.
    func fault(at head: Head, after replay: LogReplay) -> ChainFault? {
        guard format == RunState.snapshotFormat else { return nil }
        if !isSealed || self.head != head {
            return ChainFault(revision: head.revision, kind: .snapshotChanged)
        }
        return replay.agrees(with: self)
            ? nil : ChainFault(revision: head.revision, kind: .snapshotForged)
    }
}
