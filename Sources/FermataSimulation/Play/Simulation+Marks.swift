import FermataCore

extension Simulation {
    mutating func mark(refusal: Refusal) {
        switch refusal {
        case .staleDigest: mark(.staleDigestRefused)
        case .gateClosed: mark(.secondVerdictRefused)
        case .unknownGate: mark(.unknownGateRefused)
        case .verdictNotAllowed, .answerNotAnOption, .emptyText, .invalidEdit: mark(.wrongVerdictRefused)
        case .staleAttempt: mark(.lateReportRefused)
        case .effectsCannotBeUndone, .previewRequired, .stalePreview: mark(.rollbackRefused)
        case .stalePlanRevision: mark(.stalePlanEditRefused)
        case .planProblems: mark(.brokenPlanRefused)
        case .nothingToUndo, .nothingToRedo, .undoNotTheLast: mark(.undoRefused)
        case .roleNotAllowed: mark(.roleRefused)
        case .notOwner: mark(.ownerFenced)
        case .runExists, .runEnded, .runIsStopping, .unknownStep, .unknownAgent, .textTooLong, .planUnchanged,
            .stepHasRun, .stepHasNotRun, .stepIsIrreversiblyWorking, .alreadyPaused, .notPaused,
            .breakpointExists, .noBreakpoint, .inputsAreNoObject, .gateHasNoDeadline, .gateNotHeld:
            break
        }
    }

    /// Marks what only the state before a command shows.
    mutating func mark(_ command: Command, on before: RunState) {
        switch command {
        case .redirect(let step, _):
            if before[step]?.phase == .working { mark(.redirectOfWorkingStep) }
        case .skip(let step, _, _):
            if before.compensations.first?.workingKey?.step == step { mark(.compensationSkipped) }
        case .editPlan:
            if before.isAnythingWorking { mark(.planEditWhileWorking) }
            for gate in before.openGates {
                if case .withdrawn = witness?.state[gate]?.status { mark(.planEditWithdrewGate) }
            }
        case .adopt, .advance, .expireGates, .report, .reportCompensation, .decide, .holdGate, .releaseGate,
            .takeOver,
            .rollBack, .pause, .resume, .stop, .note, .addBreakpoint, .removeBreakpoint, .setAutonomy, .undo,
            .redo:
            break
        }
        if let witness, witness.state.phase.isFinal, witness.state.isUnattended { mark(.unattendedRunEnded) }
    }
}
