extension Deliberation {
    mutating func adopt(_ epoch: Epoch, owner: String) throws(Refusal) {
        guard epoch > state.epoch else { throw .notOwner(epoch, newest: state.epoch) }
        emit(.ownerChanged(OwnerChanged(epoch: epoch, owner: owner)))
        for index in state.steps.indices {
            guard let key = state.steps[index].workingKey else { continue }
            interrupt(key, at: index)
        }
        if let first = state.compensations.first, case .working = first.status {
            endCompensation(
                first,
                because: AttemptFailure(
                    kind: .uncertain, message: "The engine ended in the middle of it."))
        }
        for gate in state.openGates where (state[gate]?.form ?? 0) < Gate.currentForm { askAnew(gate) }
    }

    /// What reads or writes only the workspace is tried again, unless the engine has ended in the middle of
    /// it time and again; what may have changed the world is asked about.
    private mutating func interrupt(_ key: AttemptKey, at index: Int) {
        let isSafe = effect(at: index) != .external
        let earlier = state.steps[index].attempts.dropLast().reversed().prefix { $0.status == .interrupted }
        let repeats = isSafe && earlier.count + 1 < Policy.maximumInterruptionCount
        emit(.attemptInterrupted(AttemptInterrupted(step: key.step, number: key.number, repeats: repeats)))
        guard state.stop == nil, !repeats else { return }
        if isSafe {
            respondToFailure(
                of: key.step,
                because: AttemptFailure(
                    kind: .transient,
                    message:
                        "The engine ended \(earlier.count + 1) times in a row while the step was at work."
                ))
        } else {
            askWhetherItHappened(key.step, at: index, because: "The engine ended while the step was at work.")
        }
    }

    /// What the attempt at work, or the step as it is planned, changes.
    func effect(at index: Int) -> Effect {
        state.steps[index].attempt?.action?.effect ?? state.plan.steps[index].effect
    }

    mutating func askWhetherItHappened(_ step: StepID, at index: Int, because detail: String) {
        let begun = state.steps[index].attempt?.action ?? state.action(at: index)
        open(
            .recovery, step: step, reasons: [AskReason(.outcomeUnknown, detail)],
            about: .unknownOutcome(begun))
    }

    /// What was asked in an older form did not show everything that a yes would let start: it is asked again.
    private mutating func askAnew(_ id: GateID) {
        guard state.stop == nil, let gate = state[id], let step = gate.step,
            let index = state.graph.position[step]
        else { return }
        let why = "It was asked in an older form, which did not show all that would be done."
        switch gate.subject {
        case .start, .plan, .result, .synthesis, .question, .forbidden: return
        case .action: withdraw(id, because: why)
        case .failure(let failure, _):
            withdraw(id, because: why)
            respondToFailure(of: step, because: failure)
        case .unknownOutcome:
            withdraw(id, because: why)
            askWhetherItHappened(step, at: index, because: gate.reasons.first?.detail ?? why)
        case .compensation(_, let failure):
            guard let first = state.compensations.first else { return }
            withdraw(id, because: why)
            askWhetherItIsUndone(first, failure)
        }
    }

    mutating func accept(_ report: AttemptReport, under key: AttemptKey) throws(Refusal) {
        let index = try index(of: key.step)
        guard state.steps[index].workingKey == key, context.epoch == key.epoch else {
            throw .staleAttempt(key)
        }
        switch report {
        case .completed(let outputs, let assessment, let transcript):
            guard case .object = outputs else {
                // It ended well, but nothing can be done with what it says; what it did is done.
                let failure = AttemptFailure(
                    kind: effect(at: index) == .external ? .uncertain : .permanent,
                    message: "The agent's outputs are no object but a \(outputs.kindName).")
                fail(key, at: index, failure, cost: assessment.cost, transcript: transcript)
                return
            }
            complete(key, at: index, outputs: outputs, assessment, transcript: transcript)
        case .failed(let failure, let cost, let transcript):
            fail(key, at: index, failure, cost: cost, transcript: transcript)
        case .suspended(let question, let memento, let assessment, let transcript):
            suspend(key, at: index, question, memento, assessment, transcript)
        }
    }

    private mutating func complete(
        _ key: AttemptKey, at index: Int, outputs: JSON, _ assessment: Assessment, transcript: Digest?
    ) {
        let answer = Policy.afterStep(at: index, assessment: assessment, in: state)
        emit(
            .attemptCompleted(
                AttemptCompleted(
                    key: key, outputs: outputs, assessment: assessment, transcript: transcript,
                    isAccepted: answer == .proceed)))
        if case .ask(let reasons) = answer, state.stop == nil {
            open(
                .reviewResult, step: key.step, reasons: reasons, about: .result(outputs: outputs, assessment))
        }
    }

    private mutating func fail(
        _ key: AttemptKey, at index: Int, _ failure: AttemptFailure, cost: Double?, transcript: Digest?
    ) {
        let isExternal = effect(at: index) == .external
        // An external effect that was cut short may or may not have happened: that is asked, never retried.
        let isUnknown = isExternal && failure.kind.leavesEndUnknown
        let retries = !isUnknown && state.stop == nil && mayRetry(at: index, after: failure, isExternal)
        emit(
            .attemptFailed(
                AttemptFailed(
                    key: key, failure: failure, transcript: transcript, retries: retries, cost: cost,
                    isHarmless: failure.kind.isHarmless)))
        guard !retries, state.stop == nil else { return }
        if isUnknown {
            askWhetherItHappened(key.step, at: index, because: failure.message)
        } else {
            respondToFailure(of: key.step, because: failure)
        }
    }

