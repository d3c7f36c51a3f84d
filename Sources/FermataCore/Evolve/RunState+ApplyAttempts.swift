extension RunState {
    mutating func apply(_ event: AttemptStarted, in context: EventContext) {
        forgetUndo(of: event.key.step)
        change(event.key.step) { state in
            state.phase = .working
            state.hasPassedBreakpoint = true
            if let last = state.attempts.indices.last, state.attempts[last].number == event.key.number {
                state.attempts[last].invocation = event.key.invocation
                state.attempts[last].epoch = event.key.epoch
                state.attempts[last].digest = event.digest
                state.attempts[last].status = .working
                state.attempts[last].endedAt = nil
                state.attempts[last].instructionCount = state.instructions.count
            } else {
                state.attempts.append(
                    Attempt(
                        number: event.key.number, invocation: event.key.invocation, epoch: event.key.epoch,
                        digest: event.digest, startedAt: context.time, status: .working,
                        instructionCount: state.instructions.count))
            }
        }
    }

    mutating func apply(_ event: AttemptCompleted, in context: EventContext) {
        spend(event.assessment.cost, on: event.key.step)
        endAttempt(of: event.key.step, as: .completed, transcript: event.transcript, in: context)
        let effectAt = planStep(event.key.step)?.effect == .external ? revision.next : nil
        change(event.key.step) { state in
            if let effectAt { state.effectAt = effectAt }
            state.outputs = event.outputs
            state.assessment = event.assessment
            state.memento = nil
            state.answer = nil
        }
        if event.isAccepted { end(event.key.step, as: .done) }
    }

    mutating func apply(_ event: AttemptFailed, in context: EventContext) {
        spend(event.cost, on: event.key.step)
        endAttempt(of: event.key.step, as: .failed(event.failure), transcript: event.transcript, in: context)
        change(event.key.step) { state in
            state.failureCount += 1
            state.memento = nil
            state.answer = nil
            state.phase = event.retries ? .ready : .failed
            state.reason = event.retries ? nil : event.failure.message
        }
    }

    mutating func apply(_ event: AttemptSuspended, in context: EventContext) {
        spend(event.cost, on: event.key.step)
        endAttempt(of: event.key.step, as: .suspended, transcript: event.transcript, in: context)
        change(event.key.step) { state in
            state.memento = event.memento
            state.answer = nil
        }
    }

    private mutating func spend(_ amount: Double?, on step: StepID) {
        guard let amount, amount != 0 else { return }
        cost += amount
        guard let agent = planStep(step)?.agent else { return }
        if let index = agentCosts.firstIndex(where: { $0.agent == agent }) {
            agentCosts[index].cost += amount
        } else {
            agentCosts.append(AgentCost(agent: agent, cost: amount))
        }
    }

    mutating func endAttempt(
        of step: StepID, as status: Attempt.Status, transcript: Digest? = nil, in context: EventContext
    ) {
        forgetUndo(of: step)
        let unknownEffectAt = mayHaveTakenEffect(step, endingAs: status) ? revision.next : nil
        change(step) { state in
            if let unknownEffectAt { state.unknownEffectAt = unknownEffectAt }
            guard let last = state.attempts.indices.last else { return }
            state.attempts[last].status = status
            state.attempts[last].endedAt = context.time
            if let transcript { state.attempts[last].transcript = transcript }
            switch status {
            case .abandoned, .interrupted: state.phase = .ready
            case .working, .suspended, .completed, .failed: break
            }
        }
    }

    /// Whether an attempt that ends like this leaves it open whether it has changed the world.
    private func mayHaveTakenEffect(_ step: StepID, endingAs status: Attempt.Status) -> Bool {
        guard planStep(step)?.effect == .external else { return false }
        switch status {
        case .abandoned, .interrupted: return true
        case .failed(let failure):
            switch failure.kind {
            case .uncertain, .timedOut, .cancelled: return true
            case .notBegun, .transient, .permanent: return false
            }
        case .working, .suspended, .completed: return false
        }
    }

    mutating func apply(_ event: CompensationStarted) {
        undoable = nil
        guard !compensations.isEmpty else { return }
        compensations[0].status = .working(event.epoch)
        compensations[0].number = event.number
    }

    mutating func apply(_ event: CompensationEnded) {
        if event.failure == nil {
            endCompensation()
        } else if !compensations.isEmpty {
            compensations[0].status = .waiting
        }
    }

    mutating func endCompensation() {
        // What was rolled back when the last intervention came is about to be released.
        if undoable?.steps.contains(where: { $0.phase == .rolledBack }) == true { undoable = nil }
        if !compensations.isEmpty { compensations.removeFirst() }
        releaseRolledBackSteps()
    }

    /// Steps that were rolled back may run again only when every effect of theirs has been undone.
    mutating func releaseRolledBackSteps() {
        guard compensations.isEmpty else { return }
        for index in steps.indices where steps[index].phase == .rolledBack { steps[index].phase = .pending }
        refreshReadiness()
    }
}
