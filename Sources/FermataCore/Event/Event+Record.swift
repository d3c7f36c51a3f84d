extension Event {
    /// The event as it is stored.
    public var record: EventRecord {
        EventRecord(type: kind.rawValue, version: kind.newestVersion, payload: payload)
    }

    /// Reads a stored event of any version that this program knows.
    ///
    /// - Throws: when the type is unknown, newer than this program, or its payload is not what the version
    ///   says.
    public init(record: EventRecord) throws(JSONDecodingError) {
        guard let kind = Kind(rawValue: record.type) else {
            throw JSONDecodingError(path: "type", problem: "\"\(record.type)\" is no known event")
        }
        guard (1...kind.newestVersion).contains(record.version) else {
            throw JSONDecodingError(
                path: "version", problem: "\(record.type) \(record.version) is newer than this program")
        }
        self = try kind.read(record.payload)
    }

    /// The names under which events are stored. They never change their meaning.
    public enum Kind: String, CaseIterable, Sendable {
        case runCreated = "run.created"
        case ownerChanged = "owner.changed"
        case planProposed = "plan.proposed"
        case planRevised = "plan.revised"
        case runStarted = "run.started"
        case synthesisDrafted = "synthesis.drafted"
        case runEnded = "run.ended"
        case gateOpened = "gate.opened"
        case gateDecided = "gate.decided"
        case gateExpired = "gate.expired"
        case gateHeld = "gate.held"
        case gateReleased = "gate.released"
        case gateWithdrawn = "gate.withdrawn"
        case attemptStarted = "attempt.started"
        case attemptCompleted = "attempt.completed"
        case attemptFailed = "attempt.failed"
        case attemptSuspended = "attempt.suspended"
        case attemptAbandoned = "attempt.abandoned"
        case attemptInterrupted = "attempt.interrupted"
        case compensationStarted = "compensation.started"
        case compensationEnded = "compensation.ended"
        case stepRedirected = "step.redirected"
        case stepSkipped = "step.skipped"
        case stepTakenOver = "step.taken-over"
        case rolledBack = "run.rolled-back"
        case paused = "hold.placed"
        case resumed = "hold.lifted"
        case stopRequested = "stop.requested"
        case noteAdded = "note.added"
        case breakpointAdded = "breakpoint.added"
        case breakpointRemoved = "breakpoint.removed"
        case breakpointLogged = "breakpoint.logged"
        case autonomyChanged = "autonomy.changed"
        case interventionUndone = "intervention.undone"
        case interventionRedone = "intervention.redone"

        /// The version of the payload that this program writes. Version 2 of an event records what version 1
        /// left to be worked out: what exactly was let pass, what undoes it, and what an undo puts back.
        public var newestVersion: Int {
            switch self {
            case .gateOpened, .gateDecided, .gateExpired, .attemptStarted, .attemptFailed, .attemptSuspended,
                .compensationStarted, .compensationEnded, .stepSkipped, .stepTakenOver, .rolledBack,
                .interventionUndone:
                2
            case .runCreated, .ownerChanged, .planProposed, .planRevised, .runStarted, .synthesisDrafted,
                .runEnded, .gateHeld, .gateReleased, .gateWithdrawn, .attemptCompleted, .attemptAbandoned,
                .attemptInterrupted, .stepRedirected, .paused, .resumed, .stopRequested, .noteAdded,
                .breakpointAdded, .breakpointRemoved, .breakpointLogged, .autonomyChanged,
                .interventionRedone:
                1
            }
        }
    }

    /// The name under which the event is stored.
    public var kind: Kind {
        switch self {
        case .runCreated: .runCreated
        case .ownerChanged: .ownerChanged
        case .planProposed: .planProposed
        case .planRevised: .planRevised
        case .runStarted: .runStarted
        case .synthesisDrafted: .synthesisDrafted
        case .runEnded: .runEnded
        case .gateOpened: .gateOpened
        case .gateDecided: .gateDecided
        case .gateExpired: .gateExpired
        case .gateHeld: .gateHeld
        case .gateReleased: .gateReleased
        case .gateWithdrawn: .gateWithdrawn
        case .attemptStarted: .attemptStarted
        case .attemptCompleted: .attemptCompleted
        case .attemptFailed: .attemptFailed
        case .attemptSuspended: .attemptSuspended
        case .attemptAbandoned: .attemptAbandoned
        case .attemptInterrupted: .attemptInterrupted
        case .compensationStarted: .compensationStarted
        case .compensationEnded: .compensationEnded
        case .stepRedirected: .stepRedirected
        case .stepSkipped: .stepSkipped
        case .stepTakenOver: .stepTakenOver
        case .rolledBack: .rolledBack
        case .paused: .paused
        case .resumed: .resumed
        case .stopRequested: .stopRequested
        case .noteAdded: .noteAdded
        case .breakpointAdded: .breakpointAdded
        case .breakpointRemoved: .breakpointRemoved
        case .breakpointLogged: .breakpointLogged
        case .autonomyChanged: .autonomyChanged
        case .interventionUndone: .interventionUndone
        case .interventionRedone: .interventionRedone
        }
    }

    private var payload: JSON {
        switch self {
        case .runCreated(let event): event.json
        case .ownerChanged(let event): event.json
        case .planProposed(let event): event.json
        case .planRevised(let event): event.json
        case .runStarted(let event): event.json
        case .synthesisDrafted(let event): event.json
        case .runEnded(let event): event.json
        case .gateOpened(let event): event.json
        case .gateDecided(let event): event.json
        case .gateExpired(let event): event.json
        case .gateHeld(let event): event.json
        case .gateReleased(let event): event.json
        case .gateWithdrawn(let event): event.json
        case .attemptStarted(let event): event.json
        case .attemptCompleted(let event): event.json
        case .attemptFailed(let event): event.json
        case .attemptSuspended(let event): event.json
        case .attemptAbandoned(let event): event.json
        case .attemptInterrupted(let event): event.json
        case .compensationStarted(let event): event.json
        case .compensationEnded(let event): event.json
        case .stepRedirected(let event): event.json
        case .stepSkipped(let event): event.json
        case .stepTakenOver(let event): event.json
        case .rolledBack(let event): event.json
        case .paused(let event): event.json
        case .resumed(let event): event.json
        case .stopRequested(let event): event.json
        case .noteAdded(let event): event.json
        case .breakpointAdded(let event): event.json
        case .breakpointRemoved(let event): event.json
        case .breakpointLogged(let event): event.json
        case .autonomyChanged(let event): event.json
        case .interventionUndone(let event): event.json
        case .interventionRedone(let event): event.json
        }
    }
}

