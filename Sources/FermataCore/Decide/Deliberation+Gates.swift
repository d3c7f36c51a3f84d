extension Deliberation {
    /// Opens a gate with the deadline and default that the playbook declares for its kind.
    mutating func open(
        _ kind: GateKind, step: StepID? = nil, reasons: [AskReason], about subject: GateSubject
    ) {
        let setting = state.playbook.gates[kind]
        let outcome = setting.onTimeout.flatMap { default_ in
            Self.applies(default_, at: kind, to: subject, in: state, step: step) ? default_ : nil
        }
        let deadline = outcome.flatMap { _ in
            state.isUnattended
                ? context.time : setting.timeoutSeconds.map { context.time.adding(seconds: $0) }
        }
        let gate = Gate(
            id: GateID(state.gates.count + 1), kind: kind, step: step, reasons: reasons, subject: subject,
            digest: digest(of: subject), openedAt: context.time, deadline: deadline,
            onTimeout: deadline == nil ? nil : outcome, status: .open)
        emit(.gateOpened(GateOpened(gate: gate)))
    }

    /// A default that would let pass what cannot be taken back, or try a failed step again and again, is not
    /// taken: the gate waits for a person.
    private static func applies(
        _ outcome: GateDefault, at kind: GateKind, to subject: GateSubject, in state: RunState, step: StepID?
    ) -> Bool {
        guard GateSettings.allowedDefaults(for: kind).contains(outcome.word) else { return false }
        if outcome == .skip, case .compensation = subject { return false }
        if case .answer(let text) = outcome, case .question(let question) = subject {
            return question.options.isEmpty || question.options.contains(text)
        }
        guard outcome == .approve else { return true }
        switch subject {
        case .failure: return false
        case .action: return step.flatMap(state.planStep)?.isIrreversible != true
        case .start, .plan, .result, .synthesis, .question, .unknownOutcome, .compensation: return true
        }
    }

    private func digest(of subject: GateSubject) -> Digest {
        switch subject {
        case .action(let action): action.digest
        case .plan: Digest(of: state.plan.json)
        case .start, .result, .failure, .synthesis, .question, .unknownOutcome, .compensation:
            Digest(of: subject.json)
        }
    }

    mutating func hold(_ id: GateID) throws(Refusal) {
        guard try openGate(id).deadline != nil else { throw .gateHasNoDeadline(id) }
        emit(.gateHeld(GateHeld(gate: id)))
    }

    mutating func release(_ id: GateID) throws(Refusal) {
        let gate = try openGate(id)
        guard gate.heldBy != nil else { throw .gateNotHeld(id) }
        let seconds = state.playbook.gates[gate.kind].timeoutSeconds
        let deadline = state.isUnattended ? context.time : context.time.adding(seconds: seconds ?? 0)
        emit(.gateReleased(GateReleased(gate: id, deadline: deadline)))
    }

    private func openGate(_ id: GateID) throws(Refusal) -> Gate {
        guard let gate = state[id] else { throw .unknownGate(id) }
        guard gate.isOpen else { throw .gateClosed(id, gate.status) }
        return gate
    }

    mutating func decide(_ id: GateID, by verdict: Verdict, digest: Digest) throws(Refusal) {
        let gate = try openGate(id)
        guard digest == gate.digest else { throw .staleDigest(id, shown: digest, actual: gate.digest) }
        try check(verdict, for: gate)
        let verdict = try completed(verdict, for: gate)
        if case .plan = gate.subject, case .approveEdited(let edits) = verdict {
            try reviseProposedPlan(from: edits)
        }
        emit(.gateDecided(GateDecided(gate: id, digest: digest, verdict: verdict)))
        if case .synthesis = gate.subject, case .approveEdited(let edits) = verdict {
            let edited = try synthesis(from: edits)
            emit(.runEnded(RunEnded(outcome: .completed, reason: nil, synthesis: edited)))
        } else {
            follow(gate, verdict)
        }
    }

    private func synthesis(from edits: JSON) throws(Refusal) -> Synthesis {
        do {
            var synthesis = try Synthesis(json: edits)
            synthesis.isEdited = true
            return synthesis
        } catch {
            throw .invalidEdit("\(error)")
        }
    }

    /// Takes the defaults of open gates whose deadline has passed. One at a time: what follows from the first
    /// may withdraw the next.
    mutating func expireGates() {
        while let gate = state.openGates.compactMap({ state[$0] }).first(where: isDue),
            let outcome = gate.onTimeout
        {
            emit(.gateExpired(GateExpired(gate: gate.id, outcome: outcome)))
            switch outcome {
            case .approve: follow(gate, .approve)
            case .reject:
                if case .result = gate.subject, let step = gate.step {
                    respondToFailure(of: step, message: "Nobody approved its result in time.")
                } else {
                    follow(gate, .reject(reason: "Nobody answered in time."))
                }
            case .answer(let text): follow(gate, .answer(.string(text)))
            case .skip:
                if let step = gate.step {
                    emit(.stepSkipped(StepSkipped(step: step, reason: "Nobody answered in time.")))
                }
            case .stop: requestStop("Nobody answered gate \(gate.id) in time.", isFailure: false)
            }
        }
    }

    private func isDue(_ gate: Gate) -> Bool {
        gate.deadline.map { $0 <= context.time } ?? false
    }

    /// What a verdict leads to besides closing its gate.
    private mutating func follow(_ gate: Gate, _ verdict: Verdict) {
        switch (gate.subject, verdict) {
        case (.start, .reject(let reason)): requestStop("The start was rejected: \(reason)", isFailure: false)
        case (.plan, .approve), (.plan, .approveEdited):
            emit(.runStarted(RunStarted(plan: Digest(of: state.plan.json), gate: gate.id)))
        case (.synthesis, .approve): endRun(.completed)
        case (.action, .reject(let reason)):
            if let step = gate.step {
                respondToFailure(of: step, message: reason, kind: .notBegun, because: .refused)
            }
        case (.question, .reject(let reason)):
            if let step = gate.step { respondToFailure(of: step, message: reason) }
        case (.failure, .reject(let reason)):
            requestStop("Step \(gate.step?.rawValue ?? "") failed: \(reason)", isFailure: true)
        case (.start, _), (.plan, _), (.synthesis, _), (.action, _), (.question, _), (.failure, _),
            (.result, _),
            (.unknownOutcome, _), (.compensation, _):
            break
        }
    }

    private func check(_ verdict: Verdict, for gate: Gate) throws(Refusal) {
        let allowed = gate.allowedVerdicts
        guard allowed.contains(verdict.word) else {
            throw .verdictNotAllowed(gate.id, gate.kind, word: verdict.word, allowed: allowed)
        }
        switch verdict {
        case .approve: break
        case .approveEdited(let edits): try check(edits: edits, of: gate)
        case .reject(let reason): try requireText(reason, field: "reason")
        case .answer(let answer): try check(answer: answer, to: gate, verdict)
        }
    }

    private func check(answer: JSON, to gate: Gate, _ verdict: Verdict) throws(Refusal) {
        switch gate.subject {
        case .unknownOutcome, .compensation:
            if RecoveryAnswer(verdict) == nil { throw .answerNotAnOption(gate.id, options: ["yes", "no"]) }
        case .question(let question):
            try requireText(answer.text, field: "answer")
            if !question.options.isEmpty, !question.options.contains(answer.text) {
                throw .answerNotAnOption(gate.id, options: question.options)
            }
        case .start, .plan, .action, .result, .failure, .synthesis: break
        }
    }

    private func check(edits: JSON, of gate: Gate) throws(Refusal) {
        switch gate.subject {
        case .result:
            guard case .object = edits else {
                throw .invalidEdit("outputs must be an object of names and values.")
            }
        case .synthesis: _ = try synthesis(from: edits)
        case .action, .plan, .start, .failure, .question, .unknownOutcome, .compensation: break
        }
    }

    /// What the log records of a verdict: edits of an action with the whole value of each field, so that
    /// nobody has to know how they were put together.
    private func completed(_ verdict: Verdict, for gate: Gate) throws(Refusal) -> Verdict {
        guard case .approveEdited(let edits) = verdict, case .action(let action) = gate.subject else {
            return verdict
        }
        do {
            return .approveEdited(try action.completing(edits: edits))
        } catch {
            throw .invalidEdit(error.message)
        }
    }
}

extension Gate {
    /// The verdicts it takes, in the words of `Verdict.word`.
    public var allowedVerdicts: [String] {
        switch subject {
        case .start: ["approve", "reject"]
        case .plan, .synthesis, .action, .result: ["approve", "approve with edits", "reject"]
        case .failure: ["approve", "reject"]
        case .question: ["answer", "reject"]
        case .unknownOutcome, .compensation: ["answer"]
        }
    }
}
