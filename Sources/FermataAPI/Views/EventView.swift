public import FermataCore
public import FermataJournal

/// An event as pages and programs are told it.
public struct EventView: Hashable, Sendable {
    /// The event with all the log says of it.
    public var envelope: Envelope
    /// What happened, in a few words.
    public var narrative: EventNarrative
    /// The gate it is about, if any.
    public var gate: GateID?
    /// Whether a person, or a default in their place, decided something by it.
    public var isDecision: Bool
    /// Whether something did not go as it was meant to.
    public var isTrouble: Bool

    /// An event of a run, told with the state after it, or a later one.
    ///
    /// - Throws: when the event is unknown or damaged.
    public init(_ envelope: Envelope, in state: RunState) throws(JSONDecodingError) {
        let event = try Event(record: envelope.record)
        self.init(envelope, event, in: state)
    }

    init(_ envelope: Envelope, _ event: Event, in state: RunState) {
        self.envelope = envelope
        narrative = EventNarrative(event, by: envelope.actor, in: state)
        gate = event.gate
        isDecision = DecisionView.Kind(event, by: envelope.actor) != nil
        isTrouble = event.isTrouble
    }

    /// The view as JSON; the payload is bounded by `BoundedValue`.
    public var json: JSON {
        let actor = envelope.actor
        return .record(
            ("revision", envelope.revision.json), ("time", envelope.time.json),
            (
                "actor",
                .record(
                    ("kind", actor.kind.json), ("name", actor.name.json),
                    ("authentication", actor.kind == .engine ? nil : actor.authentication.json))
            ), ("type", envelope.record.type.json), ("text", BoundedValue.text(narrative.text).json),
            ("step", narrative.step?.json), ("gate", gate.map { GateName(envelope.run, $0).json }),
            ("isDecision", isDecision ? true : nil), ("isTrouble", isTrouble ? true : nil),
            ("payload", BoundedValue.json(envelope.record.payload)))
    }
}

extension Event {
    /// Whether something did not go as it was meant to.
    fileprivate var isTrouble: Bool {
        switch self {
        case .attemptFailed, .attemptInterrupted, .attemptAbandoned, .gateExpired: true
        case .compensationEnded(let event): event.failure != nil
        case .runCreated, .ownerChanged, .planProposed, .planRevised, .runStarted, .synthesisDrafted,
            .runEnded, .gateOpened, .gateDecided, .gateHeld, .gateReleased, .gateWithdrawn, .attemptStarted,
            .attemptCompleted, .attemptSuspended, .compensationStarted, .stepRedirected, .stepSkipped,
            .stepTakenOver, .rolledBack, .paused, .resumed, .stopRequested, .noteAdded, .breakpointAdded,
            .breakpointRemoved, .breakpointLogged, .autonomyChanged, .interventionUndone, .interventionRedone:
            false
        }
    }

    /// The gate that the event is about, if any.
    package var gate: GateID? {
        switch self {
        case .gateOpened(let event): event.gate.id
        case .gateDecided(let event): event.gate
        case .gateExpired(let event): event.gate
        case .gateHeld(let event): event.gate
        case .gateReleased(let event): event.gate
        case .gateWithdrawn(let event): event.gate
        case .runStarted(let event): event.gate
        case .runCreated, .ownerChanged, .planProposed, .planRevised, .synthesisDrafted, .runEnded,
            .attemptStarted, .attemptCompleted, .attemptFailed, .attemptSuspended, .attemptAbandoned,
            .attemptInterrupted, .compensationStarted, .compensationEnded, .stepRedirected, .stepSkipped,
            .stepTakenOver, .rolledBack, .paused, .resumed, .stopRequested, .noteAdded, .breakpointAdded,
            .breakpointRemoved, .breakpointLogged, .autonomyChanged, .interventionUndone,
            .interventionRedone:
            nil
        }
    }
}
