package import FermataCore

extension PlanGraph {
    /// The most steps that must follow each other. Steps that need each other in a circle, which no plan that
    /// is carried out has, are left out.
    package var longestChain: Int {
        var open = needs.map(\.count)
        var depth = Array(repeating: 1, count: needs.count)
        var ready = needs.indices.filter { open[$0] == 0 }
        var longest = 0
        while let next = ready.popLast() {
            longest = max(longest, depth[next])
            for dependent in dependents[next] {
                depth[dependent] = max(depth[dependent], depth[next] + 1)
                open[dependent] -= 1
                if open[dependent] == 0 { ready.append(dependent) }
            }
        }
        return longest
    }
}

extension Plan {
    /// The steps without some of them: what needed one of those needs what that one needed, so that the order
    /// of the rest stays as it was. Names of steps that are not there change nothing.
    package func removing(_ removed: [StepID]) -> [PlanStep] {
        var steps = steps
        for id in removed {
            guard let index = steps.firstIndex(where: { $0.id == id }) else { continue }
            let step = steps.remove(at: index)
            for other in steps.indices where steps[other].needs.contains(id) {
                var known: Set<StepID> = []
                steps[other].needs = steps[other].needs.flatMap { $0 == id ? step.needs : [$0] }
                    .filter { known.insert($0).inserted }
            }
        }
        return steps
    }
}
