/// Exactly what will be done: every expression resolved, and everything that a launch uses.
///
/// Starting a step is an action, and so is undoing its effect. Its digest is what a person approves; the
/// event that lets it start records it, and the launcher hashes what is recorded once more and executes just
/// that. It names places and inherited variables by rule, never by a value of the process that decides,
/// because any process may decide.
public struct Action: Hashable, Sendable, JSONCodable {
    /// What is done.
    public enum Kind: String, CaseIterable, Sendable, JSONCodable {
        /// An agent performs a step.
        case step
        /// A command undoes what a step did to the world.
        case compensation
    }

    /// Where it is done.
    public struct Directory: Hashable, Sendable, JSONCodable {
        /// The workspace: `run` is the directory that the run was created with.
        public var workspace: String
        /// The path within it.
        public var path: String

        /// The directory of the run itself.
        public static let run = Directory(workspace: "run", path: ".")

        init(workspace: String, path: String) {
            self.workspace = workspace
            self.path = path
        }

        /// The directory as JSON.
        public var json: JSON { .record(("workspace", workspace.json), ("path", path.json)) }

        /// Reads a directory.
        public init(json: JSON) throws(JSONDecodingError) {
            self.init(workspace: try json.field("workspace"), path: try json.field("path"))
        }
    }

    /// The names of variables that a command gets from the environment of the process that carries it out,
    /// where they are set. A name that ends in `*` stands for all that begin so.
    public static let inheritedNames = [
        "PATH", "HOME", "LANG", "LC_*", "TZ", "TMPDIR", "USER", "LOGNAME", "SHELL",
    ]

    /// What is done.
    public var kind: Kind
    /// The agent's name.
    public var agent: AgentID
    /// What kind of agent it is.
    public var agentKind: AgentDeclaration.Kind
    /// The program and leading arguments of a command agent; empty for the default shell.
    public var shell: [String]
    /// The command, or the question to a person.
    public var run: String?
    /// The inputs, resolved.
    public var with: JSON
    /// The environment, resolved: an object of strings.
    public var env: JSON
    /// The run's inputs as a command gets them: an object of strings, `INPUT_` and the name in capitals. What
    /// `env` names wins over them.
    public var inputs: JSON
    /// Variables that are inherited, by name.
    public var inherits: [String]
    /// Where it is done.
    public var directory: Directory
    /// What it changes.
    public var effect: Effect
    /// What a mistake would cost.
    public var impact: Impact
    /// The command that compensates it.
    public var undo: String?
    /// Whether the result is always reviewed.
    public var approval: Approval
    /// Seconds the attempt may take.
    public var timeoutSeconds: Int?
    /// How many more attempts may follow a failed one without asking.
    public var retries: Int
    /// Whether doing it twice is declared to be the same as doing it once.
    public var isIdempotent: Bool
    /// What happens when it has failed for good.
    public var onFailure: FailureResponse
    /// What people told the agent, oldest first.
    public var instructions: [Instruction]

    /// Creates an action.
    public init(
        kind: Kind = .step, agent: AgentID, agentKind: AgentDeclaration.Kind, shell: [String] = [],
        run: String? = nil, with: JSON = .object([]), env: JSON = .object([]), inputs: JSON = .object([]),
        inherits: [String] = [], directory: Directory = .run, effect: Effect = .none, impact: Impact = .low,
        undo: String? = nil, approval: Approval = .policy, timeoutSeconds: Int? = nil, retries: Int = 0,
        isIdempotent: Bool = false, onFailure: FailureResponse = .ask, instructions: [Instruction] = []
    ) {
        self.kind = kind
        self.agent = agent
        self.agentKind = agentKind
        self.shell = shell
        self.run = run
        self.with = with
        self.env = env
        self.inputs = inputs
        self.inherits = inherits
        self.directory = directory
        self.effect = effect
        self.impact = impact
        self.undo = undo
        self.approval = approval
        self.timeoutSeconds = timeoutSeconds
        self.retries = retries
        self.isIdempotent = isIdempotent
        self.onFailure = onFailure
        self.instructions = instructions
    }

    /// The digest that a verdict on this action carries.
    public var digest: Digest { Digest(of: json) }

    /// A step that changes the world and names no way to compensate it.
    public var isIrreversible: Bool { effect == .external && undo == nil }

    /// The variables that are set besides the inherited ones: the inputs, and `env`, which wins.
    public var variables: JSON { inputs.overlaid(by: env) }
}

extension Action {
    /// The action as JSON; what has its default is left out.
    public var json: JSON {
        .record(
            ("kind", kind.json), ("agent", agent.json), ("agentKind", agentKind.json),
            ("shell", shell.isEmpty ? nil : shell.json), ("run", run?.json),
            ("with", with == .object([]) ? nil : with), ("env", env == .object([]) ? nil : env),
            ("inputs", inputs == .object([]) ? nil : inputs),
            ("inherits", inherits.isEmpty ? nil : inherits.json), ("directory", directory.json),
            ("effect", effect.json), ("impact", impact.json), ("undo", undo?.json),
            ("approval", approval == .policy ? nil : approval.json),
            ("timeoutSeconds", timeoutSeconds?.json), ("retries", retries == 0 ? nil : retries.json),
            ("idempotent", isIdempotent ? true : nil),
            ("onFailure", onFailure == .ask ? nil : onFailure.json),
            ("instructions", instructions.isEmpty ? nil : instructions.json))
    }

    /// Reads an action. In an older form `kind` was that of the agent, and what was not in the digest is
    /// absent.
    public init(json: JSON) throws(JSONDecodingError) {
        let isOlder = json["agentKind"] == nil
        self.init(
            kind: isOlder ? .step : try json.field("kind"), agent: try json.field("agent"),
            agentKind: try json.field(isOlder ? "kind" : "agentKind"),
            shell: try json.optionalField("shell") ?? [], run: try json.optionalField("run"),
            with: json["with"] ?? .object([]), env: json["env"] ?? .object([]),
            inputs: json["inputs"] ?? .object([]), inherits: try json.optionalField("inherits") ?? [],
            directory: try json.optionalField("directory") ?? .run, effect: try json.field("effect"),
            impact: try json.field("impact"), undo: try json.optionalField("undo"),
            approval: try json.optionalField("approval") ?? .policy,
            timeoutSeconds: try json.optionalField("timeoutSeconds"),
            retries: try json.optionalField("retries") ?? 0,
            isIdempotent: try json.optionalField("idempotent") ?? false,
            onFailure: try json.optionalField("onFailure") ?? .ask,
            instructions: try json.optionalField("instructions") ?? [])
    }
}

/// Something a person told an agent; it reaches the agent's next attempt.
public struct Instruction: Hashable, Sendable, JSONCodable {
    /// How it came about.
    public enum Kind: String, CaseIterable, Sendable, JSONCodable {
        /// A remark.
        case note
        /// A redirection: do it this way instead.
        case redirect
        /// The reason a result was rejected for.
        case feedback
    }

    /// How it came about.
    public var kind: Kind
    /// The words.
    public var text: String

    /// Creates an instruction.
    public init(kind: Kind, text: String) {
        self.kind = kind
        self.text = text
    }

    /// The instruction as JSON.
    public var json: JSON { .record(("kind", kind.json), ("text", text.json)) }

    /// Reads an instruction.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init(kind: try json.field("kind"), text: try json.field("text"))
    }
}
