public import FermataCore

/// Where an agent stands: the most pressing of what its steps are at.
public enum AgentStanding: String, CaseIterable, Sendable, JSONCodable {
    /// It works.
    case running
    /// A step of it waits for a person.
    case needsYou
    /// It cannot get further by itself.
    case blocked
    /// A step of it failed for good.
    case failed
    /// A person holds it.
    case paused
    /// Nothing of it is under way.
    case idle
    /// All its steps have ended.
    case done
}

/// An agent's card.
public struct AgentView: Hashable, Sendable {
    /// The playbook's entry for it.
    public var declaration: AgentDeclaration
    /// Where it stands.
    public var standing: AgentStanding
    /// The step that it stands there for.
    public var step: StepID?
    /// How many of its steps have ended.
    public var doneStepCount: Int
    /// How many steps it has.
    public var totalStepCount: Int
    /// What it has cost.
    public var cost: Double
    /// The level that holds for its steps.
    public var autonomy: Autonomy
    /// Whether a person holds it.
    public var isPaused: Bool

    /// The view as JSON.
    public var json: JSON {
        .record(
            ("id", declaration.id.json), ("kind", declaration.kind.json),
            ("description", declaration.description?.json), ("state", standing.json), ("step", step?.json),
            ("doneSteps", doneStepCount.json), ("totalSteps", totalStepCount.json), ("cost", cost.json),
            ("autonomy", autonomy.json), ("isPaused", isPaused.json))
    }
}

/// Gathers the cards of all agents in one pass over the steps.
struct AgentViews {
    private struct Tally {
        var total = 0
        var ended = 0
        /// The first step of each standing.
        var first: [StepStanding: StepID] = [:]
    }

    static func all(in state: RunState, standings: [StepStanding]) -> [AgentView] {
        var tallies: [AgentID: Tally] = [:]
        for (index, step) in state.plan.steps.enumerated() {
            tallies[step.agent, default: Tally()].total += 1
            if state.steps[index].phase.isEnded { tallies[step.agent, default: Tally()].ended += 1 }
            if tallies[step.agent]?.first[standings[index]] == nil {
                tallies[step.agent]?.first[standings[index]] = step.id
            }
        }
        let costs = Dictionary(
            state.agentCosts.map { ($0.agent, $0.cost) }, uniquingKeysWith: { first, _ in first })
        return state.playbook.agents.map { agent in
            let tally = tallies[agent.id] ?? Tally()
            let isPaused = !state.phase.isFinal && state.pausedAgents.contains(agent.id)
            let (standing, step) = standing(of: tally, isPaused: isPaused)
            return AgentView(
                declaration: agent, standing: standing, step: step, doneStepCount: tally.ended,
                totalStepCount: tally.total, cost: costs[agent.id] ?? 0,
                autonomy: state.autonomy(of: agent.id), isPaused: isPaused)
        }
    }

    private static func standing(of tally: Tally, isPaused: Bool) -> (AgentStanding, StepID?) {
        let first = tally.first
        if isPaused { return (.paused, first[.running] ?? first[.paused] ?? first[.waiting]) }
        if let step = first[.waiting] { return (.needsYou, step) }
        if let step = first[.running] { return (.running, step) }
        if let step = first[.paused] { return (.paused, step) }
        if let step = first[.failed] { return (.failed, step) }
        if let step = first[.blocked] { return (.blocked, step) }
        return (tally.total > 0 && tally.ended == tally.total ? .done : .idle, nil)
    }
}
