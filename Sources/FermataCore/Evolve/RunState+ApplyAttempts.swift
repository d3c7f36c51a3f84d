extension RunState {
    mutating func apply(_ event: AttemptStarted, in context: EventContext) {
        let key = event.key
        forgetUndo(of: key.step)
        guard let index = graph.position[key.step] else { return }
        let action = event.action ?? self.action(at: index)
        if action.effect == .external { begin(event, action) }
        steps[index].phase = .working
        steps[index].hasPassedBreakpoint = true
        // A yes lets start once.
        steps[index].approvedDigest = nil
        steps[index].approvedBy = nil
        var gate: GateID?
        if case .gate(let id) = event.decision { gate = id }
        if let last = steps[index].attempts.indices.last {
            steps[index].attempts[last].action = nil
            if steps[index].attempts[last].number == key.number {
                steps[index].attempts[last].invocation = key.invocation
                steps[index].attempts[last].epoch = key.epoch
                steps[index].attempts[last].digest = event.digest
                steps[index].attempts[last].status = .working
                steps[index].attempts[last].endedAt = nil
                steps[index].attempts[last].action = action
                // What let an earlier invocation pass showed something else, or this one would name it too.
                steps[index].attempts[last].gate = gate
                return
            }
        }
        steps[index].attempts.append(
            Attempt(
                number: key.number, invocation: key.invocation, epoch: key.epoch, digest: event.digest,
                startedAt: context.time, status: .working, gate: gate, action: action))
    }

    /// Enters into the ledger what is about to be done to the world.
    private mutating func begin(_ event: AttemptStarted, _ action: Action) {
        // A log from before compensations were recorded: the one that the action names itself.
        let compensation = event.compensation ?? (event.action == nil ? action.compensation : nil)
        if let index = effects.lastIndex(where: {
            $0.step == event.key.step && $0.attempt == event.key.number
        }) {
            effects[index].action = event.digest
            effects[index].compensation = compensation
            effects[index].status = .underway
            effects[index].at = revision.next
            return
        }
        effects.append(
            RecordedEffect(
                id: EffectID(effects.count + 1), step: event.key.step, attempt: event.key.number,
                action: event.digest, compensation: compensation, status: .underway, at: revision.next))
    }

    mutating func apply(_ event: AttemptCompleted, in context: EventContext) {
        spend(event.assessment.cost, on: event.key.step)
        endAttempt(of: event.key.step, as: .completed, transcript: event.transcript, in: context)
        changeEffect(of: event.key.step, attempt: event.key.number, to: .happened)
        change(event.key.step) { state in
            state.outputs = event.outputs
            state.assessment = event.assessment
            state.memento = nil
            state.answer = nil
        }
        if event.isAccepted { end(event.key.step, as: .done) }
    }

    mutating func apply(_ event: AttemptFailed, in context: EventContext) {
        spend(event.cost, on: event.key.step)
        let earlier = self[event.key.step]?.attempt
        endAttempt(of: event.key.step, as: .failed(event.failure), transcript: event.transcript, in: context)
        let isHarmless = event.isHarmless ?? event.failure.kind.wasTakenForHarmless
        let end: RecordedEffect.Status = event.failure.kind.leavesEndUnknown ? .unknown : .failed
        changeEffect(of: event.key.step, attempt: event.key.number, to: isHarmless ? .absent : end)
        change(event.key.step) { state in
            state.failureCount += 1
            state.memento = nil
            state.answer = nil
            state.phase = event.retries ? .ready : .failed
            state.reason = event.retries ? nil : event.failure.message
            guard event.retries else { return }
            // The retries were part of what was let pass.
            state.approvedDigest = earlier?.gate.flatMap { _ in earlier?.digest }
            state.approvedBy = earlier?.gate
        }
    }

    mutating func apply(_ event: AttemptSuspended, in context: EventContext) {
        spend(event.cost, on: event.key.step)
        endAttempt(of: event.key.step, as: .suspended, transcript: event.transcript, in: context)
        let isHarmless = event.isHarmless ?? true
        changeEffect(of: event.key.step, attempt: event.key.number, to: isHarmless ? .absent : .unknown)
        change(event.key.step) { state in
            state.memento = event.memento
            state.answer = nil
        }
    }

    mutating func apply(_ event: AttemptAbandoned, in context: EventContext) {
        endAttempt(of: event.step, as: .abandoned, in: context)
        changeEffect(of: event.step, attempt: event.number, to: effectOfCutOff(event.step))
    }

    mutating func apply(_ event: AttemptInterrupted, in context: EventContext) {
        let earlier = self[event.step]?.attempt
        endAttempt(of: event.step, as: .interrupted, in: context)
        changeEffect(of: event.step, attempt: event.number, to: effectOfCutOff(event.step))
        guard event.repeats, let gate = earlier?.gate else { return }
        // What was let pass and has surely changed nothing outside goes on where it was.
        change(event.step) { state in
            state.approvedDigest = earlier?.digest
            state.approvedBy = gate
        }
    }

    /// A person who was only asked has done nothing yet; a command may have.
    private func effectOfCutOff(_ step: StepID) -> RecordedEffect.Status {
        self[step]?.attempt?.action?.agentKind == .human ? .absent : .unknown
    }

    private mutating func spend(_ amount: Double?, on step: StepID) {
        guard let reported = amount, reported > 0 else { return }
        let amount = min(reported, Assessment.maximumCost)
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
        change(step) { state in
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
}

extension AttemptFailure.Kind {
    /// What was concluded about effects before events recorded it.
    fileprivate var wasTakenForHarmless: Bool {
        switch self {
        case .transient, .permanent, .notBegun, .refused: true
        case .uncertain, .timedOut, .cancelled: false
        }
    }
}
