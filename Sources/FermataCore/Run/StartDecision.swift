/// What let an action pass: nothing executes without one of these in the log.
public enum StartDecision: Hashable, Sendable, JSONCodable {
    /// Policy asks nobody at this level of autonomy.
    case policy(Autonomy)
    /// A gate was decided for it, or expired with a default that lets it pass.
    case gate(GateID)

    /// The decision as JSON.
    public var json: JSON {
        switch self {
        case .policy(let autonomy): .string(autonomy.rawValue)
        case .gate(let gate): gate.json
        }
    }

    /// Reads a decision.
    public init(json: JSON) throws(JSONDecodingError) {
        if case .integer = json {
            self = .gate(try GateID(json: json))
        } else {
            self = .policy(try Autonomy(json: json))
        }
    }
}

/// What a person holds.
public enum HoldScope: Hashable, Sendable, JSONCodable {
    /// The whole run.
    case run
    /// All steps of one agent.
    case agent(AgentID)
    /// One step.
    case step(StepID)

    /// The scope as JSON.
    public var json: JSON {
        switch self {
        case .run: "run"
        case .agent(let agent): .record(("agent", agent.json))
        case .step(let step): .record(("step", step.json))
        }
    }

    /// Reads a scope.
    public init(json: JSON) throws(JSONDecodingError) {
        if json == "run" {
            self = .run
        } else if let agent = try json.optionalField("agent", as: AgentID.self) {
            self = .agent(agent)
        } else {
            self = .step(try json.field("step"))
        }
    }
}
