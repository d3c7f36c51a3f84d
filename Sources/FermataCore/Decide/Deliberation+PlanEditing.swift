extension Deliberation {
    /// Replaces the plan. Only what changed and what is downstream of it loses its approvals; work elsewhere
    /// goes on.
    mutating func editPlan(_ steps: [PlanStep], base: Int) throws(Refusal) {
        try requireNotStopping()
        guard base == state.plan.revision else {
            throw .stalePlanRevision(base: base, actual: state.plan.revision)
        }
        // Once the plan was let pass, what is changed is asked about where the plan was; and whatever
        // somebody changes who may not approve is asked about in any case.
        var asksAgain = context.actor.kind == .person && !context.actor.mayApprove
        if case .ask = Policy.atMilestone(.afterPlanning, in: state) {
            asksAgain = asksAgain || state.phase == .running || state.phase == .concluding
        }
        for gate in state.openGates {
            switch state[gate]?.kind {
            case .afterPlanning, .beforeCompletion: withdraw(gate, because: "The plan was edited.")
            case .beforeStart, .beforeCriticalAction, .reviewResult, .breakpoint, .question, .recovery, nil:
                break
            }
        }
        try revisePlan(steps, asksAgain: asksAgain)
    }

    /// A verdict on the proposed plan that brings a version of its own.
    mutating func reviseProposedPlan(from edits: JSON) throws(Refusal) {
        let edited: Plan
        do {
            _ = try PlanStep.steps(in: edits)
            edited = try Plan(json: edits)
        } catch {
            throw .invalidEdit("\(error)")
        }
        try revisePlan(edited.steps, asksAgain: false)
    }

    private mutating func revisePlan(_ steps: [PlanStep], asksAgain: Bool) throws(Refusal) {
        let plan = Plan(revision: state.plan.revision + 1, steps: steps)
        var playbook = state.playbook
        playbook.breakpoints = []
        playbook.synthesis = nil
        let problems = plan.problems(in: playbook)
        if !problems.isEmpty { throw .planProblems(problems) }
        let diff = PlanDiff(from: state.plan, to: plan)
        if diff.isEmpty { throw .planUnchanged }
        for step in diff.touched {
            guard let index = state.graph.position[step] else { continue }
            try requireEditable(index)
        }
        // Both cones: what depended on the step before, and what depends on it now.
        let downstream = Set(state.plan.cone(of: diff.touched)).union(plan.cone(of: diff.touched))
        // What has taken effect is not begun anew by an edit further up: its review goes on.
        let invalidated = plan.steps.map(\.id).filter {
            downstream.contains($0) && !diff.touched.contains($0) && !isUnderReviewAfterEffect($0)
        }
        for step in diff.touched + invalidated {
            guard let index = state.graph.position[step] else { continue }
            if state.steps[index].phase == .working, !diff.touched.contains(step) { continue }
            cutOff(index, because: "The plan was edited.")
        }
        emit(
            .planRevised(
                PlanRevised(plan: plan, touched: diff.touched, invalidated: invalidated, asksAgain: asksAgain)
            ))
    }

    /// Whether the step has changed the world and only its result is still judged.
    private func isUnderReviewAfterEffect(_ step: StepID) -> Bool {
        guard let step = state[step],
            state.effects.contains(where: { $0.step == step.id && $0.status == .happened }),
            case .result = step.phase.gate.flatMap({ state[$0] })?.subject
        else { return false }
        return true
    }

    private func requireEditable(_ index: Int) throws(Refusal) {
        try requireNotEnded(index)
        let step = state.steps[index]
        // Another attempt would repeat its effect, so it is rejected or rolled back first.
        if isUnderReviewAfterEffect(step.id) {
            throw .stepHasRun(step.id, phase: step.phase.word)
        }
        if isChangingTheWorld(index) { throw .stepIsIrreversiblyWorking(step.id) }
    }
}
