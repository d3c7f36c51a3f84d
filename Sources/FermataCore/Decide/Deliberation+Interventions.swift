extension Deliberation {
    mutating func redirect(_ step: StepID, instructions: String) throws(Refusal) {
        let index = try index(of: step)
        try requireText(instructions, field: "instructions")
        try requireNotEnded(index)
        try requireNotStopping()
        if isChangingTheWorld(index) { throw .stepIsIrreversiblyWorking(step) }
        cutOff(index, because: "The step was redirected.")
        emit(.stepRedirected(StepRedirected(step: step, instructions: instructions)))
    }

    mutating func skip(_ step: StepID, includingDependents: Bool, reason: String) throws(Refusal) {
        let index = try index(of: step)
        try requireNotStopping()
        let why = reason.allSatisfy(\.isWhitespace) ? "\(context.actor.name) skipped it." : reason
        if let undoing = state.compensations.first, undoing.step == step, undoing.workingKey != nil {
            // What is skipped is its undoing, which may hang: somebody says next whether it is undone.
            endCompensation(undoing, because: AttemptFailure(kind: .cancelled, message: why))
            return
        }
        try requireNotEnded(index)
        let asks = includingDependents ? [] : asksAfterLeavingOut(index)
        cutOff(index, because: "The step was skipped.")
        emit(.stepSkipped(StepSkipped(step: step, reason: why, asks: asks)))
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
        let isReviewed = context.actor.kind == .person && !context.actor.mayApprove && isGuarded(index)
        cutOff(index, because: "\(context.actor.name) took the step over.")
        emit(.stepTakenOver(StepTakenOver(step: step, outputs: outputs, isReviewed: isReviewed)))
        guard isReviewed else { return }
        open(
            .reviewResult, step: step,
            reasons: [
                AskReason(
                    .approvalRequired,
                    "\(context.actor.name), who supplied this result, may not approve it.")
            ],
            about: .result(outputs: outputs, Assessment()))
    }

    mutating func rollBack(
        to step: StepID, instructions: String?, accepting: [StepID], preview: Digest?
    ) throws(Refusal) {
        let target = try index(of: step)
        try requireNotStopping()
        if let instructions { try requireText(instructions, field: "instructions") }
        guard state.steps[target].phase.isEnded || !state.steps[target].attempts.isEmpty else {
            throw .stepHasNotRun(step)
        }
        let positions = state.plan.cone(of: [step]).compactMap { state.graph.position[$0] }
        for position in positions where isChangingTheWorld(position) {
            throw .stepIsIrreversiblyWorking(state.steps[position].id)
        }
        guard let outlook = state.rollbackOutlook(of: step) else { throw .unknownStep(step, nearest: nil) }
        try confirm(outlook, accepting: accepting, preview: preview)
        for position in positions { cutOff(position, because: "The run was rolled back to \(step).") }
        if state.phase == .concluding {
            for gate in state.openGates { withdraw(gate, because: "The run was rolled back to \(step).") }
        }
        emit(.rolledBack(RolledBack(outlook: outlook, instructions: instructions, preview: preview)))
    }

    /// Requires that whoever rolls back has seen exactly this, and has named each effect that stays.
    private func confirm(
        _ outlook: RollbackOutlook, accepting: [StepID], preview: Digest?
    ) throws(Refusal) {
        let actual = outlook.digest
        if let preview, preview != actual {
            throw .stalePreview(outlook.step, shown: preview, actual: actual)
        }
        var unconfirmed: [StepID] = []
        for effect in outlook.leaves where !accepting.contains(effect.step) {
            if !unconfirmed.contains(effect.step) { unconfirmed.append(effect.step) }
        }
        guard unconfirmed.isEmpty else { throw .effectsCannotBeUndone(unconfirmed) }
        if preview == nil, outlook.needsConfirmation { throw .previewRequired(outlook.step, actual: actual) }
    }

    /// Whether the step is changing the world just now.
    func isChangingTheWorld(_ index: Int) -> Bool {
        state.steps[index].phase == .working && effect(at: index) == .external
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
        // What a step is about to do includes the note, so what was shown before no longer is what it asks.
        let asking = targets.compactMap { state.steps[$0].phase.gate }.filter { showsNextAction($0) }
        for gate in asking { withdraw(gate, because: "A note changed what the step is about to do.") }
        emit(.noteAdded(NoteAdded(step: step, text: text)))
        for gate in asking { askAgain(after: gate) }
    }

    private func showsNextAction(_ gate: GateID) -> Bool {
        switch state[gate]?.subject {
        case .action, .failure, .forbidden: true
        case .start, .plan, .result, .synthesis, .question, .unknownOutcome, .compensation, nil: false
        }
    }

    /// Asks about a failed step again, with what would be started now. What a step is about to do for the
    /// first time is asked by itself.
    private mutating func askAgain(after id: GateID) {
        guard let gate = state[id], let step = gate.step, let index = state.graph.position[step] else {
            return
        }
        switch gate.subject {
        case .failure(let failure, _):
            open(
                gate.kind, step: step, reasons: gate.reasons,
                about: .failure(failure, next: state.action(at: index)))
        case .forbidden(_, let reason):
            open(
                gate.kind, step: step, reasons: gate.reasons,
                about: .forbidden(state.action(at: index), reason: reason))
        case .start, .plan, .action, .result, .synthesis, .question, .unknownOutcome, .compensation: break
        }
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
