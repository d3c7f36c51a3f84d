/// Where a run stands. Each case says what it means and what may follow.
public enum RunPhase: String, CaseIterable, Sendable, JSONCodable {
    /// Nothing is planned yet → proposed, stopped.
    case drafting
    /// A plan waits to be approved → running, stopped.
    case proposed
    /// Steps are carried out → concluding, also when it is being stopped: what was done is still put
    /// together.
    case running
    /// The synthesis is put together and reviewed → running (after a rollback or an edit), completed,
    /// stopped, failed.
    case concluding
    /// The synthesis was accepted. Nothing follows.
    case completed
    /// A person, or a default they declared, ended it early. Nothing follows.
    case stopped
    /// A step whose failure stops the run has failed. Nothing follows.
    case failed

    /// Whether nothing can happen to the run any more.
    public var isFinal: Bool {
        switch self {
        case .drafting, .proposed, .running, .concluding: false
        case .completed, .stopped, .failed: true
        }
    }
}

/// One line about a run, kept beside its log so that lists need not fold anything.
public struct RunSummary: Hashable, Sendable {
    /// The run.
    public var run: RunID
    /// The playbook's name.
    public var title: String
    /// Where it stands.
    public var phase: RunPhase
    /// Whether the whole run is held by a person.
    public var isPaused: Bool
    /// Steps that have ended, in whichever way.
    public var endedStepCount: Int
    /// Steps in the plan.
    public var stepCount: Int
    /// Gates that wait for a verdict.
    public var openGateCount: Int
    /// Costs reported so far.
    public var cost: Double
    /// When the run was created.
    public var createdAt: Timestamp
    /// When its last event happened.
    public var updatedAt: Timestamp
    /// What is wrong with its log, so that it is put aside, or with its line in a journal's list. A list
    /// knows only the latter; whoever shows it finds out about the former, and how a run with a damaged line
    /// stands.
    public var damage: String?

    /// Creates a summary.
    public init(
        run: RunID, title: String, phase: RunPhase, isPaused: Bool = false, endedStepCount: Int = 0,
        stepCount: Int = 0, openGateCount: Int = 0, cost: Double = 0, createdAt: Timestamp,
        updatedAt: Timestamp, damage: String? = nil
    ) {
        self.run = run
        self.title = title
        self.phase = phase
        self.isPaused = isPaused
        self.endedStepCount = endedStepCount
        self.stepCount = stepCount
        self.openGateCount = openGateCount
        self.cost = cost
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.damage = damage
    }
}

/// One line about an open gate, kept beside the log for the inbox over all runs.
public struct GateSummary: Hashable, Sendable {
    /// The run that is held.
    public var run: RunID
    /// The gate within it.
    public var gate: GateID
    /// What it asks about.
    public var kind: GateKind
    /// The step it is about, if any.
    public var step: StepID?
    /// The question in a sentence.
    public var title: String
    /// When it was opened.
    public var openedAt: Timestamp
    /// When its default is taken; `nil` waits for as long as it takes.
    public var deadline: Timestamp?
    /// The default that is taken then.
    public var onTimeout: GateDefault?
    /// What a verdict must carry.
    public var digest: Digest

    /// Creates a summary.
    public init(
        run: RunID, gate: GateID, kind: GateKind, step: StepID? = nil, title: String, openedAt: Timestamp,
        deadline: Timestamp? = nil, onTimeout: GateDefault? = nil, digest: Digest
    ) {
        self.run = run
        self.gate = gate
        self.kind = kind
        self.step = step
        self.title = title
        self.openedAt = openedAt
        self.deadline = deadline
        self.onTimeout = onTimeout
        self.digest = digest
    }
}
