public import FermataCore

/// A run's line in lists.
public struct RunLine: Hashable, Sendable {
    /// What the journal's list says of it.
    public var summary: RunSummary
    /// Where it stands, in a word.
    public var status: RunStatus
    /// The playbook's name; absent when only the journal's list is known.
    public var playbook: String?
    /// What it may cost; absent as well when only the journal's list is known.
    public var budget: Double?
    /// Who carries it out.
    public var owner: OwnerView?

    /// The line of a folded run.
    public init(_ state: RunState, owner: OwnerView? = nil) {
        summary = state.summary
        status = RunStatus(state)
        playbook = state.playbook.name
        budget = state.playbook.budget
        self.owner = owner
    }

    /// The line as far as the journal's list tells it.
    public init(_ summary: RunSummary, owner: OwnerView? = nil) {
        self.summary = summary
        status = RunStatus(summary)
        self.owner = owner
    }

    /// The line as JSON.
    public var json: JSON {
        .record(
            ("run", summary.run.json), ("title", summary.title.json), ("playbook", playbook?.json),
            ("phase", summary.phase.json), ("status", status.json), ("isEnded", summary.phase.isFinal.json),
            ("isPaused", (summary.isPaused && !summary.phase.isFinal).json),
            ("endedSteps", summary.endedStepCount.json), ("steps", summary.stepCount.json),
            ("openGates", summary.openGateCount.json), ("cost", summary.cost.json),
            ("budget", budget?.json), ("createdAt", summary.createdAt.json),
            ("updatedAt", summary.updatedAt.json), ("owner", owner?.json), ("damage", summary.damage?.json))
    }
}
