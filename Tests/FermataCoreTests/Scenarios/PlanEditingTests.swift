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

    @Test(
        "A step that was removed and comes back counts its attempts on, so that an old report is not its own")
    func removedStepComesBack() {
        var run = Scenario(.of(step("build"), step("wait")))
        let old = run.key("build")
        run.editsPlan { $0.removeFirst() }
        run.then("attempt.abandoned build#1", "plan.revised 2 [build]")
        run.refuses(
            .report(old, .completed(outputs: .object([]), Assessment(), transcript: nil)), "step.unknown")
        run.editsPlan { $0.insert(step("build", run: "build anew"), at: 0) }
        run.then("plan.revised 3 [build]", "attempt.started build#2 by supervised")
        run.refuses(
            .report(old, .completed(outputs: .object([]), Assessment(), transcript: nil)), "attempt.stale")
    }
}
