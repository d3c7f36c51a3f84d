/// Who may do what. Whoever may not approve can have more asked and never less: what they change is asked
/// about as it then is, and what somebody who may approve has set they cannot take away.
extension Deliberation {
    func authorise(_ command: Command) throws(Refusal) {
        guard context.actor.kind == .person, !context.actor.mayApprove else { return }
        try require(.operator, "Changing a run")
        switch command {
        case .decide: try require(.approver, "A verdict")
        case .releaseGate(let gate):
            if state[gate]?.heldBy?.mayApprove == true {
                try require(.approver, "Giving a deadline back that an approver took away")
            }
        case .resume(let scope):
            if isHeldByApprover(scope) { try require(.approver, "Lifting a hold that an approver placed") }
        case .removeBreakpoint(let step):
            if !state.ownBreakpoints.contains(step) { try require(.approver, "Removing this breakpoint") }
        case .setAutonomy(let agent, let level):
            if raisesAutonomy(level, of: agent) { try require(.approver, "More autonomy") }
        case .undo:
            if state.undoable?.by.mayApprove == true {
                try require(.approver, "Undoing what an approver did")
            }
        case .redo:
            if state.redoable?.by.mayApprove == true {
                try require(.approver, "Redoing what an approver did")
            }
        case .adopt, .advance, .expireGates, .report, .reportCompensation: try require(.admin, "This")
        case .holdGate, .editPlan, .redirect, .skip, .takeOver, .rollBack, .pause, .stop, .note,
            .addBreakpoint:
            break
        }
    }

    /// What the first events of a run may not be when somebody makes it who may not approve.
    static func authorise(_ created: RunCreated, by actor: Actor) throws(Refusal) {
        guard actor.kind == .person, !actor.mayApprove else { return }
        guard actor.role >= .operator else {
            throw .roleNotAllowed(needed: .operator, held: actor.role, what: "Making a run")
        }
        guard created.autonomy <= created.playbook.autonomy else {
            throw .roleNotAllowed(needed: .approver, held: actor.role, what: "More autonomy")
        }
        guard !created.isUnattended else {
            throw .roleNotAllowed(needed: .approver, held: actor.role, what: "Having nobody asked")
        }
    }

    private func require(_ role: Role, _ what: String) throws(Refusal) {
        guard context.actor.role < role else { return }
        throw .roleNotAllowed(needed: role, held: context.actor.role, what: what)
    }

    private func isHeldByApprover(_ scope: HoldScope) -> Bool {
        guard !state.ownHolds.contains(scope) else { return false }
        return switch scope {
        case .run: state.isPaused
        case .agent(let agent): state.pausedAgents.contains(agent)
        case .step(let step): state[step]?.isPaused == true
        }
    }

    /// Whether fewer things would be asked about at some step than now.
    private func raisesAutonomy(_ level: Autonomy, of agent: AgentID?) -> Bool {
        guard let agent else { return level > state.autonomy }
        return level > state.autonomy(of: agent)
    }

    /// Whether a person is asked about the step, or would be before its result is used: then leaving it out,
    /// or supplying its result, takes something from what is asked.
    func isGuarded(_ index: Int) -> Bool {
        let step = state.steps[index]
        let planned = state.plan.steps[index]
        if step.phase.gate != nil || step.isChanged || planned.approval == .required { return true }
        if state.playbook.agent(planned.agent)?.kind == .human { return true }
        if !step.hasPassedBreakpoint, state.breakpoints.contains(where: { $0.step == step.id && !$0.logOnly })
        {
            return true
        }
        return Policy.beforeStep(at: index, in: state) != .proceed
    }

    /// The steps that are asked about from now on because somebody who may not approve leaves this one out.
    func asksAfterLeavingOut(_ index: Int) -> [StepID] {
        guard !context.actor.mayApprove, context.actor.kind == .person, isGuarded(index) else { return [] }
        return state.graph.dependents[index].filter { !state.steps[$0].phase.isEnded }
            .map { state.steps[$0].id }
    }
}
