extension RunState {
    mutating func apply(_ event: StepRedirected) {
        remember([event.step], downstream: [event.step], as: "redirect of \(event.step)")
        guard let index = graph.position[event.step] else { return }
        let hasBegun = !steps[index].attempts.isEmpty
        steps[index].instructions.append(Instruction(kind: .redirect, text: event.instructions))
        steps[index].outputs = nil
        steps[index].assessment = nil
        steps[index].memento = nil
        steps[index].answer = nil
        steps[index].failureCount = 0
        steps[index].reason = nil
        release(index)
        // Whoever redirects work that was let pass wants just that work done differently.
        if hasBegun { approveNextAttempt(of: event.step, by: nil) }
    }

    mutating func apply(_ event: StepSkipped, by actor: Actor) {
        rememberSkip(event, by: actor)
        change(event.step) { state in
            state.reason = event.reason
            state.outputs = nil
            state.assessment = nil
        }
        end(event.step, as: .skipped)
    }

    /// A skip that a person asked for can be undone, together with all the skips that were part of it. One
    /// that followed from a failure cannot: the step would be left as it failed, and nobody asked.
    private mutating func rememberSkip(_ event: StepSkipped, by actor: Actor) {
        guard let step = self[event.step] else { return }
        if event.root != nil {
            if undoable?.root == event.root {
                undoable?.steps.append(step)
            } else {
                undoable = nil
            }
            return
        }
        switch step.phase {
        case .pending, .ready, .held, .suspended, .reviewing:
            if actor.kind == .person {
                remember([step.id], downstream: plan.cone(of: [step.id]), as: "skip of \(step.id)")
                undoable?.root = step.id
                return
            }
        case .working, .done, .failed, .skipped, .rolledBack: break
        }
        undoable = nil
    }

    mutating func apply(_ event: StepTakenOver, by actor: Actor) {
        remember([event.step], downstream: plan.cone(of: [event.step]), as: "take-over of \(event.step)")
        change(event.step) { state in
            state.outputs = event.outputs
            state.takenOverBy = actor
            state.reason = nil
        }
        end(event.step, as: .done)
    }

    mutating func apply(_ event: RolledBack) {
        remember(event.cone, downstream: event.cone, as: "rollback to \(event.step)")
        compensations += event.compensated.compactMap { step in
            graph.position[step].map { Compensation(step: step, action: compensation(at: $0)) }
        }
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

    mutating func apply(_ event: NoteAdded) {
        let targets = event.step.map { [$0] } ?? steps.filter { !$0.phase.isEnded }.map(\.id)
        remember(targets, downstream: targets, as: "note")
        for step in targets {
            change(step) { $0.instructions.append(Instruction(kind: .note, text: event.text)) }
        }
    }

    mutating func apply(_ event: AutonomyChanged) {
        rememberSettings(as: "change of autonomy")
        guard let agent = event.agent else {
            autonomy = event.autonomy
            return
        }
        agentAutonomy.removeAll { $0.agent == agent }
        agentAutonomy.append(AgentLevel(agent: agent, autonomy: event.autonomy))
    }

    mutating func setHold(_ scope: HoldScope, to isHeld: Bool, label: String) {
        switch scope {
        case .run:
            rememberSettings(as: label)
            isPaused = isHeld
        case .agent(let agent):
            rememberSettings(as: "\(label) of \(agent)")
            pausedAgents.removeAll { $0 == agent }
            if isHeld { pausedAgents.append(agent) }
        case .step(let step):
            remember([step], downstream: [step], as: "\(label) of \(step)")
            change(step) { $0.isPaused = isHeld }
        }
    }

    mutating func apply(_ event: PlanRevised) {
        let earlier = plan
        remember(event.touched, downstream: event.touched + event.invalidated, as: "plan edit", plan: earlier)
        replacePlan(with: event.plan)
        breakpoints.removeAll { graph.position[$0.step] == nil }
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
        for step in event.touched { change(step) { $0.isChanged = event.asksAgain } }
        isPlanRejected = false
        refreshReadiness()
        if phase == .concluding {
            phase = .running
            synthesis = nil
        }
    }

    private mutating func replacePlan(with newer: Plan) {
        // In a damaged log a name may stand twice; the first one counts, as everywhere.
        let known = Dictionary(steps.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let removed = Dictionary(removedSteps.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let earlier = steps
        plan = newer
        graph = PlanGraph(newer)
        steps = newer.steps.map { step in
            if let state = known[step.id] { return state }
            var state = StepState(id: step.id)
            // A step that comes back is another one, but what was done under its name was done.
            if let earlier = removed[step.id] {
                state.attempts = earlier.attempts
                state.effectAt = earlier.effectAt
                state.unknownEffectAt = earlier.unknownEffectAt
            }
            return state
        }
        removedSteps = (removedSteps + earlier.filter { !$0.attempts.isEmpty })
            .filter { graph.position[$0.id] == nil }
    }

    // Undo

    var settings: RunSettings {
        RunSettings(
            autonomy: autonomy, agentAutonomy: agentAutonomy, breakpoints: breakpoints, isPaused: isPaused,
            pausedAgents: pausedAgents)
    }

    mutating func rememberSettings(as label: String) {
        remember([], downstream: [], as: label)
    }

    /// Keeps what an intervention is about to change. Work that it cut off cannot be brought back, so then
    /// there is nothing to undo.
    private mutating func remember(
        _ targets: [StepID], downstream: [StepID], as label: String, plan: Plan? = nil
    ) {
        let states = targets.compactMap { self[$0] }
        if states.contains(where: { $0.attempt?.status == .abandoned && $0.phase == .ready }) {
            undoable = nil
            return
        }
        undoable = UndoRecord(
            revision: revision.next, label: label, steps: states, downstream: downstream, plan: plan,
            settings: settings)
    }

    /// Work on the step has gone on since the last intervention: what was remembered of it no longer holds.
    mutating func forgetUndo(of step: StepID) {
        if undoable?.downstream.contains(step) == true { undoable = nil }
    }

    mutating func applyUndo() {
        guard let record = undoable else { return }
        if let earlier = record.plan {
            replacePlan(with: Plan(revision: plan.revision + 1, steps: earlier.steps))
        }
        for state in record.steps { change(state.id) { $0 = state } }
        autonomy = record.settings.autonomy
        agentAutonomy = record.settings.agentAutonomy
        breakpoints = record.settings.breakpoints
        isPaused = record.settings.isPaused
        pausedAgents = record.settings.pausedAgents
        // What is no longer rolled back owes nothing, whether it had ended or was being asked about.
        let restored = Set(record.steps.filter { $0.phase != .rolledBack }.map(\.id))
        compensations.removeAll { restored.contains($0.step) }
        refreshReadiness()
        // An earlier rollback may have waited for nothing but what is no longer owed.
        releaseRolledBackSteps()
        if phase == .concluding {
            if record.plan != nil { synthesis = nil }
            if !steps.allSatisfy(\.phase.isEnded) {
                phase = .running
                synthesis = nil
            }
        }
        undoable = nil
    }
}
