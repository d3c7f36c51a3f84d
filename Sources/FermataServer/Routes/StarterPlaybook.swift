import FermataCore

/// What a run begins with when there is nothing but a task: one step for a person, and two agents to plan
/// with. It is held before anything starts, so that a person makes the plan first.
enum StarterPlaybook {
    /// The longest title, in characters.
    static let maximumTitleLength = 80

    /// The task as a title.
    static func title(of task: String) -> String {
        let line = task.split(whereSeparator: \.isNewline).first.map(String.init) ?? task
        return line.count > maximumTitleLength ? line.prefix(maximumTitleLength - 1) + "…" : line
    }

    /// The playbook.
    static func playbook(for task: String) -> Playbook {
        let person = name("person", AgentID.init)
        let shell = name("shell", AgentID.init)
        let step = PlanStep(
            id: name("task", StepID.init), name: title(of: task), agent: person, run: task)
        var gates = GateSettings()
        gates[.afterPlanning] = GateSetting(isOn: true)
        return Playbook(
            name: title(of: task), description: task,
            agents: [
                AgentDeclaration(
                    id: person, kind: .human,
                    description: "A person who does the step and says what came of it"),
                AgentDeclaration(
                    id: shell, kind: .command, description: "Runs the step's command in the run's directory"),
            ], gates: gates, plan: Plan(revision: 1, steps: [step]))
    }

    private static func name<Name>(_ text: String, _ make: (String) -> Name?) -> Name {
        guard let name = make(text) else { preconditionFailure("\(text) is a valid name") }
        return name
    }
}
