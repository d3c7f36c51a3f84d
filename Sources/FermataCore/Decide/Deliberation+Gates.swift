extension Deliberation {
    /// Opens a gate with the deadline and default that the playbook declares for its kind.
    mutating func open(
        _ kind: GateKind, step: StepID? = nil, reasons: [AskReason], about subject: GateSubject
    ) {
        let setting = state.playbook.gates[kind]
        let outcome = setting.onTimeout.flatMap { default_ in
            applies(default_, at: kind, to: subject, of: step) ? default_ : nil
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

    /// A default that would let pass what cannot be taken back, what was changed, or what a person wants to
    /// be asked about, or that would try a failed step again and again, is not taken: the gate waits for a
    /// person.
    private func applies(
        _ outcome: GateDefault, at kind: GateKind, to subject: GateSubject, of step: StepID?
    ) -> Bool {
        guard GateSettings.allowedDefaults(for: kind).contains(outcome.word) else { return false }
        if outcome == .skip, case .compensation = subject { return false }
        if case .answer(let text) = outcome, case .question(let question) = subject {
            return question.options.isEmpty || question.options.contains(text)
        }
        guard outcome == .approve else { return true }
        switch subject {
        case .failure, .forbidden, .question, .unknownOutcome, .compensation: return false
        case .action(let action): return silenceSuffices(for: action, of: step)
        case .start, .plan: return !Policy.hasUnaskedIrreversibleStep(in: state)
        case .result, .synthesis: return true
        }
    }

    private func silenceSuffices(for action: Action, of step: StepID?) -> Bool {
        if action.isIrreversible { return false }
        guard let step, let index = state.graph.position[step] else { return true }
        if state.steps[index].isChanged || state.wouldRepeatEffect(step) { return false }
        return !(state.autonomy(of: action.agent) == .manual && state.isAutonomyChosen(for: action.agent))
    }

    private func digest(of subject: GateSubject) -> Digest {
        switch subject {
        case .action(let action): action.digest
        case .plan: Digest(of: state.plan.json)
        case .start, .result, .failure, .forbidden, .synthesis, .question, .unknownOutcome, .compensation:
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
        emit(
            .gateDecided(
                GateDecided(
                    gate: id, digest: digest, verdict: verdict, allows: allowed(by: verdict, on: gate))))
        if case .synthesis = gate.subject, case .approveEdited(let edits) = verdict {
            let edited = try synthesis(from: edits)
            emit(.runEnded(RunEnded(outcome: .completed, reason: nil, synthesis: edited)))
        } else {
            follow(gate, verdict)
        }
    }

    /// The digest of the one action that a verdict lets start: what the gate shows, or that with the edits
    /// that the verdict brings.
    private func allowed(by verdict: Verdict, on gate: Gate) -> Digest? {
        switch (gate.subject, verdict) {
        case (.action, .approve): gate.digest
        case (.action(let action), .approveEdited(let edits)): action.applying(edits: edits).digest
        case (.failure(_, let next), .approve): next?.digest
        case (.unknownOutcome(let action), .answer):
            RecoveryAnswer(verdict) == .didNotHappen ? action.digest : nil
        case (.start, _), (.plan, _), (.action, _), (.result, _), (.failure, _), (.forbidden, _),
            (.synthesis, _), (.question, _), (.unknownOutcome, _), (.compensation, _):
            nil
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
            guard applies(outcome, at: gate.kind, to: gate.subject, of: gate.step) else {
                // What it is about has changed since, so that silence no longer suffices: it is asked anew.
                withdraw(
                    gate.id, because: "Its default would let pass what somebody must be asked about by now.")
                continue
            }
            let allowed = outcome == .approve ? allowed(by: .approve, on: gate) : nil
            emit(.gateExpired(GateExpired(gate: gate.id, outcome: outcome, allows: allowed)))
            switch outcome {
            case .approve: follow(gate, .approve)
            case .reject:
                if case .result = gate.subject, let step = gate.step {
                    respondToFailure(
                        of: step,
                        because: AttemptFailure(
                            kind: .permanent, message: "Nobody approved its result in time."))
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
                respondToFailure(of: step, because: AttemptFailure(kind: .refused, message: reason))
            }
        case (.question, .reject(let reason)):
            if let step = gate.step {
                respondToFailure(of: step, because: AttemptFailure(kind: .permanent, message: reason))
            }
        case (.failure, .reject(let reason)), (.forbidden, .reject(let reason)):
            requestStop("Step \(gate.step?.rawValue ?? "") failed: \(reason)", isFailure: true)
        case (.start, _), (.plan, _), (.synthesis, _), (.action, _), (.question, _), (.failure, _),
            (.forbidden, _), (.result, _), (.unknownOutcome, _), (.compensation, _):
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
        case .start, .plan, .action, .result, .failure, .forbidden, .synthesis: break
        }
    }

    private func check(edits: JSON, of gate: Gate) throws(Refusal) {
        switch gate.subject {
        case .result:
            guard case .object = edits else {
                throw .invalidEdit("outputs must be an object of names and values.")
            }
        case .synthesis: _ = try synthesis(from: edits)
        case .action, .plan, .start, .failure, .forbidden, .question, .unknownOutcome, .compensation: break
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
        case .forbidden: ["reject"]
        case .question: ["answer", "reject"]
        case .unknownOutcome: ["answer"]
        case .compensation: ["answer", "reject"]
        }
    }
}
