extension Deliberation {
    mutating func adopt(_ epoch: Epoch, owner: String) throws(Refusal) {
        guard epoch > state.epoch else { throw .notOwner(epoch, newest: state.epoch) }
        emit(.ownerChanged(OwnerChanged(epoch: epoch, owner: owner)))
        for index in state.steps.indices {
            guard let key = state.steps[index].workingKey else { continue }
            interrupt(key, at: index)
        }
        if let first = state.compensations.first, case .working = first.status {
            let failure = AttemptFailure(kind: .uncertain, message: "The engine ended in the middle of it.")
            emit(
                .compensationEnded(
                    CompensationEnded(
                        step: first.step, number: first.number, failure: failure, transcript: nil)))
            if state.stop == nil { askAboutCompensation(failure) }
        }
    }

    /// What reads or writes only the workspace is tried again; what may have changed the world is asked
    /// about.
    private mutating func interrupt(_ key: AttemptKey, at index: Int) {
        let isSafe = state.plan.steps[index].effect != .external
        emit(.attemptInterrupted(AttemptInterrupted(step: key.step, number: key.number, repeats: isSafe)))
        if !isSafe, state.stop == nil {
            askWhetherItHappened(key.step, at: index, because: "The engine ended while the step was at work.")
        }
    }

    mutating func askWhetherItHappened(_ step: StepID, at index: Int, because detail: String) {
        guard state.playbook.gates[.recovery].isOn != false else {
            respondToFailure(
                of: step, message: "Whether it took effect is unknown, and recovery gates are off.")
            return
        }
        open(
            .recovery, step: step, reasons: [AskReason(.outcomeUnknown, detail)],
            about: .unknownOutcome(state.action(at: index)))
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
                let isExternal = state.plan.steps[index].effect == .external
                let failure = AttemptFailure(
                    kind: isExternal ? .uncertain : .permanent,
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
        let step = state.plan.steps[index]
        // An external effect that was cut short may or may not have happened: that is asked, never retried.
        let isUnknown: Bool =
            switch failure.kind {
            case .uncertain, .timedOut, .cancelled: step.effect == .external
            case .notBegun, .transient, .permanent: false
            }
        let retries = !isUnknown && state.stop == nil && state.steps[index].failureCount < step.retries
        emit(
            .attemptFailed(
                AttemptFailed(
                    key: key, failure: failure, transcript: transcript, retries: retries, cost: cost)))
        guard !retries, state.stop == nil else { return }
        if isUnknown {
            askWhetherItHappened(key.step, at: index, because: failure.message)
        } else {
            respondToFailure(of: key.step, message: failure.message, kind: failure.kind)
        }
    }

    private mutating func suspend(
        _ key: AttemptKey, at index: Int, _ question: Question, _ memento: JSON, _ assessment: Assessment,
        _ transcript: Digest?
    ) {
        emit(
            .attemptSuspended(
                AttemptSuspended(
                    key: key, question: question, memento: memento, transcript: transcript,
                    cost: assessment.cost)))
        guard state.stop == nil else { return }
        guard state.playbook.gates[.question].isOn != false else {
            let message = "The agent asks \"\(question.text)\", and questions are off in this playbook."
            respondToFailure(of: key.step, message: message)
            return
        }
        open(
            .question, step: key.step,
            reasons: [AskReason(.agentAsks, "Agent \(state.plan.steps[index].agent) asks.")],
            about: .question(question))
    }

    /// A step has failed for good: what its playbook wants then.
    mutating func respondToFailure(
        of step: StepID, message: String, kind: AttemptFailure.Kind = .permanent,
        because rule: AskReason.Rule = .failed
    ) {
        guard let index = state.graph.position[step] else { return }
        switch state.plan.steps[index].onFailure {
        case .ask where state.playbook.gates[.reviewResult].isOn == false:
            requestStop("Step \(step) failed, and nobody is to be asked: \(message)", isFailure: true)
        case .ask:
            let failure = AttemptFailure(kind: kind, message: message)
            open(
                .reviewResult, step: step, reasons: [AskReason(rule, message)], about: .failure(failure))
        case .skip: emit(.stepSkipped(StepSkipped(step: step, reason: "It failed: \(message)")))
        case .stop: requestStop("Step \(step) failed: \(message)", isFailure: true)
        }
    }

    mutating func acceptCompensation(
        of step: StepID, number: Int, epoch: Epoch, failure: AttemptFailure?, transcript: Digest?
    ) throws(Refusal) {
        guard let first = state.compensations.first, first.step == step, first.number == number,
            first.status == .working(epoch), context.epoch == epoch
        else { throw .staleAttempt(AttemptKey(step: step, number: number, invocation: 1, epoch: epoch)) }
        emit(
            .compensationEnded(
                CompensationEnded(step: step, number: number, failure: failure, transcript: transcript)))
        if let failure, state.stop == nil { askAboutCompensation(failure) }
    }

    private mutating func askAboutCompensation(_ failure: AttemptFailure) {
        guard let first = state.compensations.first else { return }
        open(
            .recovery, step: first.step,
            reasons: [
                AskReason(.outcomeUnknown, "Undoing step \(first.step) did not end well: \(failure.message)")
            ],
            about: .compensation(first.action, failure))
    }
}
