/// What a step changes outside its own output.
public enum Effect: String, CaseIterable, Sendable, JSONCodable {
    /// Nothing: it only reads. May be repeated at will.
    case none
    /// Files of the run's workspace. May be repeated from its checkpoint.
    case workspace
    /// The world. Never silently repeated.
    case external
}

/// How much a mistake in a step would cost.
public enum Impact: String, CaseIterable, Sendable, Comparable, JSONCodable {
    case low
    case medium
    case high

    /// Orders from low to high.
    public static func < (left: Impact, right: Impact) -> Bool { left.order < right.order }

    private var order: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        }
    }
}

/// When a step's result is reviewed before anything uses it.
public enum Approval: String, CaseIterable, Sendable, JSONCodable {
    /// When the policy of the run's autonomy says so.
    case policy
    /// Always, at every level of autonomy.
    case required
}

/// What happens when a step has failed and no retry is left.
public enum FailureResponse: String, CaseIterable, Sendable, JSONCodable {
    /// A person is asked: try again, redirect, take over, skip or stop.
    case ask
    /// The step is skipped and what needs it goes on without its outputs.
    case skip
    /// The run stops.
    case stop
}

/// A unit of work given to one agent.
public struct PlanStep: Hashable, Sendable {
    /// The name other steps and people use.
    public var id: StepID
    /// What the step does, in a few words; the id when absent.
    public var name: String?
    /// Who performs it.
    public var agent: AgentID
    /// The steps that must have ended before it starts.
    public var needs: [StepID]
    /// What a command agent runs, or what a human agent is asked. No expressions: values come in by `env`.
    public var run: String?
    /// Inputs for the agent, an object whose strings may hold expressions.
    public var with: JSON
    /// Environment variables, an object of strings that may hold expressions.
    public var env: JSON
    /// What it changes.
    public var effect: Effect
    /// What a mistake would cost.
    public var impact: Impact
    /// The command that compensates the effect, when a rollback takes the step back.
    public var undo: String?
    /// Whether the result is always reviewed.
    public var approval: Approval
    /// Seconds one attempt may take; no limit when absent.
    public var timeoutSeconds: Int?
    /// How many more attempts follow a failed one without asking, 0…20.
    public var retries: Int
    /// Whether doing it twice is the same as doing it once, so that an external effect may be retried.
    public var isIdempotent: Bool
    /// What happens when retries are used up.
    public var onFailure: FailureResponse

    /// Creates a step; everything but its id and agent has the playbook's default.
    public init(
        id: StepID, name: String? = nil, agent: AgentID, needs: [StepID] = [], run: String? = nil,
        with: JSON = .object([]), env: JSON = .object([]), effect: Effect = .none, impact: Impact = .low,
        undo: String? = nil, approval: Approval = .policy, timeoutSeconds: Int? = nil, retries: Int = 0,
        isIdempotent: Bool = false, onFailure: FailureResponse = .ask
    ) {
        self.id = id
        self.name = name
        self.agent = agent
        self.needs = needs
        self.run = run
        self.with = with
        self.env = env
        self.effect = effect
        self.impact = impact
        self.undo = undo
        self.approval = approval
        self.timeoutSeconds = timeoutSeconds
        self.retries = retries
        self.isIdempotent = isIdempotent
        self.onFailure = onFailure
    }

    /// The name people read.
    public var title: String { name ?? id.rawValue }

    /// A step whose mistakes cannot be taken back cheaply: it changes the world, or its impact is high.
    public var isCritical: Bool { effect == .external || impact == .high }

    /// A step that changes the world and names no way to compensate it.
    public var isIrreversible: Bool { effect == .external && undo == nil }
}

extension PlanStep: JSONCodable {
    /// The step as JSON; what has its default value is left out.
    public var json: JSON {
        .record(
            ("id", id.json), ("name", name?.json), ("agent", agent.json),
            ("needs", needs.isEmpty ? nil : needs.json), ("run", run?.json),
            ("with", with == .object([]) ? nil : with), ("env", env == .object([]) ? nil : env),
            ("effect", effect == .none ? nil : effect.json), ("impact", impact == .low ? nil : impact.json),
            ("undo", undo?.json), ("approval", approval == .policy ? nil : approval.json),
            ("timeoutSeconds", timeoutSeconds?.json), ("retries", retries == 0 ? nil : retries.json),
            ("idempotent", isIdempotent ? true : nil),
            ("onFailure", onFailure == .ask ? nil : onFailure.json))
    }

    /// Reads a step.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init(
            id: try json.field("id"), name: try json.optionalField("name"), agent: try json.field("agent"),
            needs: try json.optionalField("needs") ?? [], run: try json.optionalField("run"),
            with: json["with"] ?? .object([]), env: json["env"] ?? .object([]),
            effect: try json.optionalField("effect") ?? .none,
            impact: try json.optionalField("impact") ?? .low, undo: try json.optionalField("undo"),
            approval: try json.optionalField("approval") ?? .policy,
            timeoutSeconds: try json.optionalField("timeoutSeconds"),
            retries: try json.optionalField("retries") ?? 0,
            isIdempotent: try json.optionalField("idempotent") ?? false,
            onFailure: try json.optionalField("onFailure") ?? .ask)
    }
}
