public import FermataCore

// Names are written as literals in tests; a literal that is no valid name is a mistake in the test itself.

extension StepID: ExpressibleByStringLiteral {
    /// A name written in a test.
    public init(stringLiteral value: String) {
        guard let name = StepID(value) else { preconditionFailure("\"\(value)\" is no name of a step") }
        self = name
    }
}

extension AgentID: ExpressibleByStringLiteral {
    /// A name written in a test.
    public init(stringLiteral value: String) {
        guard let name = AgentID(value) else { preconditionFailure("\"\(value)\" is no name of an agent") }
        self = name
    }
}

extension RunID: ExpressibleByStringLiteral {
    /// A name written in a test.
    public init(stringLiteral value: String) {
        guard let name = RunID(value) else { preconditionFailure("\"\(value)\" is no name of a run") }
        self = name
    }
}

extension Actor {
    static let ada = Actor(kind: .person, name: "ada", authentication: "unix-login")
    static let ben = Actor(kind: .person, name: "ben", authentication: "unix-login")
}
