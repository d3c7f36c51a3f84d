extension RunState {
    mutating func apply(_ event: StepRedirected, by actor: Actor) {
        remember([event.step], downstream: [event.step], as: "redirect of \(event.step)", by: actor)
        guard let index = graph.position[event.step] else { return }
        steps[index].instructions.append(Instruction(kind: .redirect, text: event.instructions))
        steps[index].outputs = nil
        steps[index].assessment = nil
        steps[index].memento = nil
        steps[index].answer = nil
        steps[index].failureCount = 0
        steps[index].reason = nil
        release(index)
    }

    mutating func apply(_ event: StepSkipped, by actor: Actor) {
        rememberSkip(event, by: actor)
        change(event.step) { state in
            state.reason = event.reason
            state.outputs = nil
            state.assessment = nil
        }
        end(event.step, as: .skipped)
        for step in event.asks { change(step) { $0.isChanged = true } }
    }

    /// A skip that a person asked for can be undone, together with all the skips that were part of it. One
    /// that followed from a failure cannot: the step would be left as it failed, and nobody asked.
    private mutating func rememberSkip(_ event: StepSkipped, by actor: Actor) {
        guard let step = self[event.step] else { return }
        let asked = event.asks.compactMap { self[$0] }
        if event.root != nil {
            if undoable?.root == event.root {
                undoable?.steps.append(contentsOf: [step] + asked)
            } else {
                loseUndo(.final)
            }
            return
        }
        switch step.phase {
        case .pending, .ready, .held, .suspended, .reviewing:
            if actor.kind == .person {
                remember(
                    [step.id] + event.asks, downstream: plan.cone(of: [step.id]), as: "skip of \(step.id)",
                    by: actor)
                undoable?.root = step.id
                return
            }
        case .working, .done, .failed, .skipped, .rolledBack: break
        }
        loseUndo(.final)
    }

    mutating func apply(_ event: StepTakenOver, by actor: Actor) {
        remember(
            [event.step], downstream: plan.cone(of: [event.step]), as: "take-over of \(event.step)",
            by: actor)
        change(event.step) { state in
            state.outputs = event.outputs
            state.assessment = nil
            state.takenOverBy = actor
            state.reason = nil
        }
        if !event.isReviewed { end(event.step, as: .done) }
    }

    mutating func apply(_ event: RolledBack, by actor: Actor) {
        remember(event.cone, downstream: event.cone, as: "rollback to \(event.step)", by: actor)
        let (undoes, leaves) = effects(of: event)
        let concerned = (undoes + leaves).compactMap { self[$0] }
        undoable?.effects = concerned
        undoable?.compensations = compensations
        for id in undoes {
            guard let effect = self[id], let action = effect.compensation else { continue }
            compensations.append(
                Compensation(effect: id, step: effect.step, action: action, digest: action.digest))
        }
        for id in leaves { changeEffect(id, to: .left) }
        for step in event.cone {
            change(step) { state in
                let hasBegun =
                    !state.attempts.isEmpty || state.phase.isEnded || state.phase == .rolledBack
                var reset = StepState(id: state.id, phase: hasBegun ? .rolledBack : .pending)
                reset.attempts = state.attempts
                reset.instructions = state.instructions
                reset.isChanged = state.isChanged
                reset.isPaused = state.isPaused
                state = reset
            }
        }
        if let text = event.instructions {
            change(event.step) { $0.instructions.append(Instruction(kind: .redirect, text: text)) }
        }
        if phase == .concluding { phase = .running }
        synthesis = nil
        releaseRolledBackSteps()
    }

    /// The effects that a rollback is about. A log from before they were numbered names their steps.
    private func effects(of event: RolledBack) -> (undoes: [EffectID], leaves: [EffectID]) {
        if let undoes = event.undoes, let leaves = event.leaves { return (undoes, leaves) }
        let newestFirst = effects.reversed().filter(\.isOutstanding)
        return (
            event.compensated.compactMap { step in newestFirst.first { $0.step == step }?.id },
            newestFirst.filter { event.uncompensated.contains($0.step) }.map(\.id)
        )
    }

    mutating func apply(_ event: NoteAdded, by actor: Actor) {
        let targets = event.step.map { [$0] } ?? steps.filter { !$0.phase.isEnded }.map(\.id)
        remember(targets, downstream: targets, as: "note", by: actor)
        for step in targets {
            change(step) { $0.instructions.append(Instruction(kind: .note, text: event.text)) }
        }
    }

    mutating func apply(_ event: AutonomyChanged, by actor: Actor) {
        rememberSettings(as: "change of autonomy", by: actor)
        guard let agent = event.agent else {
            autonomy = event.autonomy
            isAutonomyChosen = true
            return
        }
        agentAutonomy.removeAll { $0.agent == agent }
        agentAutonomy.append(AgentLevel(agent: agent, autonomy: event.autonomy))
    }

    mutating func apply(_ event: BreakpointAdded, by actor: Actor) {
        rememberSettings(as: "breakpoint", by: actor)
        breakpoints.append(event.breakpoint)
        if !actor.mayApprove { ownBreakpoints.append(event.breakpoint.step) }
        // Whoever sets it means the next start, even of a step that has passed an earlier one.
        change(event.breakpoint.step) { $0.hasPassedBreakpoint = false }
    }

    mutating func apply(_ event: BreakpointRemoved, by actor: Actor) {
        rememberSettings(as: "breakpoint removal", by: actor)
        breakpoints.removeAll { $0.step == event.step }
        ownBreakpoints.removeAll { $0 == event.step }
    }

    mutating func setHold(_ scope: HoldScope, to isHeld: Bool, by actor: Actor) {
        let label = isHeld ? "pause" : "resume"
        switch scope {
        case .run:
            rememberSettings(as: label, by: actor)
            isPaused = isHeld
        case .agent(let agent):
            rememberSettings(as: "\(label) of \(agent)", by: actor)
            pausedAgents.removeAll { $0 == agent }
            if isHeld { pausedAgents.append(agent) }
        case .step(let step):
            remember([step], downstream: [step], as: "\(label) of \(step)", by: actor)
            change(step) { $0.isPaused = isHeld }
        }
        ownHolds.removeAll { $0 == scope }
        if isHeld, !actor.mayApprove { ownHolds.append(scope) }
    }

    mutating func apply(_ event: PlanRevised, by actor: Actor) {
        let earlier = plan.steps
        remember(
            event.touched, downstream: event.touched + event.invalidated, as: "plan edit", by: actor,
            plan: earlier)
        replacePlan(with: event.plan)
        breakpoints.removeAll { graph.position[$0.step] == nil }
        ownBreakpoints.removeAll { graph.position[$0] == nil }
        for step in event.touched + event.invalidated {
            change(step) { state in
                state.approvedDigest = nil
                state.approvedBy = nil
                state.actionEdits = nil
                state.hasPassedBreakpoint = false
                switch state.phase {
                case .pending, .ready, .held, .suspended, .reviewing, .failed: state.forgetProgress()
                case .working, .done, .skipped, .rolledBack: break
                }
            }
        }
        // Whoever may not approve can add to what is asked, and never take from it.
        for step in event.touched {
            change(step) { $0.isChanged = event.asksAgain || ($0.isChanged && !actor.mayApprove) }
        }
        isPlanRejected = false
        refreshReadiness()
        if phase == .concluding {
            phase = .running
            synthesis = nil
        }
    }

    mutating func replacePlan(with newer: Plan) {
        // In a damaged log a name may stand twice; the first one counts, as everywhere.
        let known = Dictionary(steps.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let removed = Dictionary(removedSteps.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let earlier = steps
        let earlierPlan = plan.steps
        plan = newer
        graph = PlanGraph(newer)
        steps = newer.steps.map { step in
            if let state = known[step.id] { return state }
            var state = StepState(id: step.id)
            // A step that comes back is another one, but what was done under its name was done.
            if let earlier = removed[step.id] { state.attempts = earlier.attempts }
            return state
        }
        removedSteps = (removedSteps + earlier.filter { !$0.attempts.isEmpty })
            .filter { graph.position[$0.id] == nil }
        removedPlanSteps = (removedPlanSteps + earlierPlan.filter { known[$0.id]?.attempts.isEmpty == false })
            .filter { graph.position[$0.id] == nil }
    }
}
