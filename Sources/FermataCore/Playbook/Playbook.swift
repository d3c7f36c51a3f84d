/// What a run is made from: agents, gates, breakpoints and a plan. Read from YAML by `FermataPlaybook`.
public struct Playbook: Hashable, Sendable {
    /// What the playbook is for, in a few words.
    public var name: String
    /// More about it, for people.
    public var description: String?
    /// What a person supplies when a run is started.
    public var inputs: [InputDeclaration]
    /// Who performs the steps.
    public var agents: [AgentDeclaration]
    /// How much is asked, unless the person who starts the run says otherwise.
    public var autonomy: Autonomy
    /// How many attempts of the run work at the same time, 1…64.
    public var concurrency: Int
    /// What the run may cost before a person is asked, in the currency the agents report; no limit when
    /// absent.
    public var budget: Double?
    /// How gates of each kind behave.
    public var gates: GateSettings
    /// What is never done.
    public var forbid: [ForbidRule]
    /// Where the run is held for a person.
    public var breakpoints: [Breakpoint]
    /// The steps.
    public var plan: Plan
    /// How the result is put together; the outputs in plan order when absent.
    public var synthesis: SynthesisTemplate?

    /// Creates a playbook.
    public init(
        name: String, description: String? = nil, inputs: [InputDeclaration] = [], agents: [AgentDeclaration],
        autonomy: Autonomy = .guided, concurrency: Int = 4, budget: Double? = nil,
        gates: GateSettings = GateSettings(), forbid: [ForbidRule] = [], breakpoints: [Breakpoint] = [],
        plan: Plan, synthesis: SynthesisTemplate? = nil
    ) {
        self.name = name
        self.description = description
        self.inputs = inputs
        self.agents = agents
        self.autonomy = autonomy
        self.concurrency = concurrency
        self.budget = budget
        self.gates = gates
        self.forbid = forbid
        self.breakpoints = breakpoints
        self.plan = plan
        self.synthesis = synthesis
    }

    /// The agent of that name.
    public func agent(_ id: AgentID) -> AgentDeclaration? { agents.first { $0.id == id } }
}

/// An input of a playbook.
public struct InputDeclaration: Hashable, Sendable {
    /// The types an input can have.
    public enum Kind: String, CaseIterable, Sendable, JSONCodable {
        case string
        case number
        case boolean
        /// A file or directory; made absolute when the run is started.
        case path
        /// One of the declared options.
        case choice
    }

    /// The name, used as `--input name=value` and `${{ inputs.name }}`.
    public var name: String
    /// The type of its value.
    public var kind: Kind
    /// What it is for.
    public var description: String?
    /// Its value when none is given; an input without one must be given.
    public var defaultValue: JSON?
    /// The allowed values of a choice.
    public var options: [String]

    /// Creates a declaration.
    public init(
        name: String, kind: Kind = .string, description: String? = nil, defaultValue: JSON? = nil,
        options: [String] = []
    ) {
        self.name = name
        self.kind = kind
        self.description = description
        self.defaultValue = defaultValue
        self.options = options
    }
}

/// An agent of a playbook.
public struct AgentDeclaration: Hashable, Sendable {
    /// What kind of thing performs the attempts.
    public enum Kind: String, CaseIterable, Sendable, JSONCodable {
        /// A process on this machine.
        case command
        /// A person who supplies the output.
        case human
    }

    /// The name steps use.
    public var id: AgentID
    /// What performs the attempts.
    public var kind: Kind
    /// What the agent is good at, for people.
    public var description: String?
    /// The program and its leading arguments that a command agent starts, with the step's `run` as the last
    /// argument; `["/bin/sh", "-eu", "-c"]` when empty.
    public var shell: [String]
    /// How many attempts of this agent work at the same time; the run's limit when absent.
    public var concurrency: Int?
    /// The agent's own level; the run's when absent.
    public var autonomy: Autonomy?

    /// Creates a declaration.
    public init(
        id: AgentID, kind: Kind, description: String? = nil, shell: [String] = [], concurrency: Int? = nil,
        autonomy: Autonomy? = nil
    ) {
        self.id = id
        self.kind = kind
        self.description = description
        self.shell = shell
        self.concurrency = concurrency
        self.autonomy = autonomy
    }
}

/// How the synthesis is written: text with expressions, part by part.
public struct SynthesisTemplate: Hashable, Sendable {
    /// One part: a heading and text in which `${{ steps.ID.outputs.NAME }}` stands for what a step produced.
    public struct Part: Hashable, Sendable {
        /// The heading.
        public var title: String
        /// The text, with expressions.
        public var text: String

        /// Creates a part.
        public init(title: String, text: String) {
            self.title = title
            self.text = text
        }
    }

    /// The parts in order.
    public var parts: [Part]

    /// Creates a template.
    public init(parts: [Part]) {
        self.parts = parts
    }
}
