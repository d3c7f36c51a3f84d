public import FermataCore
public import FermataJournal

/// A run's view that follows its log: what did not change is not rendered again.
///
/// Applying the patches of `advance` in their order to the first view gives the view of the last state.
public struct RunProjection: Sendable {
    /// The state that is shown.
    public private(set) var state: RunState
    /// What people have decided so far.
    public private(set) var decisions: [DecisionView]
    /// Who carries the run out.
    public private(set) var owner: OwnerView?
    /// The rendered view.
    public private(set) var view: RunView

    private var steps: [StepView]
    private var agents: [AgentView]
    private var gates: [GateBasis]

    /// Everything that the view of an open gate is made from.
    private struct GateBasis: Hashable {
        var gate: Gate
        var step: PlanStep?
        var planRevision: Int
        var following: [StepID]
    }

    /// Shows a state.
    ///
    /// - Parameters:
    ///   - state: The run.
    ///   - decisions: What people have decided so far, oldest first: see `DecisionView` and `init(folding:)`.
    ///   - owner: Who carries it out.
    public init(_ state: RunState, decisions: [DecisionView] = [], owner: OwnerView? = nil) {
        self.state = state
        self.decisions = decisions
        self.owner = owner
        steps = []
        agents = []
        gates = []
        view = RunView(head: [], agents: [], steps: [], gates: [], decisions: [])
        view.decisions = decisions.map(Self.element)
        render()
    }

    /// Folds a run's log from its first event, payloads of the newest version.
    ///
    /// - Throws: `.inconsistent` when the log does not begin with the creation, has a gap, or holds what
    ///   cannot be read.
    public init(folding envelopes: [Envelope], owner: OwnerView? = nil) throws(JournalError) {
        let fold = try RunFold(envelopes)
        self.init(fold.state, decisions: fold.decisions, owner: owner)
    }

    /// The whole view.
    public var json: JSON { view.json }

    /// Shows a later state of the run.
    ///
    /// - Parameters:
    ///   - state: The run after the events.
    ///   - events: What happened since the state that is shown, oldest first; those it has already are passed
    ///     over.
    /// - Returns: What changed in the view, or `nil` when nothing did.
    /// - Throws: `.inconsistent` when an event cannot be read; the projection is then as it was.
    public mutating func advance(
        to state: RunState, events: [Envelope]
    ) throws(JournalError) -> JSON? {
        var more: [DecisionView] = []
        for envelope in events where envelope.revision > self.state.revision {
            if let decision = try RunFold.decision(in: envelope, state) { more.append(decision) }
        }
        let earlier = view
        self.state = state
        decisions += more
        view.decisions += more.map(Self.element)
        render()
        return view.patch(from: earlier)
    }

    /// Shows who carries the run out from now on.
    ///
    /// - Returns: What changed in the view, or `nil` when nothing did.
    public mutating func setOwner(_ owner: OwnerView?) -> JSON? {
        guard owner != self.owner else { return nil }
        let earlier = view
        self.owner = owner
        render()
        return view.patch(from: earlier)
    }

    private static func element(_ decision: DecisionView) -> RunView.Element {
        RunView.Element(name: decision.revision.json, json: decision.json)
    }

    private mutating func render() {
        let allowed = AllowedInterventions(in: state)
        renderSteps(StepSituations(state, allowed))
        let standings = steps.map(\.standing)
        renderAgents(AgentViews.all(in: state, standings: standings))
        renderGates()
        view.head = RunHead(state: state, owner: owner, allowed: allowed, standings: standings).members
    }

    private mutating func renderSteps(_ situations: StepSituations) {
        var rendered: [RunView.Element] = []
        rendered.reserveCapacity(state.steps.count)
        var newest: [StepView] = []
        newest.reserveCapacity(state.steps.count)
        for index in state.steps.indices {
            let step = StepView(
                step: state.steps[index], plan: state.plan.steps[index], situation: situations[index])
            if steps.indices.contains(index), steps[index] == step {
                rendered.append(view.steps[index])
            } else {
                rendered.append(RunView.Element(name: step.step.id.json, json: step.json))
            }
            newest.append(step)
        }
        steps = newest
        view.steps = rendered
    }

    private mutating func renderAgents(_ newest: [AgentView]) {
        view.agents = newest.enumerated().map { index, agent in
            agents.indices.contains(index) && agents[index] == agent
                ? view.agents[index] : RunView.Element(name: agent.declaration.id.json, json: agent.json)
        }
        agents = newest
    }

    private mutating func renderGates() {
        let known = Dictionary(
            zip(gates, view.gates).map { ($0.gate.id, (basis: $0, element: $1)) },
            uniquingKeysWith: { first, _ in first })
        var newest: [GateBasis] = []
        view.gates = state.openGates.compactMap { id in
            guard let gate = state[id] else { return nil }
            let isPlan = if case .plan = gate.subject { true } else { false }
            let basis = GateBasis(
                gate: gate, step: gate.step.flatMap(state.planStep),
                planRevision: isPlan ? state.plan.revision : 0,
                following: GateView.following(gate, in: state))
            let earlier = known[id].flatMap { $0.basis == basis ? $0.element : nil }
            let element =
                earlier
                ?? GateView(id, in: state).map {
                    RunView.Element(name: GateName(state.id, id).json, json: $0.json)
                }
            if element != nil { newest.append(basis) }
            return element
        }
        gates = newest
    }
}
