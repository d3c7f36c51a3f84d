import FermataCore

extension Simulation {
    /// An edit of the plan that this screen shows; now and then of an older one.
    mutating func edit(of state: RunState) -> Command {
        let base =
            generator.happens(percent: 10) ? max(1, state.plan.revision - 1) : state.plan.revision
        return .editPlan(baseRevision: base, steps: editedSteps(of: state))
    }

    /// The steps with one or two changes, not all of which make sense.
    mutating func editedSteps(of state: RunState) -> [PlanStep] {
        var steps = state.plan.steps
        for _ in 0..<generator.within(1...2) { change(&steps) }
        return steps
    }

    private mutating func change(_ steps: inout [PlanStep]) {
        guard !steps.isEmpty else { return }
        let index = generator.below(steps.count)
        switch generator.below(9) {
        case 0, 1:
            var number = steps.count
            while steps.contains(where: { $0.id == SimulationNames.step(number) }) { number += 1 }
            var playbooks = PlaybookGenerator(generator: generator)
            steps.append(playbooks.step(SimulationNames.step(number), after: steps.map(\.id)))
            generator = playbooks.generator
        case 2:
            let removed = steps.remove(at: index).id
            guard generator.happens(percent: 90) else { return }
            for position in steps.indices {
                steps[position].needs.removeAll { $0 == removed }
                if steps[position].env.encoded().contains("steps.\(removed).") {
                    steps[position].env = .object([])
                }
            }
        case 3:
            // May close a circle, or need itself.
            let need = generator.pick(steps).id
            if !steps[index].needs.contains(need) { steps[index].needs.append(need) }
        case 4:
            if steps[index].env == .object([]), !steps[index].needs.isEmpty {
                steps[index].needs.removeLast()
            }
        case 5: steps[index].run = "do \(steps[index].id) in another way \(generator.below(100))"
        case 6:
            if steps[index].effect == .external {
                steps[index].undo = "undo \(steps[index].id) in another way"
            }
        case 7: steps[index].agent = generator.pick(SimulationNames.agents)
        default: steps[index].retries = generator.within(0...2)
        }
    }
}
