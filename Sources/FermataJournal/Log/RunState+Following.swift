public import FermataCore

extension RunState {
    /// Folds the first event of a log, which is checked before.
    ///
    /// - Throws: when it is not one that a run can begin with.
    public init(following envelope: Envelope) throws(Inconsistency) {
        let event = try envelope.readEvent
        let context = EventContext(time: envelope.time, actor: envelope.actor)
        if let objection = Self.objection(toFirst: event) { throw envelope.inconsistency(objection) }
        guard let state = RunState(first: event, in: context), state.id == envelope.run else {
            throw envelope.inconsistency("the log begins with the creation of another run")
        }
        self = state
    }

    /// Folds the next event of a log, which is checked before: what no version of the rules can have produced
    /// is not folded.
    ///
    /// - Throws: when the event cannot be read, or cannot follow what came before it.
    public mutating func follow(_ envelope: Envelope) throws(Inconsistency) {
        let event = try envelope.readEvent
        let context = EventContext(time: envelope.time, actor: envelope.actor)
        if let objection = objection(to: event, in: context) { throw envelope.inconsistency(objection) }
        apply(event, in: context)
    }
}

extension Envelope {
    fileprivate var readEvent: Event {
        get throws(Inconsistency) {
            do {
                return try Event(record: record)
            } catch {
                throw inconsistency(error.description)
            }
        }
    }

    fileprivate func inconsistency(_ problem: String) -> Inconsistency {
        Inconsistency(run: run, revision: revision, problem: problem)
    }
}
