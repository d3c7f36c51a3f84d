public import FermataCore

/// The agents an engine can call on, one for each kind.
public struct AgentRegistry: Sendable {
    private var agents: [AgentDeclaration.Kind: any Agent]

    /// Creates a registry.
    public init(_ agents: [AgentDeclaration.Kind: any Agent]) {
        self.agents = agents
    }

    subscript(kind: AgentDeclaration.Kind) -> any Agent {
        get throws(AttemptFailure) {
            guard let agent = agents[kind] else {
                throw AttemptFailure(
                    kind: .notBegun,
                    message: "No agent of kind '\(kind.rawValue)' is available in this process.")
            }
            return agent
        }
    }
}
