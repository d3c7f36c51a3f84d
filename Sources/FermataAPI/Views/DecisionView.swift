public import FermataCore
public import FermataJournal

/// Something that a person, or a default in their place, has decided about a run.
public struct DecisionView: Hashable, Sendable {
    /// What kinds of decision there are: the verdicts, the interventions, and silence.
    public enum Kind: String, CaseIterable, Sendable, JSONCodable {
        case approve
        case edit
        case reject
        case answer
        /// Nobody answered in time, and the declared default was taken.
        case silence
        /// A gate's deadline was taken away.
        case hold
        /// And given back.
        case release
        case modify
        case redirect
        case skip
        case takeOver
        case rollback
        case pause
        case resume
        case stop
        case note
        case breakpoint
        case unbreakpoint
        case autonomy
        case undo
        case redo
    }

    /// The event that holds it.
    public var revision: Revision
    /// When.
    public var time: Timestamp
    /// By whom.
    public var person: String
    /// What kind of decision.
    public var kind: Kind
    /// What was decided, in a few words.
    public var text: String
    /// The step it was about, if any.
    public var step: StepID?
    /// The gate it was about, if any, as people name it.
    public var gate: GateName?

    /// The decision that an event holds, told with the state after it or a later one; `nil` when it holds
    /// none.
    ///
    /// - Throws: when the event is unknown or damaged.
    public init?(_ envelope: Envelope, in state: RunState) throws(JSONDecodingError) {
        let event = try Event(record: envelope.record)
        guard let kind = Kind(event, by: envelope.actor) else { return nil }
        let narrative = EventNarrative(event, by: envelope.actor, in: state)
        revision = envelope.revision
        time = envelope.time
        person = envelope.actor.name
        self.kind = kind
        text = BoundedValue.text(narrative.text, maximumByteCount: BoundedValue.startByteCount)
        step = narrative.step
        gate = event.gate.map { GateName(envelope.run, $0) }
    }

    /// The decision as JSON.
    public var json: JSON {
        .record(
            ("revision", revision.json), ("at", time.json), ("by", person.json), ("kind", kind.json),
            ("text", text.json), ("step", step?.json), ("gate", gate?.json))
    }
}

extension DecisionView.Kind {
    init?(_ event: Event, by actor: Actor) {
        if case .gateExpired = event {
            self = .silence
            return
        }
        guard actor.kind == .person else { return nil }
        switch event {
        case .gateDecided(let decided):
            switch decided.verdict {
            case .approve: self = .approve
            case .approveEdited: self = .edit
            case .reject: self = .reject
            case .answer: self = .answer
            }
        case .gateHeld: self = .hold
        case .gateReleased: self = .release
        case .planRevised: self = .modify
        case .stepRedirected: self = .redirect
        case .stepSkipped(let skipped):
            if skipped.root != nil { return nil }
            self = .skip
        case .stepTakenOver: self = .takeOver
        case .rolledBack: self = .rollback
        case .paused: self = .pause
        case .resumed: self = .resume
        case .stopRequested: self = .stop
        case .noteAdded: self = .note
        case .breakpointAdded: self = .breakpoint
        case .breakpointRemoved: self = .unbreakpoint
        case .autonomyChanged: self = .autonomy
        case .interventionUndone: self = .undo
        case .interventionRedone: self = .redo
        case .runCreated, .ownerChanged, .planProposed, .runStarted, .synthesisDrafted, .runEnded,
            .gateOpened, .gateExpired, .gateWithdrawn, .attemptStarted, .attemptCompleted, .attemptFailed,
            .attemptSuspended, .attemptAbandoned, .attemptInterrupted, .compensationStarted,
            .compensationEnded, .breakpointLogged:
            return nil
        }
    }
}
