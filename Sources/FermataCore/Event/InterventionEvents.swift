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

    /// The payload as JSON.
    public var json: JSON { .record(("step", step.json), ("reason", reason.json), ("root", root?.json)) }

    init(step: StepID, reason: String, root: StepID? = nil) {
        self.step = step
        self.reason = reason
        self.root = root
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        step = try json.field("step")
        reason = try json.field("reason")
        root = try json.optionalField("root")
    }
}

/// A person supplied a step's outputs.
public struct StepTakenOver: Hashable, Sendable, JSONCodable {
    /// The step.
    public var step: StepID
    /// The outputs; an object.
    public var outputs: JSON

    /// The payload as JSON.
    public var json: JSON { .record(("step", step.json), ("outputs", outputs)) }

    init(step: StepID, outputs: JSON) {
        self.step = step
        self.outputs = outputs
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        step = try json.field("step")
        outputs = try json.field("outputs")
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

    /// The payload as JSON.
    public var json: JSON {
        .record(
            ("step", step.json), ("cone", cone.json), ("compensated", compensated.json),
            ("uncompensated", uncompensated.json), ("instructions", instructions?.json))
    }

    init(step: StepID, cone: [StepID], compensated: [StepID], uncompensated: [StepID], instructions: String?)
    {
        self.step = step
        self.cone = cone
        self.compensated = compensated
        self.uncompensated = uncompensated
        self.instructions = instructions
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        step = try json.field("step")
        cone = try json.field("cone")
        compensated = try json.field("compensated")
        uncompensated = try json.field("uncompensated")
        instructions = try json.optionalField("instructions")
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

/// The last intervention was undone.
public struct InterventionUndone: Hashable, Sendable, JSONCodable {
    /// The event that was undone.
    public var revision: Revision
    /// What it was.
    public var label: String

    /// The payload as JSON.
    public var json: JSON { .record(("revision", revision.json), ("label", label.json)) }

    init(revision: Revision, label: String) {
        self.revision = revision
        self.label = label
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        revision = try json.field("revision")
        label = try json.field("label")
    }
}
