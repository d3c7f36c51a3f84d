import FermataCore

/// The names that every simulated run uses.
enum SimulationNames {
    static let run: RunID = name("simulated")
    /// Two commands and a person.
    static let agents: [AgentID] = [name("builder"), name("deployer"), name("editor")]

    static func step(_ number: Int) -> StepID { name("s\(number + 1)") }

    private static func name<Name: Identifier>(_ text: String) -> Name {
        guard let name = Name(text) else { preconditionFailure("\(text) is no valid name") }
        return name
    }
}
