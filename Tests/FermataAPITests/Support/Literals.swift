public import FermataCore

extension RunID {
    /// The run of the tests.
    static let test = named("7k3m9x2q0d")

    private static func named(_ text: String) -> RunID {
        guard let name = RunID(text) else { preconditionFailure("\(text) is no name") }
        return name
    }
}

extension StepID: ExpressibleByStringLiteral {
    /// A name written in a test.
    public init(stringLiteral text: String) {
        guard let name = StepID(text) else { preconditionFailure("\(text) is no name") }
        self = name
    }
}

extension AgentID: ExpressibleByStringLiteral {
    /// A name written in a test.
    public init(stringLiteral text: String) {
        guard let name = AgentID(text) else { preconditionFailure("\(text) is no name") }
        self = name
    }
}

extension Actor {
    static let ada = Actor(kind: .person, name: "ada", authentication: "token")
    static let ben = Actor(kind: .person, name: "ben", authentication: "token")
}
