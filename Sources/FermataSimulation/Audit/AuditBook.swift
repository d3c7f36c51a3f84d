import FermataCore

/// What the auditor notes about one step.
struct StepBook {
    /// Whether it is done or was skipped.
    var hasEnded = false
    /// When an attempt last changed the world, as far as the log knows.
    var effectAt: Revision?
    /// When an attempt last ended so that nobody knows whether it had changed the world.
    var unknownEffectAt: Revision?
    /// Whether a person has asked for the next attempt in so many words: a redirect, a rejected result, a
    /// failure that is to be tried again.
    var hasWord = false
    /// Whether it was changed after the plan had been approved, and nobody has been asked about it since.
    var mustBeAsked = false
    /// Whether it was rolled back and must wait until every effect is undone.
    var awaitsCompensation = false

    /// When the world was last changed, or may have been.
    var lastEffectAt: Revision? {
        guard let effectAt, let unknownEffectAt else { return effectAt ?? unknownEffectAt }
        return max(effectAt, unknownEffectAt)
    }
}

/// What the auditor remembers of every revision, to know what an undo goes back to.
struct AuditPage {
    var plan = Plan(steps: [])
    var steps: [StepID: StepBook] = [:]
    var isRunHeld = false
    var heldAgents: Set<AgentID> = []
    var heldSteps: Set<StepID> = []
    var autonomy = Autonomy.manual
    var agentAutonomy: [AgentID: Autonomy] = [:]
    /// Compensations that rollbacks owe, the next first.
    var owed: [StepID] = []

    func isHeld(_ step: PlanStep) -> Bool {
        isRunHeld || heldSteps.contains(step.id) || heldAgents.contains(step.agent)
    }
}

/// What the auditor notes about one gate.
struct GateBook {
    var gate: Gate
    /// How it ended.
    var ending: Event?
}
