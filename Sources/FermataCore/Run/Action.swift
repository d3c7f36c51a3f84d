/// Exactly what an attempt will do: the step with every expression resolved, and what people told the agent.
///
/// Its digest is what a person approves and what the engine compares before it launches anything.
public struct Action: Hashable, Sendable, JSONCodable {
    /// The agent's name.
    public var agent: AgentID
    /// What kind of agent it is.
    public var kind: AgentDeclaration.Kind
    /// The program and leading arguments of a command agent; empty for the default shell.
    public var shell: [String]
    /// The command, or the question to a person.
    public var run: String?
    /// The inputs, resolved.
    public var with: JSON
    /// The environment, resolved: an object of strings.
    public var env: JSON
    /// What it changes.
    public var effect: Effect
    /// What a mistake would cost.
    public var impact: Impact
    /// The command that compensates it.
    public var undo: String?
    /// Seconds the attempt may take.
    public var timeoutSeconds: Int?
    /// What people told the agent, oldest first.
    public var instructions: [Instruction]

    /// Creates an action.
    public init(
        agent: AgentID, kind: AgentDeclaration.Kind, shell: [String] = [], run: String? = nil,
        with: JSON = .object([]), env: JSON = .object([]), effect: Effect = .none, impact: Impact = .low,
        undo: String? = nil, timeoutSeconds: Int? = nil, instructions: [Instruction] = []
    ) {
        self.agent = agent
        self.kind = kind
        self.shell = shell
        self.run = run
        self.with = with
        self.env = env
        self.effect = effect
        self.impact = impact
        self.undo = undo
        self.timeoutSeconds = timeoutSeconds
        self.instructions = instructions
    }

    /// The digest that a verdict on this action carries.
    public var digest: Digest { Digest(of: json) }

    /// The action as JSON.
    public var json: JSON {
        .record(
            ("agent", agent.json), ("kind", kind.json), ("shell", shell.isEmpty ? nil : shell.json),
            ("run", run?.json), ("with", with == .object([]) ? nil : with),
            ("env", env == .object([]) ? nil : env), ("effect", effect.json), ("impact", impact.json),
            ("undo", undo?.json), ("timeoutSeconds", timeoutSeconds?.json),
            ("instructions", instructions.isEmpty ? nil : instructions.json))
    }

    /// Reads an action.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init(
            agent: try json.field("agent"), kind: try json.field("kind"),
            shell: try json.optionalField("shell") ?? [], run: try json.optionalField("run"),
            with: json["with"] ?? .object([]), env: json["env"] ?? .object([]),
            effect: try json.field("effect"), impact: try json.field("impact"),
            undo: try json.optionalField("undo"), timeoutSeconds: try json.optionalField("timeoutSeconds"),
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
