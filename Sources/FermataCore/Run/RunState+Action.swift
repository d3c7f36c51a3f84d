extension RunState {
    /// What the step at that position would do if it were started now, with every expression resolved.
    package func action(at index: Int) -> Action {
        let step = plan.steps[index]
        let agent = playbook.agent(step.agent)
        let isCommand = agent?.kind == .command
        var action = Action(
            agent: step.agent, agentKind: agent?.kind ?? .human, shell: agent?.shell ?? [], run: step.run,
            with: Template.resolve(json: step.with, lookup: value),
            env: Template.resolve(json: step.env, lookup: value),
            inputs: isCommand ? inputVariables : .object([]),
            inherits: isCommand ? Action.inheritedNames : [], effect: step.effect, impact: step.impact,
            undo: step.undo, approval: step.approval, timeoutSeconds: step.timeoutSeconds,
            retries: step.retries, isIdempotent: step.isIdempotent, onFailure: step.onFailure,
            instructions: steps[index].instructions)
        if let edits = steps[index].actionEdits { action = action.applying(edits: edits) }
        return action
    }

    /// The run's inputs as every command gets them: `INPUT_` and the name in capitals, what is neither letter
    /// nor digit as `_`.
    private var inputVariables: JSON {
        guard case .object(let members) = inputs else { return .object([]) }
        return .object(
            members.map { member in
                let name = member.name.uppercased()
                    .map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
                return JSONMember(name: "INPUT_" + String(name), value: .string(member.value.text))
            })
    }

    /// What an expression stands for; `nil` when nothing is known of it, as for an output of a skipped step.
    public func value(of reference: Reference) -> JSON? {
        switch reference {
        case .input(let name): inputs[name]
        case .output(let step, let name): self[step]?.outputs?[name]
        case .outcome(let step): self[step].map { .string($0.phase.word) }
        case .runID: .string(id.rawValue)
        case .runTitle: .string(title)
        }
    }
}

extension JSON {
    /// An object's members, those replaced and added to that the other object has.
    func overlaid(by other: JSON) -> JSON {
        guard case .object(let mine) = self, case .object(let members) = other else { return other }
        return .object(mine.filter { other[$0.name] == nil } + members)
    }
}

extension Action {
    /// The fields a person may change when they let an action pass.
    public static let editableFields = ["run", "with", "env", "timeoutSeconds"]

    /// What undoes this action's effect on the world, by its own `undo`; `nil` when nothing does.
    package var compensation: Action? {
        guard let undo, effect == .external else { return nil }
        var action = self
        action.kind = .compensation
        action.run = undo
        action.undo = nil
        action.approval = .policy
        action.retries = 0
        action.isIdempotent = false
        action.onFailure = .ask
        action.instructions = []
        return action
    }

    /// The action with those of the editable fields replaced that `edits` has. Fields of a wrong type are
    /// kept as they were; `decide` refuses such edits before they get here.
    public func applying(edits: JSON) -> Action {
        var action = self
        if let run = edits["run"]?.stringValue { action.run = run }
        if let with = edits["with"] { action.with = with }
        if let env = edits["env"] { action.env = env }
        if case .integer(let seconds) = edits["timeoutSeconds"] { action.timeoutSeconds = Int(seconds) }
        return action
    }
}
