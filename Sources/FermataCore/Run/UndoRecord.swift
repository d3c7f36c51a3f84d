/// What an intervention, or the undoing of one, changed, as it was before.
public struct UndoRecord: Hashable, Sendable {
    /// The event of the intervention, or of its undoing.
    public var revision: Revision
    /// What it was, for people.
    public var label: String
    /// Whose it was.
    public var by: Actor
    /// The steps it changed, as they were.
    var steps: [StepState]
    /// Steps whose beginning makes it too late.
    var downstream: [StepID]
    /// The steps of the plan before, when it was edited.
    var plan: [PlanStep]?
    /// The step whose skip it was, which what follows from the same wish is added to.
    var root: StepID?
    /// Run-wide settings before.
    var settings: RunSettings
    /// What is undone of a rollback: the effects it was about, and what was owed, as they were.
    var effects: [RecordedEffect]
    var compensations: [Compensation]?
}

/// What a person can set for the whole run.
struct RunSettings: Hashable, Sendable {
    var autonomy: Autonomy
    var isAutonomyChosen: Bool
    var agentAutonomy: [AgentLevel]
    var breakpoints: [Breakpoint]
    var ownBreakpoints: [StepID]
    var isPaused: Bool
    var pausedAgents: [AgentID]
    var ownHolds: [HoldScope]
}

/// Why there is nothing that could be undone.
public enum UndoGap: String, CaseIterable, Sendable, JSONCodable {
    /// Nobody has intervened.
    case nothingYet
    /// The last intervention was undone; there is one step back and no more.
    case undone
    /// Work that rests on the last intervention has gone on since.
    case overtaken
    /// The last intervention was one that cannot be taken back, such as cutting off work.
    case final
}

extension UndoRecord: JSONCodable {
    /// The record as JSON.
    public var json: JSON {
        .record(
            ("revision", revision.json), ("label", label.json), ("by", by.json), ("steps", steps.json),
            ("downstream", downstream.json), ("plan", plan?.json), ("root", root?.json),
            ("settings", settings.json), ("effects", effects.isEmpty ? nil : effects.json),
            ("compensations", compensations?.json))
    }

    /// Reads a record.
    public init(json: JSON) throws(JSONDecodingError) {
        revision = try json.field("revision")
        label = try json.field("label")
        by = try json.field("by")
        steps = try json.field("steps")
        downstream = try json.field("downstream")
        plan = try json.optionalField("plan")
        root = try json.optionalField("root")
        settings = try json.field("settings")
        effects = try json.optionalField("effects") ?? []
        compensations = try json.optionalField("compensations")
    }
}

extension RunSettings: JSONCodable {
    var json: JSON {
        .record(
            ("autonomy", autonomy.json), ("isAutonomyChosen", isAutonomyChosen.json),
            ("agentAutonomy", agentAutonomy.json), ("breakpoints", breakpoints.json),
            ("ownBreakpoints", ownBreakpoints.json), ("isPaused", isPaused.json),
            ("pausedAgents", pausedAgents.json), ("ownHolds", ownHolds.json))
    }

    init(json: JSON) throws(JSONDecodingError) {
        autonomy = try json.field("autonomy")
        isAutonomyChosen = try json.field("isAutonomyChosen")
        agentAutonomy = try json.field("agentAutonomy")
        breakpoints = try json.field("breakpoints")
        ownBreakpoints = try json.field("ownBreakpoints")
        isPaused = try json.field("isPaused")
        pausedAgents = try json.field("pausedAgents")
        ownHolds = try json.field("ownHolds")
    }
}