extension Event.Kind {
    fileprivate func read(_ payload: JSON) throws(JSONDecodingError) -> Event {
        switch self {
        case .runCreated: .runCreated(try RunCreated(json: payload))
        case .ownerChanged: .ownerChanged(try OwnerChanged(json: payload))
        case .planProposed: .planProposed(try PlanProposed(json: payload))
        case .planRevised: .planRevised(try PlanRevised(json: payload))
        case .runStarted: .runStarted(try RunStarted(json: payload))
        case .synthesisDrafted: .synthesisDrafted(try SynthesisDrafted(json: payload))
        case .runEnded: .runEnded(try RunEnded(json: payload))
        case .gateOpened: .gateOpened(try GateOpened(json: payload))
        case .gateDecided: .gateDecided(try GateDecided(json: payload))
        case .gateExpired: .gateExpired(try GateExpired(json: payload))
        case .gateHeld: .gateHeld(try GateHeld(json: payload))
        case .gateReleased: .gateReleased(try GateReleased(json: payload))
        case .gateWithdrawn: .gateWithdrawn(try GateWithdrawn(json: payload))
        case .attemptStarted: .attemptStarted(try AttemptStarted(json: payload))
        case .attemptCompleted: .attemptCompleted(try AttemptCompleted(json: payload))
        case .attemptFailed: .attemptFailed(try AttemptFailed(json: payload))
        case .attemptSuspended: .attemptSuspended(try AttemptSuspended(json: payload))
        case .attemptAbandoned: .attemptAbandoned(try AttemptAbandoned(json: payload))
        case .attemptInterrupted: .attemptInterrupted(try AttemptInterrupted(json: payload))
        case .compensationStarted: .compensationStarted(try CompensationStarted(json: payload))
        case .compensationEnded: .compensationEnded(try CompensationEnded(json: payload))
        case .stepRedirected: .stepRedirected(try StepRedirected(json: payload))
        case .stepSkipped: .stepSkipped(try StepSkipped(json: payload))
        case .stepTakenOver: .stepTakenOver(try StepTakenOver(json: payload))
        case .rolledBack: .rolledBack(try RolledBack(json: payload))
        case .paused: .paused(try Paused(json: payload))
        case .resumed: .resumed(try Resumed(json: payload))
        case .stopRequested: .stopRequested(try StopRequested(json: payload))
        case .noteAdded: .noteAdded(try NoteAdded(json: payload))
        case .breakpointAdded: .breakpointAdded(try BreakpointAdded(json: payload))
        case .breakpointRemoved: .breakpointRemoved(try BreakpointRemoved(json: payload))
        case .breakpointLogged: .breakpointLogged(try BreakpointLogged(json: payload))
        case .autonomyChanged: .autonomyChanged(try AutonomyChanged(json: payload))
        case .interventionUndone: .interventionUndone(try InterventionUndone(json: payload))
        case .interventionRedone: .interventionRedone(try InterventionRedone(json: payload))
        }
    }
}