    /// Whether another attempt follows unasked. One that may do to the world again what the failed one has
    /// done needs a declaration: that it may be repeated, or retries that a person has seen and let pass.
    private func mayRetry(at index: Int, after failure: AttemptFailure, _ isExternal: Bool) -> Bool {
        let step = state.steps[index]
        guard step.failureCount < step.attempt?.action?.retries ?? state.plan.steps[index].retries else {
            return false
        }
        guard isExternal, !failure.kind.isHarmless else { return true }
        if step.attempt?.action?.isIdempotent == true { return true }
        guard let gate = step.attempt?.gate, case .decided = state[gate]?.status else { return false }
        return true
    }

    private mutating func suspend(
        _ key: AttemptKey, at index: Int, _ question: Question, _ memento: JSON, _ assessment: Assessment,
        _ transcript: Digest?
    ) {
        let isPerson = state.steps[index].attempt?.action?.agentKind == .human
        emit(
            .attemptSuspended(
                AttemptSuspended(
                    key: key, question: question, memento: memento, transcript: transcript,
                    cost: assessment.cost, isHarmless: isPerson)))
        guard state.stop == nil else { return }
        guard state.playbook.gates[.question].isOn != false else {
            let message = "The agent asks \"\(question.text)\", and questions are off in this playbook."
            respondToFailure(of: key.step, because: AttemptFailure(kind: .permanent, message: message))
            return
        }
        guard key.invocation < Policy.maximumInvocationCount else {
            let message = "The agent has asked \(key.invocation) times in one attempt; this is one too many."
            respondToFailure(of: key.step, because: AttemptFailure(kind: .permanent, message: message))
            return
        }
        open(
            .question, step: key.step,
            reasons: [AskReason(.agentAsks, "Agent \(state.plan.steps[index].agent) asks.")],
            about: .question(question))
    }

    /// A step has failed for good: what its playbook wants then.
    mutating func respondToFailure(of step: StepID, because failure: AttemptFailure) {
        guard let index = state.graph.position[step] else { return }
        let message = failure.message
        let what = failure.kind == .refused ? "was refused" : "failed"
        switch state.plan.steps[index].onFailure {
        case .ask where state.playbook.gates[.reviewResult].isOn == false:
            requestStop("Step \(step) \(what), and nobody is to be asked: \(message)", isFailure: true)
        case .ask:
            let rule: AskReason.Rule = failure.kind == .refused ? .refused : .failed
            open(
                .reviewResult, step: step, reasons: [AskReason(rule, message)],
                about: .failure(failure, next: state.action(at: index)))
        case .skip:
            let why = failure.kind == .refused ? "It was refused: \(message)" : "It failed: \(message)"
            emit(.stepSkipped(StepSkipped(step: step, reason: why)))
        case .stop: requestStop("Step \(step) \(what): \(message)", isFailure: true)
        }
    }

    mutating func acceptCompensation(
        under key: CompensationKey, failure: AttemptFailure?, transcript: Digest?
    ) throws(Refusal) {
        guard let first = state.compensations.first, first.workingKey == key, context.epoch == key.epoch
        else {
            throw .staleAttempt(
                AttemptKey(step: key.step, number: key.number, invocation: 1, epoch: key.epoch))
        }
        if let failure {
            endCompensation(first, because: failure, transcript: transcript)
        } else {
            emit(
                .compensationEnded(
                    CompensationEnded(
                        effect: key.effect, step: key.step, number: key.number, failure: nil,
                        transcript: transcript)))
        }
    }

    /// An undoing did not end well: a person is asked whether it is undone.
    mutating func endCompensation(
        _ compensation: Compensation, because failure: AttemptFailure, transcript: Digest? = nil
    ) {
        emit(
            .compensationEnded(
                CompensationEnded(
                    effect: compensation.effect, step: compensation.step, number: compensation.number,
                    failure: failure, transcript: transcript)))
        guard state.stop == nil else { return }
        askWhetherItIsUndone(compensation, failure)
    }

    private mutating func askWhetherItIsUndone(_ compensation: Compensation, _ failure: AttemptFailure) {
        open(
            .recovery, step: compensation.step,
            reasons: [
                AskReason(
                    .outcomeUnknown,
                    "Undoing step \(compensation.step) did not end well: \(failure.message)")
            ],
            about: .compensation(compensation.action, failure))
    }
}

extension AttemptFailure.Kind {
    /// Whether it surely changed nothing: what an agent says of itself never suffices for that.
    var isHarmless: Bool {
        switch self {
        case .notBegun, .refused: true
        case .transient, .permanent, .uncertain, .timedOut, .cancelled: false
        }
    }

    /// Whether it was cut short, so that nobody knows how far it came.
    var leavesEndUnknown: Bool {
        switch self {
        case .uncertain, .timedOut, .cancelled: true
        case .transient, .permanent, .notBegun, .refused: false
        }
    }
}
