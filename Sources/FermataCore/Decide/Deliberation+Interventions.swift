extension RunState {
    /// The steps whose effect on the world a rollback to before the step would have to undo, or leave: the
    /// newest effect first.
    public func rollbackEffects(of step: StepID) -> [StepID] {
        plan.cone(of: [step]).compactMap { self[$0] }.filter { $0.lastEffectAt != nil }.sorted {
            ($0.lastEffectAt ?? .zero) > ($1.lastEffectAt ?? .zero)
        }.map(\.id)
    }
}

extension Deliberation {
    mutating func redirect(_ step: StepID, instructions: String) throws(Refusal) {
        let index = try index(of: step)
        try requireText(instructions, field: "instructions")
        try requireNotEnded(index)
        try requireNotStopping()
        if state.steps[index].phase == .working, state.plan.steps[index].effect == .external {
            throw .stepIsIrreversiblyWorking(step)
        }
        cutOff(index, because: "The step was redirected.")
        emit(.stepRedirected(StepRedirected(step: step, instructions: instructions)))
    }

    mutating func skip(_ step: StepID, includingDependents: Bool, reason: String) throws(Refusal) {
        let index = try index(of: step)
        try requireNotEnded(index)
        try requireNotStopping()
        let why = reason.allSatisfy(\.isWhitespace) ? "\(context.actor.name) skipped it." : reason
        cutOff(index, because: "The step was skipped.")
        emit(.stepSkipped(StepSkipped(step: step, reason: why)))
        guard includingDependents else { return }
        for dependent in state.plan.cone(of: [step]) where dependent != step {
            let position = try self.index(of: dependent)
            switch state.steps[position].phase {
            case .done, .skipped, .rolledBack: continue
            case .pending, .ready, .held, .working, .suspended, .reviewing, .failed: break
            }
            cutOff(position, because: "The step was skipped.")
            emit(.stepSkipped(StepSkipped(step: dependent, reason: why, root: step)))
        }
    }

    mutating func takeOver(_ step: StepID, outputs: JSON) throws(Refusal) {
        let index = try index(of: step)
        try requireNotEnded(index)
        try requireNotStopping()
        guard case .object = outputs else {
            throw .invalidEdit("outputs must be an object of names and values.")
        }
        cutOff(index, because: "\(context.actor.name) took the step over.")
        emit(.stepTakenOver(StepTakenOver(step: step, outputs: outputs)))
    }

    mutating func rollBack(
        to step: StepID, instructions: String?, accepting: [StepID]
    ) throws(Refusal) {
        let target = try index(of: step)
        try requireNotStopping()
        if let instructions { try requireText(instructions, field: "instructions") }
        guard state.steps[target].phase.isEnded || !state.steps[target].attempts.isEmpty else {
            throw .stepHasNotRun(step)
        }
        let cone = state.plan.cone(of: [step])
        let positions = cone.compactMap { state.graph.position[$0] }
        for position in positions {
            let isExternal = state.plan.steps[position].effect == .external
            if isExternal, state.steps[position].phase == .working {
                throw .stepIsIrreversiblyWorking(state.steps[position].id)
            }
        }
        let owed = state.rollbackEffects(of: step)
        let compensated = owed.filter { state.planStep($0)?.undo != nil }
        let uncompensated = owed.filter { state.planStep($0)?.undo == nil }
        let unconfirmed = uncompensated.filter { !accepting.contains($0) }
        guard unconfirmed.isEmpty else { throw .effectsCannotBeUndone(unconfirmed) }
        for position in positions { cutOff(position, because: "The run was rolled back to \(step).") }
        if state.phase == .concluding {
            for gate in state.openGates { withdraw(gate, because: "The run was rolled back to \(step).") }
        }
        emit(
            .rolledBack(
                RolledBack(
                    step: step, cone: cone, compensated: compensated, uncompensated: uncompensated,
                    instructions: instructions)))
    }

    mutating func hold(_ scope: HoldScope, _ isHeld: Bool) throws(Refusal) {
        try requireNotStopping()
        let isAlready: Bool
        switch scope {
        case .run: isAlready = state.isPaused
        case .agent(let agent):
            try requireAgent(agent)
            isAlready = state.pausedAgents.contains(agent)
        case .step(let step):
            let index = try index(of: step)
            try requireNotEnded(index)
            isAlready = state.steps[index].isPaused
        }
        guard isAlready != isHeld else { throw isHeld ? .alreadyPaused(scope) : .notPaused(scope) }
        emit(isHeld ? .paused(Paused(scope: scope)) : .resumed(Resumed(scope: scope)))
    }

