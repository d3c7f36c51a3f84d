import Testing

@testable import FermataCore

@Suite("Editing the plan")
struct PlanEditingTests {
    @Test("A step added while the synthesis is reviewed withdraws the review and is carried out first")
    func editWhileConcluding() {
        var run = Scenario(.of(step("build")).gate(.beforeCompletion, true))
        run.completes("build")
        run.then("attempt.completed build#1", "synthesis.drafted", "gate.opened g1 beforeCompletion")
        run.editsPlan { $0.append(step("ship", needs: ["build"])) }
        run.then("gate.withdrawn g1", "plan.revised 2 [ship]", "attempt.started ship#1 by supervised")
        #expect(run.state.phase == .running)
        run.completes("ship")
        run.then("attempt.completed ship#1", "synthesis.drafted", "gate.opened g2 beforeCompletion")
    }
}
