/// A person told a step's agent to do it differently.
public struct StepRedirected: Hashable, Sendable, JSONCodable {
    /// The step.
    public var step: StepID
    /// What to do instead.
    public var instructions: String

    /// The payload as JSON.
    public var json: JSON { .record(("step", step.json), ("instructions", instructions.json)) }

    init(step: StepID, instructions: String) {
        self.step = step
        self.instructions = instructions
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        step = try json.field("step")
        instructions = try json.field("instructions")
    }
}

/// A step is left out.
public struct StepSkipped: Hashable, Sendable, JSONCodable {
    /// The step.
    public var step: StepID
    /// Why.
    public var reason: String
    /// The step whose skip, with all that needs it, this is part of; absent for that step itself.
    public var root: StepID?
    /// Steps that are asked about from now on, because somebody who may not approve left out what would have
    /// been asked about before them.
    public var asks: [StepID]

    /// The payload as JSON.
    public var json: JSON {
        .record(
            ("step", step.json), ("reason", reason.json), ("root", root?.json),
            ("asks", asks.isEmpty ? nil : asks.json))
    }

    init(step: StepID, reason: String, root: StepID? = nil, asks: [StepID] = []) {
        self.step = step
        self.reason = reason
        self.root = root
        self.asks = asks
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        step = try json.field("step")
        reason = try json.field("reason")
        root = try json.optionalField("root")
        asks = try json.optionalField("asks") ?? []
    }
}

/// A person supplied a step's outputs.
public struct StepTakenOver: Hashable, Sendable, JSONCodable {
    /// The step.
    public var step: StepID
    /// The outputs; an object.
    public var outputs: JSON
    /// Whether they are reviewed before anything uses them, because whoever supplied them may not approve.
    public var isReviewed: Bool

    /// The payload as JSON.
    public var json: JSON {
        .record(("step", step.json), ("outputs", outputs), ("isReviewed", isReviewed ? true : nil))
    }

    init(step: StepID, outputs: JSON, isReviewed: Bool = false) {
        self.step = step
        self.outputs = outputs
        self.isReviewed = isReviewed
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        step = try json.field("step")
        outputs = try json.field("outputs")
        isReviewed = try json.optionalField("isReviewed") ?? false
    }
}

/// The run was taken back to before a step.
public struct RolledBack: Hashable, Sendable, JSONCodable {
    /// The step.
    public var step: StepID
    /// The steps that are taken back, in plan order.
    public var cone: [StepID]
    /// Those whose effects are undone first, in that order.
    public var compensated: [StepID]
    /// Those whose effects cannot be undone, as the person has confirmed.
    public var uncompensated: [StepID]
    /// What to do differently.
    public var instructions: String?
    /// The effects that are undone, in that order; absent in logs from before effects were numbered.
    public var undoes: [EffectID]?
    /// The effects that stay; absent where `undoes` is.
    public var leaves: [EffectID]?
    /// The digest of what was shown of this before it was confirmed, if anything had to be.
    public var preview: Digest?

    /// The payload as JSON.
    public var json: JSON {
        .record(
            ("step", step.json), ("cone", cone.json), ("compensated", compensated.json),
            ("uncompensated", uncompensated.json), ("instructions", instructions?.json),
            ("undoes", undoes?.json), ("leaves", leaves?.json), ("preview", preview?.json))
    }

    init(outlook: RollbackOutlook, instructions: String?, preview: Digest?) {
        step = outlook.step
        cone = outlook.cone
        compensated = outlook.undoes.map(\.step)
        uncompensated = outlook.leaves.map(\.step)
        self.instructions = instructions
        undoes = outlook.undoes.map(\.id)
        leaves = outlook.leaves.map(\.id)
        self.preview = preview
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        step = try json.field("step")
        cone = try json.field("cone")
        compensated = try json.field("compensated")
        uncompensated = try json.field("uncompensated")
        instructions = try json.optionalField("instructions")
        undoes = try json.optionalField("undoes")
        leaves = try json.optionalField("leaves")
        preview = try json.optionalField("preview")
    }
}

/// A person holds the run, an agent or a step.
public struct Paused: Hashable, Sendable, JSONCodable {
    /// What is held.
    public var scope: HoldScope

    /// The payload as JSON.
    public var json: JSON { .record(("scope", scope.json)) }

    init(scope: HoldScope) {
        self.scope = scope
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        scope = try json.field("scope")
    }
}

/// A person lifted a hold.
public struct Resumed: Hashable, Sendable, JSONCodable {
    /// What is no longer held.
    public var scope: HoldScope

    /// The payload as JSON.
    public var json: JSON { .record(("scope", scope.json)) }

    init(scope: HoldScope) {
        self.scope = scope
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        scope = try json.field("scope")
    }
}

/// Nothing new is started, and the run ends when what works has ended.
public struct StopRequested: Hashable, Sendable, JSONCodable {
    /// Why.
    public var reason: String
    /// Whether a failed step is the reason.
    public var isFailure: Bool

    /// The payload as JSON.
    public var json: JSON { .record(("reason", reason.json), ("isFailure", isFailure.json)) }

    init(reason: String, isFailure: Bool) {
        self.reason = reason
        self.isFailure = isFailure
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        reason = try json.field("reason")
        isFailure = try json.field("isFailure")
    }
}

/// A person left a note for the next attempt.
public struct NoteAdded: Hashable, Sendable, JSONCodable {
    /// The step; absent for every step that has not ended.
    public var step: StepID?
    /// The note.
    public var text: String

    /// The payload as JSON.
    public var json: JSON { .record(("step", step?.json), ("text", text.json)) }

    init(step: StepID?, text: String) {
        self.step = step
        self.text = text
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        step = try json.optionalField("step")
        text = try json.field("text")
    }
}

/// A breakpoint was set.
public struct BreakpointAdded: Hashable, Sendable, JSONCodable {
    /// The breakpoint.
    public var breakpoint: Breakpoint

    /// The payload as JSON.
    public var json: JSON { .record(("breakpoint", breakpoint.json)) }

    init(breakpoint: Breakpoint) {
        self.breakpoint = breakpoint
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        breakpoint = try json.field("breakpoint")
    }
}

/// A breakpoint was removed.
public struct BreakpointRemoved: Hashable, Sendable, JSONCodable {
    /// The step it stood before.
    public var step: StepID

    /// The payload as JSON.
    public var json: JSON { .record(("step", step.json)) }

    init(step: StepID) {
        self.step = step
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        step = try json.field("step")
    }
}

/// A breakpoint that only logs was reached.
public struct BreakpointLogged: Hashable, Sendable, JSONCodable {
    /// The step it stands before.
    public var step: StepID

    /// The payload as JSON.
    public var json: JSON { .record(("step", step.json)) }

    init(step: StepID) {
        self.step = step
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        step = try json.field("step")
    }
}

/// A level of autonomy was changed.
public struct AutonomyChanged: Hashable, Sendable, JSONCodable {
    /// The agent; absent for the run.
    public var agent: AgentID?
    /// The new level.
    public var autonomy: Autonomy

    /// The payload as JSON.
    public var json: JSON { .record(("agent", agent?.json), ("autonomy", autonomy.json)) }

    init(agent: AgentID?, autonomy: Autonomy) {
        self.agent = agent
        self.autonomy = autonomy
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        agent = try json.optionalField("agent")
        autonomy = try json.field("autonomy")
    }
}
