import FermataCore

/// Finds what an event of the log shows to have happened.
enum MarkReader {
    /// The marks of an event, given the auditor's notes after it.
    static func marks(of entry: StoredLog.Entry, after auditor: Auditor) -> [Mark] {
        switch entry.event {
        case .attemptFailed(let failed):
            if failed.retries { return [.attemptRetried] }
            let retries = auditor.page.plan[failed.key.step]?.retries ?? 0
            return retries > 0 ? [.retriesUsedUp] : []
        case .attemptInterrupted(let interrupted):
            return interrupted.repeats ? [.interruptedAttemptRepeats] : []
        case .gateOpened(let opened): return marks(of: opened.gate)
        case .gateDecided(let decided):
            return auditor.gates[decided.gate].map { marks(of: decided.verdict, on: $0.gate) } ?? []
        case .gateExpired(let expired): return [mark(of: expired.outcome)]
        case .gateHeld: return [.gateHeld]
        case .gateReleased: return [.gateReleased]
        case .breakpointLogged: return [.breakpointLogged]
        case .stepTakenOver(let takenOver): return takenOver.isReviewed ? [.takeOverReviewed] : [.takeOver]
        case .stepSkipped(let skipped): return skipped.root == nil ? [] : [.skipWithDependents]
        case .rolledBack(let rolledBack):
            return (rolledBack.compensated.isEmpty ? [] : [.rollbackWithCompensation])
                + (rolledBack.uncompensated.isEmpty ? [] : [.rollbackAcceptingEffects])
        case .interventionUndone: return [.undoUsed]
        case .interventionRedone: return [.redoUsed]
        case .paused(let paused):
            return switch paused.scope {
            case .run: [.runHeld]
            case .agent: [.agentHeld]
            case .step: [.stepHeld]
            }
        case .stopRequested: return auditor.working.isEmpty ? [] : [.stopWhileWorking]
        case .runEnded(let end): return marks(of: end)
        case .runCreated, .ownerChanged, .planProposed, .planRevised, .runStarted, .synthesisDrafted,
            .gateWithdrawn, .attemptStarted, .attemptCompleted, .attemptSuspended, .attemptAbandoned,
            .compensationStarted, .compensationEnded, .stepRedirected, .resumed, .noteAdded,
            .breakpointAdded, .breakpointRemoved, .autonomyChanged:
            return []
        }
    }

    private static func marks(of gate: Gate) -> [Mark] {
        if gate.reasons.contains(where: { $0.rule == .budgetExhausted }) { return [.budgetAsked] }
        if gate.reasons.contains(where: { $0.rule == .changedSinceApproval }) { return [.changedStepAsked] }
        if gate.reasons.contains(where: { $0.rule == .repeatsEffect }) { return [.repetitionAsked] }
        return switch gate.subject {
        case .unknownOutcome: [.recoveryOpened]
        case .compensation: [.compensationAsked]
        case .action: gate.kind == .breakpoint ? [.breakpointReached] : []
        case .forbidden: [.forbiddenAsked]
        case .start, .plan, .result, .failure, .synthesis, .question: []
        }
    }

    private static func marks(of verdict: Verdict, on gate: Gate) -> [Mark] {
        switch (gate.subject, verdict) {
        case (.plan, .reject): [.planRejected]
        case (.synthesis, .reject): [.synthesisRejected]
        case (.synthesis, .approveEdited): [.synthesisEdited]
        case (.result, .reject): [.resultRejected]
        case (.failure, .approve): [.failureTriedAgain]
        case (.question, .answer): [.questionAnswered]
        case (.unknownOutcome, .answer("yes")): [.recoveryYes]
        case (.unknownOutcome, .answer("no")): [.recoveryNo]
        case (.action, .approveEdited): [.approvedWithEdits]
        case (.compensation, .reject): [.compensationGivenUp]
        case (.start, _), (.plan, _), (.action, _), (.result, _), (.failure, _), (.forbidden, _),
            (.synthesis, _), (.question, _), (.unknownOutcome, _), (.compensation, _):
            []
        }
    }

    private static func mark(of outcome: GateDefault) -> Mark {
        switch outcome {
        case .approve: .expiredWithApprove
        case .reject: .expiredWithReject
        case .skip: .expiredWithSkip
        case .stop: .expiredWithStop
        case .answer: .expiredWithAnswer
        }
    }

    private static func marks(of end: RunEnded) -> [Mark] {
        switch end.outcome {
        case .completed: [.runCompleted]
        case .stopped: [.runStopped]
        case .failed: [.runFailed]
        case .drafting, .proposed, .running, .concluding: []
        }
    }
}
