import FermataCore
import Testing

@testable import FermataAPI

@Suite("The shape of a plan")
struct PlanShapeTests {
    private func plan(_ steps: (StepID, [StepID])...) -> Plan {
        Plan(revision: 1, steps: steps.map { PlanStep(id: $0, agent: "worker", needs: $1) })
    }

    @Test("What needed a removed step needs what that one needed, once each")
    func removing() {
        let plan = plan(("a", []), ("b", ["a"]), ("c", ["a"]), ("d", ["b", "c", "a"]))
        #expect(plan.removing(["b"]).map(\.needs) == [[], ["a"], ["a", "c"]])
        #expect(plan.removing(["b", "c", "a"]).map(\.needs) == [[]])
        #expect(plan.removing(["nothing"]) == plan.steps)
    }

    @Test("The longest chain is counted in steps, however the plan lists them, and a circle is left out")
    func longestChain() {
        #expect(PlanGraph(plan()).longestChain == 0)
        #expect(PlanGraph(plan(("c", ["b"]), ("a", []), ("b", ["a"]), ("d", ["a"]))).longestChain == 3)
        #expect(PlanGraph(plan(("a", ["b"]), ("b", ["a"]), ("c", []))).longestChain == 1)
    }
}
