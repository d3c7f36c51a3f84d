import FermataCore

/// Makes playbooks that are valid and have nothing else in common.
struct PlaybookGenerator {
    var generator: SeededGenerator

    mutating func created() -> RunCreated {
        // A plan that its gates cannot let pass is thrown away; one in three is.
        for _ in 0..<64 {
            let playbook = playbook()
            if playbook.plan.problems(in: playbook).isEmpty { return created(from: playbook) }
        }
        var playbook = playbook()
        playbook.gates = GateSettings()
        return created(from: playbook)
    }

    private mutating func created(from playbook: Playbook) -> RunCreated {
        let autonomy = generator.happens(percent: 70) ? playbook.autonomy : generator.pick(Autonomy.allCases)
        return RunCreated(
            run: SimulationNames.run, title: playbook.name, playbook: playbook,
            inputs: .record(("target", "main")), directory: "/tmp/simulated", autonomy: autonomy,
            isUnattended: generator.happens(percent: 8))
    }

    private mutating func playbook() -> Playbook {
        let steps = plan()
        var playbook = Playbook(
            name: "Simulated", inputs: [InputDeclaration(name: "target", kind: .string)], agents: agents(),
            autonomy: generator.pick(Autonomy.allCases),
            concurrency: generator.pick([1, 1, 2, 3, 4, 8]),
            budget: generator.happens(percent: 20) ? Double(generator.within(1...8)) : nil, plan: steps)
        for kind in GateKind.allCases {
            // Results and questions have defaults that nothing else has, and few runs wait for them to be
            // taken.
            let isRare = kind == .reviewResult || kind == .question
            guard generator.happens(percent: isRare ? 75 : 50) else { continue }
            playbook.gates[kind] = setting(of: kind)
        }
        if generator.happens(percent: 6) {
            playbook.forbid = [
                ForbidRule(
                    agent: generator.pick(SimulationNames.agents), effect: generator.pick(Effect.allCases),
                    reason: "Not in this house.")
            ]
        }
        for step in steps.steps where generator.happens(percent: step.isIrreversible ? 25 : 10) {
            playbook.breakpoints.append(breakpoint(before: step.id))
        }
        if generator.happens(percent: 25), let step = generator.pickAny(steps.steps.map(\.id)) {
            let text = "Made for ${{ inputs.target }}: ${{ steps.\(step).outputs.value }}"
            playbook.synthesis = SynthesisTemplate(parts: [.init(title: "Result", text: text)])
        }
        return playbook
    }

    mutating func breakpoint(before step: StepID) -> Breakpoint {
        Breakpoint(
            step: step, level: generator.pick(Breakpoint.Level.allCases),
            logOnly: generator.happens(percent: 25))
    }

    private mutating func agents() -> [AgentDeclaration] {
        SimulationNames.agents.enumerated().map { index, id in
            AgentDeclaration(
                id: id, kind: index == 2 ? .human : .command,
                concurrency: generator.happens(percent: 30) ? generator.within(1...2) : nil,
                autonomy: generator.happens(percent: 15) ? generator.pick(Autonomy.allCases) : nil)
        }
    }

    private mutating func setting(of kind: GateKind) -> GateSetting {
        let isOn: Bool? = generator.pick([true, nil, nil, false])
        guard generator.happens(percent: 60) else { return GateSetting(isOn: isOn) }
        let outcome: GateDefault =
            switch generator.pick(Self.defaults(for: kind)) {
            case "approve": .approve
            case "reject": .reject
            case "skip": .skip
            case "answer": .answer("left")
            default: .stop
            }
        return GateSetting(isOn: isOn, timeoutSeconds: generator.within(1...40), onTimeout: outcome)
    }

    /// The defaults of a kind, those that let the run go on twice, so that fewer runs end early.
    private static func defaults(for kind: GateKind) -> [String] {
        let allowed = GateSettings.allowedDefaults(for: kind)
        return allowed.filter { $0 != "stop" } + allowed
    }

    private mutating func plan() -> Plan {
        let count = generator.pick([1, 2, 3, 3, 4, 4, 5, 6, 7, 9, 12])
        var steps: [PlanStep] = []
        for number in 0..<count {
            steps.append(step(SimulationNames.step(number), after: steps.map(\.id)))
        }
        return Plan(steps: steps)
    }

    mutating func step(_ id: StepID, after earlier: [StepID]) -> PlanStep {
        var needs: [StepID] = []
        for need in earlier where generator.happens(percent: earlier.count > 4 ? 20 : 40) {
            needs.append(need)
        }
        let effect = generator.pick([Effect.none, .none, .workspace, .external, .external])
        var env = JSON.object([])
        if let source = needs.first, generator.happens(percent: 40) {
            env = .record(("VALUE", .string("${{ steps.\(source).outputs.value }}")))
        }
        return PlanStep(
            id: id, agent: generator.pick(SimulationNames.agents), needs: needs, run: "do \(id)", env: env,
            effect: effect, impact: generator.pick([.low, .low, .medium, .high]),
            undo: effect == .external && generator.happens(percent: 70) ? "undo \(id)" : nil,
            approval: generator.happens(percent: 20) ? .required : .policy,
            timeoutSeconds: generator.happens(percent: 20) ? 60 : nil,
            retries: generator.pick([0, 0, 1, 2]), isIdempotent: generator.happens(percent: 25),
            onFailure: generator.pick([.ask, .ask, .ask, .ask, .ask, .skip, .skip, .stop]))
    }
}