    mutating func stop(because reason: String) throws(Refusal) {
        try requireNotStopping()
        requestStop(
            reason.allSatisfy(\.isWhitespace) ? "\(context.actor.name) stopped it." : reason, isFailure: false
        )
    }

    mutating func note(_ text: String, for step: StepID?) throws(Refusal) {
        try requireText(text, field: "note")
        try requireNotStopping()
        var targets = state.steps.indices.filter { !state.steps[$0].phase.isEnded }
        if let step {
            let index = try index(of: step)
            try requireNotEnded(index)
            targets = [index]
        }
        // What a held step is about to do includes the note, so what was shown before no longer is what it
        // asks.
        for index in targets {
            if case .held(let gate) = state.steps[index].phase {
                withdraw(gate, because: "A note changed what the step is about to do.")
            }
        }
        emit(.noteAdded(NoteAdded(step: step, text: text)))
    }

    mutating func add(_ breakpoint: Breakpoint) throws(Refusal) {
        let index = try index(of: breakpoint.step)
        try requireNotStopping()
        try requireNotEnded(index)
        if state.breakpoints.contains(where: { $0.step == breakpoint.step }) {
            throw .breakpointExists(breakpoint.step)
        }
        emit(.breakpointAdded(BreakpointAdded(breakpoint: breakpoint)))
    }

    mutating func removeBreakpoint(before step: StepID) throws(Refusal) {
        try requireNotStopping()
        guard state.breakpoints.contains(where: { $0.step == step }) else { throw .noBreakpoint(step) }
        emit(.breakpointRemoved(BreakpointRemoved(step: step)))
        guard let index = state.graph.position[step], case .held(let gate) = state.steps[index].phase,
            state[gate]?.kind == .breakpoint
        else { return }
        withdraw(gate, because: "The breakpoint was removed.")
    }

    mutating func setAutonomy(_ level: Autonomy, of agent: AgentID?) throws(Refusal) {
        try requireNotStopping()
        if let agent { try requireAgent(agent) }
        emit(.autonomyChanged(AutonomyChanged(agent: agent, autonomy: level)))
    }

    mutating func undo() throws(Refusal) {
        guard let record = state.undoable, state.stop == nil else { throw .nothingToUndo }
        let restored = Set(record.steps.map(\.id))
        for step in state.steps where restored.contains(step.id) || record.downstream.contains(step.id) {
            guard let before = record.steps.first(where: { $0.id == step.id }) else {
                // It may be asked about only because of what is undone. One that had begun goes on as it was:
                // had it begun since, there would be nothing to undo.
                if case .held(let gate) = step.phase {
                    withdraw(gate, because: "The \(record.label) was undone.")
                }
                continue
            }
            if before.phase != step.phase {
                withdraw(step.phase.gate, because: "The \(record.label) was undone.")
            }
        }
        let wasConcluding = state.phase == .concluding
        emit(.interventionUndone(InterventionUndone(revision: record.revision, label: record.label)))
        if record.plan != nil || (wasConcluding && state.phase == .running) {
            // The plan, or the synthesis, that the run's gate shows is no longer the one that counts.
            for gate in state.openGates where state[gate]?.step == nil && state[gate]?.kind != .beforeStart {
                withdraw(gate, because: "The \(record.label) was undone.")
            }
        }
        for id in record.steps.map(\.id) { reopenGate(of: id) }
    }

    /// A step that goes back to waiting for a verdict waits at a new gate about the same thing.
    private mutating func reopenGate(of step: StepID) {
        guard let id = state[step]?.phase.gate, let gate = state[id], !gate.isOpen else { return }
        open(gate.kind, step: step, reasons: gate.reasons, about: gate.subject)
    }

    // What several commands require

    func requireNotStopping() throws(Refusal) {
        if state.stop != nil { throw .runIsStopping }
    }

    func requireNotEnded(_ index: Int) throws(Refusal) {
        let phase = state.steps[index].phase
        if phase.isEnded || phase == .rolledBack {
            throw .stepHasRun(state.steps[index].id, phase: phase.word)
        }
    }

    private func requireAgent(_ agent: AgentID) throws(Refusal) {
        guard state.playbook.agent(agent) == nil else { return }
        let names = state.playbook.agents.map(\.id.rawValue)
        throw .unknownAgent(agent, nearest: NearestSpelling.nearest(to: agent.rawValue, among: names))
    }
}
