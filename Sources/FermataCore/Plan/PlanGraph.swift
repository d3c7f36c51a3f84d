/// A plan's edges by position, so that one ended step is looked up and followed in constant time.
package struct PlanGraph: Hashable, Sendable {
    /// Where each step stands in the plan.
    package let position: [StepID: Int]
    /// The positions of the steps that each needs.
    package let needs: [[Int]]
    /// The positions of the steps that need each.
    package let dependents: [[Int]]

    /// Needs of steps that are not in the plan are left out; a checked plan has none.
    package init(_ plan: Plan) {
        let position = Dictionary(
            plan.steps.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        let needs = plan.steps.map { $0.needs.compactMap { position[$0] } }
        var dependents: [[Int]] = Array(repeating: [], count: plan.steps.count)
        for (index, wanted) in needs.enumerated() {
            for need in wanted { dependents[need].append(index) }
        }
        self.position = position
        self.needs = needs
        self.dependents = dependents
    }
}
