import Testing

@testable import FermataCore

@Suite("What simulated runs have brought to light")
struct SimulatedScenarioTests {
    @Test("A note after the start does not change what a later launch of that start does")
    func noteBeforeLaunch() {
        var run = Scenario(.of(step("build")))
        run.when(.redirect("build", instructions: "To the left."))
        let digest = run.state["build"]?.attempt?.digest
        run.when(.note("build", text: "Mind the gap."))
        #expect(run.action("build")?.digest == digest)
        #expect(run.action("build")?.instructions == [Instruction(kind: .redirect, text: "To the left.")])
        run.fails("build")
        run.approves("build")
        #expect(run.action("build")?.instructions.map(\.text) == ["To the left.", "Mind the gap."])
    }

    @Test("A rollback that is undone owes no compensation, also of a step whose result is under review")
    func undoneRollbackOfReviewedStep() {
        var run = Scenario(
            .of(step("ship", effect: .external, undo: "recall", approval: .required), step("other")))
        run.completes("ship")
        run.when(.pause(.run))
        run.when(.rollBack("ship", instructions: nil, accepting: []))
        #expect(run.state.compensations.map(\.step) == ["ship"])
        run.when(.undo)
        #expect(run.state.compensations.isEmpty)
        #expect(run.phase("ship") == "reviewing")
    }

    @Test("A step whose effect has taken place is not edited under the review of its result")
    func editOfReviewedEffect() {
        var run = Scenario(.of(step("ship", effect: .external, approval: .required)))
        run.completes("ship")
        run.refuses(run.planEdit { $0[0].run = "ship it elsewhere" }, "step.has-run")
        run.rejects("ship", because: "Elsewhere.")
        #expect(run.state["ship"]?.attempts.count == 2)
    }
}
