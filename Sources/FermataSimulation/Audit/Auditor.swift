import FermataCore
import FermataJournal
import FermataRuntime

/// Judges a run from its stored events and from what really was executed. It is written apart from the
/// engine: it never decides and never folds a state, and keeps only the notes that the invariants need.
struct Auditor {
    var revision = Revision.zero
    var playbook: Playbook?
    var page = AuditPage()
    /// The page after every revision, from 0, and the event that led to it.
    var pages: [AuditPage] = [AuditPage()]
    var events: [Event] = []
    /// Who made each of them happen.
    var actors: [Actor] = []
    var gates: [GateID: GateBook] = [:]
    var openGates: [GateID] = []
    var epoch = Epoch.zero
    /// When the newest owner came, and when the stop was asked for.
    var epochRevision = Revision.zero
    var stopRevision: Revision?
    var working: [StepID: AttemptKey] = [:]
    /// Steps that were ever started.
    var begun: Set<StepID> = []
    var started: [AttemptKey: Digest] = [:]
    var launched: Set<AttemptKey> = []
    /// The compensation in progress.
    var undoing: CompensationStarted?
    /// All compensations that the log has let start.
    var undoings: [CompensationKey: UndoingBook] = [:]
    var launchedUndoings: Set<CompensationKey> = []
    var hasStarted = false
    var isPlanRejected = false
    /// What all attempts have cost.
    var cost: Double = 0
    var isStopping = false
    var outcome: RunPhase?
    private var chain = ChainVerifier(run: SimulationNames.run)

    func violation(_ invariant: Invariant, _ detail: String) -> Violation {
        Violation(invariant, at: revision, detail)
    }

    func require(
        _ holds: Bool, _ invariant: Invariant, _ detail: @autoclosure () -> String
    ) throws(Violation) {
        if !holds { throw violation(invariant, detail()) }
    }

    /// Judges the next event of the log.
    mutating func read(_ entry: StoredLog.Entry) throws(Violation) {
        do {
            try chain.verify(entry.stored)
        } catch {
            throw violation(.soundChain, error.description)
        }
        try require(outcome == nil, .endIsEnd, "\(entry.stored.type) was appended after the end")
        revision = entry.stored.revision
        try judge(entry.event, by: entry.context)
        events.append(entry.event)
        actors.append(entry.context.actor)
        pages.append(page)
    }

    private mutating func judge(_ event: Event, by context: EventContext) throws(Violation) {
        switch event {
        case .runCreated(let created):
            try require(revision == Revision(1), .soundChain, "the run was created twice")
            playbook = created.playbook
            page.plan = created.playbook.plan
            page.autonomy = created.autonomy
            for breakpoint in created.playbook.breakpoints { page.breakpoints[breakpoint.step] = breakpoint }
            try judgeGraph()
        case .ownerChanged(let change):
            try require(change.epoch > epoch, .oneOwner, "epoch \(change.epoch) follows \(epoch)")
            epoch = change.epoch
            epochRevision = revision
        case .planProposed, .synthesisDrafted, .breakpointLogged, .noteAdded: break
        case .breakpointAdded(let added):
            page.breakpoints[added.breakpoint.step] = added.breakpoint
            page.steps[added.breakpoint.step, default: StepBook()].hasPassedBreakpoint = false
            if context.actor.role < .approver { page.ownBreakpoints.insert(added.breakpoint.step) }
        case .breakpointRemoved(let removed):
            try require(
                context.actor.role >= .approver || page.ownBreakpoints.contains(removed.step), .rolesHold,
                "\(context.actor.name), who may not approve, removed the breakpoint before \(removed.step)")
            page.breakpoints[removed.step] = nil
            page.ownBreakpoints.remove(removed.step)
        case .planRevised(let revised): try judge(revised, by: context.actor)
        case .runStarted(let start): try judge(start)
        case .runEnded(let end): try judge(end)
        case .gateOpened(let opened): try judge(opened)
        case .gateDecided(let decided): try judge(decided, by: context)
        case .gateExpired(let expired): try judge(expired, by: context)
        case .gateHeld(let held): try judge(held, by: context)
        case .gateReleased(let released): try judge(released, by: context)
        case .gateWithdrawn(let withdrawn): try close(withdrawn.gate, event)
        case .attemptStarted(let start): try judge(start)
        case .attemptCompleted(let completed): try judge(completed)
        case .attemptFailed(let failed): try judge(failed)
        case .attemptSuspended(let suspended): try judge(suspended)
        case .attemptAbandoned(let abandoned):
            try cutAttempt(of: abandoned.step, abandoned.number, "is abandoned", repeats: false)
        case .attemptInterrupted(let interrupted):
            try cutAttempt(
                of: interrupted.step, interrupted.number, "is interrupted", repeats: interrupted.repeats)
        case .compensationStarted(let start): try judge(start)
        case .compensationEnded(let end): try judge(end)
        case .stepRedirected: break
        case .stepSkipped(let skipped): try judge(skipped)
        case .stepTakenOver(let takenOver): if !takenOver.isReviewed { try endStep(takenOver.step) }
        case .rolledBack(let rolledBack): try judge(rolledBack)
        case .paused(let paused): try hold(paused.scope, true, by: context.actor)
        case .resumed(let resumed): try hold(resumed.scope, false, by: context.actor)
        case .stopRequested:
            isStopping = true
            stopRevision = stopRevision ?? revision
        case .autonomyChanged(let change): try judge(change, by: context.actor)
        case .interventionUndone(let undone): try judgeTakingBack(undone.revision, by: context.actor)
        case .interventionRedone(let redone): try judgeTakingBack(redone.revision, by: context.actor)
        }
    }

    /// What a person would say of a run that does not move.
    var situation: String {
        var words: [String] = []
        if !working.isEmpty { words.append("working at \(working.keys.sorted())") }
        if !openGates.isEmpty { words.append("asking \(openGates)") }
        if page.isRunHeld { words.append("held") }
        if let undoing { words.append("undoing \(undoing.step)") }
        if !page.owed.isEmpty { words.append("owing the undoing of \(page.owed)") }
        let left = page.plan.steps.map(\.id).filter { page.steps[$0]?.hasEnded != true }
        words.append("left with \(left)")
        return words.joined(separator: ", ")
    }
}
