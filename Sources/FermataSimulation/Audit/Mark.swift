/// Something interesting that a simulated run went through. The fixed seeds must reach every mark: a check
/// that never gets where it could fail proves nothing.
public enum Mark: String, CaseIterable, Sendable {
    // Crashes and rivals
    case crashBeforeAppend
    case crashAfterAppend
    case crashBeforeLaunch
    case crashBetweenLaunchAndReport
    case suspendedAcrossCrash
    case openedFromSnapshot
    case conflictDecidedAgain
    case ownerFenced
    case takenByForce
    case leaseRefused
    case lateReportRefused
    case endReportedTwice
    case largeOutputs
    case twoCarryOuts

    // The journal
    case journalBusy
    case journalFull
    case journalBroken
    case appendBlocked
    case readBlocked
    case endWhileBlocked
    case orderWhileBlocked
    case appendedAfterDeath
    case reportStalled
    case wakeStalled
    case orderWhileStalled
    case stallEnded
    case deadlineWhileLocked
    case leaseNotTaken
    case adoptionFailed
    case adoptionTriedAgain
    case leaseNotGivenBack
    case loadingFailed
    case wakeLate
    case wakeLost
    case wakeSpurious
    case retired
    case awakened
    case commandBetweenOutputs
    case endBetweenOutputs
    case launchedUnknowingly
    case orderToOwner
    case orderExpired
    case orderAfterTheEnd
    case stillAndUpToDate

    // Attempts
    case attemptRetried
    case retriesUsedUp
    case interruptedAttemptRepeats
    case recoveryOpened
    case recoveryYes
    case recoveryNo
    case questionAnswered
    case budgetAsked
    case flightPaused
    case flightEnded
    case launchForgone

    // Gates
    case approvedWithEdits
    case resultRejected
    case failureTriedAgain
    case planRejected
    case synthesisRejected
    case synthesisEdited
    case breakpointReached
    case breakpointLogged
    case earlyExpiryTried
    case expiredWithApprove
    case expiredWithReject
    case expiredWithSkip
    case expiredWithStop
    case expiredWithAnswer
    case gateHeld
    case gateReleased
    case staleDigestRefused
    case secondVerdictRefused
    case unknownGateRefused
    case wrongVerdictRefused

    // Interventions
    case redirectOfWorkingStep
    case takeOver
    case skipWithDependents
    case rollbackWithCompensation
    case rollbackAcceptingEffects
    case rollbackRefused
    case compensationFailed
    case compensationAsked
    case planEditWithdrewGate
    case planEditWhileWorking
    case changedStepAsked
    case stalePlanEditRefused
    case brokenPlanRefused
    case undoUsed
    case undoRefused
    case runHeld
    case agentHeld
    case stepHeld
    case stopWhileWorking

    // Ends
    case runCompleted
    case runStopped
    case runFailed
    case unattendedRunEnded
}
