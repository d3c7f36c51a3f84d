import FermataCore

/// What the auditor notes about one step.
struct StepBook {
    /// Whether it is done or was skipped.
    var hasEnded = false
    /// Whether it, or what it needs, was changed after it had been approved, and no person has approved the
    /// plan since.
    var mustBeAsked = false
    /// Whether it was rolled back and must wait until every effect is undone.
    var awaitsCompensation = false
    /// Whether it has started, or somebody has let it start, since the breakpoint before it was set.
    var hasPassedBreakpoint = false
}

/// What the auditor notes about one effect on the world, apart from the ledger of the run.
struct EffectBook {
    /// What is known of it.
    enum End {
        case open, unknown, failed, happened, absent, undone, left
    }

    var step: StepID
    var attempt: Int
    var action: Action
    var compensation: Action?
    var end = End.open
    var at: Revision

    /// Whether a rollback must say what becomes of it.
    var isOutstanding: Bool {
        switch end {
        case .open, .unknown, .failed, .happened: true
        case .absent, .undone, .left: false
        }
    }

    /// Whether doing it again needs somebody's yes.
    var asksBeforeRepetition: Bool {
        switch end {
        case .open, .unknown, .happened, .left: true
        case .failed: !action.isIdempotent
        case .absent, .undone: false
        }
    }
}

/// What the auditor remembers of every revision, to know what an undo goes back to.
struct AuditPage {
    var plan = Plan(steps: [])
    /// Steps that edits have taken out after they had begun.
    var removed: [PlanStep] = []
    var steps: [StepID: StepBook] = [:]
    var effects: [EffectBook] = []
    var isRunHeld = false
    var heldAgents: Set<AgentID> = []
    var heldSteps: Set<StepID> = []
    /// Holds that somebody placed who may not approve.
    var ownHolds: [HoldScope] = []
    var breakpoints: [StepID: Breakpoint] = [:]
    /// Those that somebody set who may not approve.
    var ownBreakpoints: Set<StepID> = []
    var autonomy = Autonomy.manual
    var agentAutonomy: [AgentID: Autonomy] = [:]
    /// Compensations that rollbacks owe, the next first: places in `effects`.
    var owed: [Int] = []

    func isHeld(_ step: PlanStep) -> Bool {
        isRunHeld || heldSteps.contains(step.id) || heldAgents.contains(step.agent)
    }
}

/// What the auditor notes about one try at undoing an effect.
struct UndoingBook {
    var digest: Digest?
    var endedAt: Revision?
}

/// What the auditor notes about one gate.
struct GateBook {
    var gate: Gate
    /// How it ended.
    var ending: Event?
    /// Whether what it let start has been started, and has not come back unharmed.
    var isUsed = false
}
