extension RunState {
    mutating func apply(_ event: GateOpened) {
        let gate = event.gate
        gates.append(gate)
        openGates.append(gate.id)
        guard let step = gate.step else { return }
        switch gate.subject {
        case .start, .plan, .synthesis: break
        case .action: change(step) { $0.phase = .held(gate.id) }
        case .question: change(step) { $0.phase = .suspended(gate.id) }
        case .result, .failure, .unknownOutcome: change(step) { $0.phase = .reviewing(gate.id) }
        case .compensation:
            if !compensations.isEmpty { compensations[0].status = .reviewing(gate.id) }
        }
    }

    mutating func apply(_ event: GateDecided, in context: EventContext) {
        close(event.gate, as: .decided(event.verdict, by: context.actor, at: context.time))
        settle(event.gate, by: event.verdict)
    }

    mutating func apply(_ event: GateExpired, in context: EventContext) {
        close(event.gate, as: .expired(event.outcome, at: context.time))
        switch event.outcome {
        case .approve: settle(event.gate, by: .approve)
        case .reject:
            if let gate = self[event.gate], let step = gate.step, case .result = gate.subject {
                // Nobody asks for another attempt here, so there is none: the step has failed.
                forgetUndo(of: step)
                change(step) { state in
                    state.phase = .failed
                    state.reason = "Nobody approved its result in time."
                }
            } else {
                settle(event.gate, by: .reject(reason: "Nobody answered in time."))
            }
        case .answer(let text): settle(event.gate, by: .answer(.string(text)))
        case .skip, .stop: break
        }
    }

    mutating func apply(_ event: GateWithdrawn, in context: EventContext) {
        close(event.gate, as: .withdrawn(reason: event.reason, at: context.time))
        guard let step = self[event.gate]?.step, let index = graph.position[step] else { return }
        if steps[index].phase == .held(event.gate) { steps[index].phase = .ready }
    }

    private mutating func close(_ gate: GateID, as status: GateStatus) {
        change(gate) { $0.status = status }
        openGates.removeAll { $0 == gate }
    }

    private mutating func settle(_ id: GateID, by verdict: Verdict) {
        guard let gate = self[id] else { return }
        if let step = gate.step { forgetUndo(of: step) }
        switch gate.subject {
        case .start:
            isStartApproved = verdict == .approve
        case .plan:
            if case .reject = verdict { isPlanRejected = true }
        case .action(let action): settle(action, of: gate, by: verdict)
        case .result: settleResult(of: gate, by: verdict)
        case .failure: settleFailure(of: gate, by: verdict)
        case .synthesis:
            if case .reject = verdict {
                isPaused = true
                synthesis = nil
                undoable = nil
            }
        case .question: settleQuestion(of: gate, by: verdict)
        case .unknownOutcome: settleRecovery(of: gate, by: verdict)
        case .compensation:
            if RecoveryAnswer(verdict) == .happened {
                endCompensation()
            } else if !compensations.isEmpty {
                compensations[0].status = .waiting
            }
        }
        // What it needs may have been taken back while it was asked about.
        if let step = gate.step, let index = graph.position[step], steps[index].phase == .ready {
            release(index)
        }
    }

    private mutating func settle(_ action: Action, of gate: Gate, by verdict: Verdict) {
        guard let step = gate.step else { return }
        change(step) { state in
            switch verdict {
            case .approve:
                state.phase = .ready
                state.approvedBy = gate.id
                state.approvedDigest = gate.digest
            case .approveEdited(let edits):
                state.phase = .ready
                state.actionEdits = state.actionEdits?.overlaid(by: edits) ?? edits
                state.approvedBy = gate.id
                state.approvedDigest = action.applying(edits: edits).digest
            case .reject(let reason):
                state.phase = .failed
                state.reason = reason
            case .answer: break
            }
            state.isChanged = false
            state.hasPassedBreakpoint = true
        }
    }

    private mutating func settleResult(of gate: Gate, by verdict: Verdict) {
        guard let step = gate.step else { return }
        switch verdict {
        case .approve: end(step, as: .done)
        case .approveEdited(let outputs):
            change(step) { $0.outputs = outputs }
            end(step, as: .done)
        case .reject(let reason):
            change(step) { state in
                state.phase = .ready
                state.outputs = nil
                state.assessment = nil
                state.failureCount = 0
                state.instructions.append(Instruction(kind: .feedback, text: reason))
            }
            // The person who rejects a result asks for another attempt with just this feedback.
            approveNextAttempt(of: step, by: gate.id)
        case .answer: break
        }
    }

    private mutating func settleFailure(of gate: Gate, by verdict: Verdict) {
        guard let step = gate.step else { return }
        switch verdict {
        case .approve, .approveEdited:
            change(step) { state in
                state.phase = .ready
                state.failureCount = 0
                state.reason = nil
                state.memento = nil
                state.answer = nil
            }
            approveNextAttempt(of: step, by: gate.id)
        case .reject(let reason):
            change(step) { state in
                state.phase = .failed
                state.reason = reason
            }
        case .answer: break
        }
    }

    private mutating func settleQuestion(of gate: Gate, by verdict: Verdict) {
        guard let step = gate.step else { return }
        change(step) { state in
            switch verdict {
            case .answer(let answer):
                state.answer = answer
                state.phase = .ready
            case .reject(let reason):
                state.phase = .failed
                state.reason = reason
                if !state.attempts.isEmpty {
                    let failure = AttemptFailure(
                        kind: .permanent, message: "The question was not answered: \(reason)")
                    state.attempts[state.attempts.count - 1].status = .failed(failure)
                }
            case .approve, .approveEdited: break
            }
        }
    }

    private mutating func settleRecovery(of gate: Gate, by verdict: Verdict) {
        guard let step = gate.step else { return }
        switch RecoveryAnswer(verdict) {
        case .happened:
            change(step) { state in
                if state.outputs == nil { state.outputs = .object([]) }
                state.effectAt = state.unknownEffectAt ?? state.effectAt
                state.unknownEffectAt = nil
            }
            end(step, as: .done)
        case .didNotHappen:
            change(step) { state in
                state.phase = .ready
                state.unknownEffectAt = nil
            }
            // As what was begun it may begin again; what it has become since is judged like any other.
            if let index = graph.position[step], steps[index].attempt?.digest == action(at: index).digest {
                approveNextAttempt(of: step, by: gate.id)
            }
        case nil: break
        }
    }

    /// Binds a person's wish for another attempt to exactly what that attempt will do.
    mutating func approveNextAttempt(of step: StepID, by gate: GateID?) {
        guard let index = graph.position[step] else { return }
        steps[index].approvedBy = gate
        steps[index].approvedDigest = action(at: index).digest
        steps[index].hasPassedBreakpoint = true
    }
}

/// What a person says about an action whose end is unknown.
public enum RecoveryAnswer: Hashable, Sendable {
    /// It took effect: count it as done.
    case happened
    /// It did not: it may be tried again.
    case didNotHappen

    /// Reads `yes`, `no`, `true` or `false`; `nil` for anything else.
    public init?(_ verdict: Verdict) {
        guard case .answer(let answer) = verdict else { return nil }
        switch answer {
        case "yes", true: self = .happened
        case "no", false: self = .didNotHappen
        default: return nil
        }
    }
}
