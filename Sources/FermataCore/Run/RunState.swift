/// A run as the fold of its events. Everything in it follows from the log; nothing else decides anything.
public struct RunState: Hashable, Sendable {
    /// The run.
    public internal(set) var id: RunID
    /// What it is called in lists.
    public internal(set) var title: String
    /// Where it stands.
    public internal(set) var phase: RunPhase = .drafting
    /// The playbook it was made from.
    public internal(set) var playbook: Playbook
    /// The inputs by name; an object.
    public internal(set) var inputs: JSON
    /// The directory the agents work in, absolute.
    public internal(set) var directory: String
    /// Whether nobody will answer, so that gates take their declared default at once.
    public internal(set) var isUnattended: Bool
    /// The level of autonomy of the run.
    public internal(set) var autonomy: Autonomy
    /// Levels of single agents, in the order of setting.
    public internal(set) var agentAutonomy: [AgentLevel] = []
    /// The plan as it stands.
    public internal(set) var plan: Plan
    /// The plan's graph, by position.
    package internal(set) var graph: PlanGraph
    /// One state a step, in plan order.
    public internal(set) var steps: [StepState]
    /// Steps that edits took out of the plan after they had been tried: should one come back, its attempts
    /// are counted on from there, so that no late report of the old one is taken for the new one's.
    public internal(set) var removedSteps: [StepState] = []
    /// The same as the plan had them last, so that a rollback still finds what they rested on.
    public internal(set) var removedPlanSteps: [PlanStep] = []
    /// What the run's actions have done to the world, or may have: effect `e1` is the first.
    public internal(set) var effects: [RecordedEffect] = []
    /// All gates, in the order of opening: gate `g1` is the first.
    public internal(set) var gates: [Gate] = []
    /// Those that wait for a verdict.
    public internal(set) var openGates: [GateID] = []
    /// The breakpoints as they stand.
    public internal(set) var breakpoints: [Breakpoint]
    /// Steps whose breakpoint was set by somebody who may not approve, and may take it away again.
    public internal(set) var ownBreakpoints: [StepID] = []
    /// Holds that were placed by somebody who may not approve, and may lift them again.
    public internal(set) var ownHolds: [HoldScope] = []
    /// Whether a person has chosen the run's level of autonomy, and not its playbook.
    public internal(set) var isAutonomyChosen: Bool
    /// Whether a person holds the whole run.
    public internal(set) var isPaused = false
    /// Agents that a person holds.
    public internal(set) var pausedAgents: [AgentID] = []
    /// Why the run is being stopped, if it is.
    public internal(set) var stop: StopRequested?
    /// Whether the start was approved.
    var isStartApproved = false
    /// Whether the proposed plan was rejected and waits to be edited.
    public internal(set) var isPlanRejected = false
    /// Compensations that a rollback owes, in order; the first is next.
    public internal(set) var compensations: [Compensation] = []
    /// The synthesis, once it is drafted.
    public internal(set) var synthesis: Synthesis?
    /// The newest owner's epoch.
    public internal(set) var epoch = Epoch.zero
    /// Costs reported so far.
    public internal(set) var cost: Double = 0
    /// The same by agent, in the order of their first cost.
    public internal(set) var agentCosts: [AgentCost] = []
    /// Why the run ended early.
    public internal(set) var endReason: String?
    /// What `undo` would undo.
    public internal(set) var undoable: UndoRecord?
    /// What `redo` would do again; nothing as soon as something new has happened.
    public internal(set) var redoable: UndoRecord?
    /// Why nothing can be undone, when nothing can.
    public internal(set) var undoGap = UndoGap.nothingYet
    /// When the run was created.
    public internal(set) var createdAt: Timestamp
    /// When the newest event happened.
    public internal(set) var updatedAt: Timestamp
    /// How many events are folded in.
    public internal(set) var revision = Revision.zero

    init(_ created: RunCreated, at time: Timestamp) {
        id = created.run
        title = created.title
        playbook = created.playbook
        inputs = created.inputs
        directory = created.directory
        isUnattended = created.isUnattended
        autonomy = created.autonomy
        isAutonomyChosen = created.autonomy != created.playbook.autonomy
        plan = created.playbook.plan
        graph = PlanGraph(plan)
        steps = plan.steps.map { StepState(id: $0.id) }
        breakpoints = created.playbook.breakpoints
        createdAt = time
        updatedAt = time
        refreshReadiness()
    }

    /// The state of one step.
    public subscript(step: StepID) -> StepState? { graph.position[step].map { steps[$0] } }

    /// One gate.
    public subscript(gate: GateID) -> Gate? { position(of: gate).map { gates[$0] } }

    /// Where a gate stands among all; `nil` when it was never opened.
    func position(of gate: GateID) -> Int? {
        let position = gate.number - 1
        return gates.indices.contains(position) && gates[position].id == gate ? position : nil
    }

    /// One effect.
    public subscript(effect: EffectID) -> RecordedEffect? { position(of: effect).map { effects[$0] } }

    /// Where an effect stands among all; `nil` when it was never begun.
    func position(of effect: EffectID) -> Int? {
        let position = effect.number - 1
        return effects.indices.contains(position) && effects[position].id == effect ? position : nil
    }

    /// The plan's entry for a step.
    public func planStep(_ step: StepID) -> PlanStep? { graph.position[step].map { plan.steps[$0] } }

    /// The level of autonomy that holds for an agent's steps: its own if a person set one, else the more
    /// asking of the playbook's level for the agent and the run's.
    public func autonomy(of agent: AgentID) -> Autonomy {
        if let level = agentAutonomy.first(where: { $0.agent == agent }) { return level.autonomy }
        guard let declared = playbook.agent(agent)?.autonomy else { return autonomy }
        return min(declared, autonomy)
    }

    /// Whether that level is one that a person has chosen: nothing in a playbook subtracts from it.
    public func isAutonomyChosen(for agent: AgentID) -> Bool {
        agentAutonomy.contains { $0.agent == agent } || isAutonomyChosen
    }

    /// The run's line in lists.
    public var summary: RunSummary {
        var ended = 0
        for step in steps where step.phase.isEnded || step.phase == .failed { ended += 1 }
        return RunSummary(
            run: id, title: title, phase: phase, isPaused: isPaused, endedStepCount: ended,
            stepCount: steps.count,
            openGateCount: openGates.count, cost: cost, createdAt: createdAt, updatedAt: updatedAt)
    }
}

/// The level a person gave one agent.
public struct AgentLevel: Hashable, Sendable, JSONCodable {
    /// The agent.
    public var agent: AgentID
    /// Its level.
    public var autonomy: Autonomy

    init(agent: AgentID, autonomy: Autonomy) {
        self.agent = agent
        self.autonomy = autonomy
    }

    /// The level as JSON.
    public var json: JSON { .record(("agent", agent.json), ("autonomy", autonomy.json)) }

    /// Reads a level.
    public init(json: JSON) throws(JSONDecodingError) {
        agent = try json.field("agent")
        autonomy = try json.field("autonomy")
    }
}

/// What the attempts of one agent have cost.
public struct AgentCost: Hashable, Sendable, JSONCodable {
    /// The agent.
    public var agent: AgentID
    /// What it has cost, in the currency the playbook's budget is meant in.
    public var cost: Double

    init(agent: AgentID, cost: Double) {
        self.agent = agent
        self.cost = cost
    }

    /// The cost as JSON.
    public var json: JSON { .record(("agent", agent.json), ("cost", cost.json)) }

    /// Reads a cost.
    public init(json: JSON) throws(JSONDecodingError) {
        agent = try json.field("agent")
        cost = try json.field("cost")
    }
}
