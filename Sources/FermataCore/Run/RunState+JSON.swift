/// The whole state as JSON: what snapshots keep and views are made from.
extension RunState: JSONCodable {
    /// The state as JSON.
    public var json: JSON {
        .record(
            ("id", id.json), ("title", title.json), ("phase", phase.json), ("playbook", playbook.json),
            ("inputs", inputs), ("directory", directory.json), ("isUnattended", isUnattended.json),
            ("autonomy", autonomy.json), ("agentAutonomy", agentAutonomy.json), ("plan", plan.json),
            ("steps", steps.json), ("removedSteps", removedSteps.json),
            ("removedPlanSteps", removedPlanSteps.json), ("effects", effects.json), ("gates", gates.json),
            ("breakpoints", breakpoints.json), ("ownBreakpoints", ownBreakpoints.json),
            ("ownHolds", ownHolds.json), ("isAutonomyChosen", isAutonomyChosen.json),
            ("isPaused", isPaused.json), ("pausedAgents", pausedAgents.json), ("stop", stop?.json),
            ("isStartApproved", isStartApproved.json), ("isPlanRejected", isPlanRejected.json),
            ("compensations", compensations.json), ("synthesis", synthesis?.json), ("epoch", epoch.json),
            ("cost", cost.json), ("agentCosts", agentCosts.json), ("endReason", endReason?.json),
            ("undoable", undoable?.json), ("redoable", redoable?.json), ("undoGap", undoGap.json),
            ("createdAt", createdAt.json), ("updatedAt", updatedAt.json), ("revision", revision.json))
    }

    /// Reads a state that this program wrote.
    public init(json: JSON) throws(JSONDecodingError) {
        id = try json.field("id")
        title = try json.field("title")
        phase = try json.field("phase")
        playbook = try json.field("playbook")
        inputs = try json.field("inputs")
        directory = try json.field("directory")
        isUnattended = try json.field("isUnattended")
        autonomy = try json.field("autonomy")
        agentAutonomy = try json.field("agentAutonomy")
        plan = try json.field("plan")
        graph = PlanGraph(plan)
        steps = try json.field("steps")
        removedSteps = try json.field("removedSteps")
        removedPlanSteps = try json.field("removedPlanSteps")
        effects = try json.field("effects")
        gates = try json.field("gates")
        openGates = gates.filter(\.isOpen).map(\.id)
        breakpoints = try json.field("breakpoints")
        ownBreakpoints = try json.field("ownBreakpoints")
        ownHolds = try json.field("ownHolds")
        isAutonomyChosen = try json.field("isAutonomyChosen")
        isPaused = try json.field("isPaused")
        pausedAgents = try json.field("pausedAgents")
        stop = try json.optionalField("stop")
        isStartApproved = try json.field("isStartApproved")
        isPlanRejected = try json.field("isPlanRejected")
        compensations = try json.field("compensations")
        synthesis = try json.optionalField("synthesis")
        epoch = try json.field("epoch")
        cost = try json.field("cost")
        agentCosts = try json.field("agentCosts")
        endReason = try json.optionalField("endReason")
        undoable = try json.optionalField("undoable")
        redoable = try json.optionalField("redoable")
        undoGap = try json.field("undoGap")
        createdAt = try json.field("createdAt")
        updatedAt = try json.field("updatedAt")
        revision = try json.field("revision")
        guard effects.map(\.id.number) == Array(0..<effects.count).map({ $0 + 1 }) else {
            throw JSONDecodingError(path: "effects", problem: "are not numbered from 1")
        }
        guard steps.map(\.id) == plan.steps.map(\.id) else {
            throw JSONDecodingError(path: "steps", problem: "are not those of the plan")
        }
    }
}
