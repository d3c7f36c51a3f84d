import Testing

@testable import FermataCore

@Suite("Undoing the last intervention")
struct UndoTests {
    private let chain = Playbook.of(step("build"), step("ship", needs: ["build"], effect: .external))

    @Test("A skip of the last step is undone, and the review of the synthesis goes with it")
    func skipOfLastStep() {
        var run = Scenario(chain.gate(.beforeCompletion, true).gate(.beforeCriticalAction, true))
        run.completes("build")
        run.when(.skip("ship", includingDependents: false, reason: "Not today."))
        run.then(
            "gate.withdrawn g1", "step.skipped ship", "synthesis.drafted", "gate.opened g2 beforeCompletion")
        run.when(.undo())
        run.then(
            "intervention.undone skip of ship", "gate.withdrawn g2",
            "gate.opened g3 beforeCriticalAction ship")
        #expect(run.state.phase == .running)
        #expect(run.state.synthesis == nil)
    }

    @Test("A skip with dependents is undone as the one wish it was")
    func skipWithDependents() {
        var run = Scenario(
            .of(step("build"), step("test", needs: ["build"]), step("ship", needs: ["test"]), step("other")))
        run.fails("build")
        run.when(.skip("build", includingDependents: true, reason: ""))
        run.then("gate.withdrawn g1", "step.skipped build", "step.skipped test", "step.skipped ship")
        run.when(.undo())
        run.then("intervention.undone skip of build", "gate.opened g2 reviewResult build")
        #expect(run.phases == "build:reviewing test:pending ship:pending other:working")
    }

    @Test("Two skips are two wishes, and only the later is undone")
    func twoSkips() {
        var run = Scenario(
            .of(step("build"), step("test", needs: ["build"]), step("ship", needs: ["build", "test"])))
        run.when(.skip("test", includingDependents: false, reason: ""))
        run.when(.skip("ship", includingDependents: false, reason: ""))
        run.when(.undo())
        #expect(run.phases == "build:working test:skipped ship:pending")
        run.refuses(.undo(), "undo.nothing")
    }

    @Test("A note on a step at work cannot be undone once the step has ended, lest it be done again")
    func noteOnEndedStep() {
        var run = Scenario(.of(step("build"), step("other")))
        run.when(.note("build", text: "Mind the gap."))
        run.completes("build")
        run.refuses(.undo(), "undo.nothing")
        #expect(run.phase("build") == "done")
    }

    @Test("A pause of a step at work cannot be undone once its attempt was interrupted")
    func pauseOfInterruptedStep() {
        var run = Scenario(.of(step("build")))
        run.when(.pause(.step("build")))
        run.adopt()
        run.refuses(.undo(), "undo.nothing")
    }

    @Test("A skip that followed from a failure is nobody's wish and cannot be undone")
    func skipOnFailure() {
        var run = Scenario(.of(step("build", onFailure: .skip), step("ship", needs: ["build"])))
        run.fails("build")
        run.then("attempt.failed build#1", "step.skipped build", "attempt.started ship#1 by supervised")
        run.refuses(.undo(), "undo.nothing")
    }

    @Test("An approved plan is not undone to one that nobody approved")
    func editOfApprovedPlan() {
        var run = Scenario(.of(step("build"), step("ship", needs: ["build"])).gate(.afterPlanning, true))
        run.editsPlan { $0[1].run = "ship gently" }
        run.then("gate.withdrawn g1", "plan.revised 2 [ship]", "gate.opened g2 afterPlanning")
        run.approves()
        run.refuses(.undo(), "undo.nothing")
        #expect(run.state.planStep("ship")?.run == "ship gently")
    }

    @Test("Undoing an edit of the proposed plan asks about the plan that it went back to")
    func editOfProposedPlan() {
        var run = Scenario(.of(step("build")).gate(.afterPlanning, true))
        run.editsPlan { $0[0].run = "build twice" }
        run.when(.undo())
        run.then("intervention.undone plan edit", "gate.withdrawn g2", "gate.opened g3 afterPlanning")
        #expect(run.gate().digest == Digest(of: run.state.plan.json))
        #expect(run.state.planStep("build")?.run == "do build")
    }

    @Test("Undoing the second of two rollbacks keeps what the first one owes")
    func secondRollback() {
        var run = Scenario(
            .of(
                step("tag", effect: .external, undo: "untag"),
                step("ship", effect: .external, undo: "recall"),
                step("wait")))
        run.completes("tag")
        run.completes("ship")
        run.when(.pause(.run))
        run.when(.rollBack("tag", instructions: nil, accepting: []))
        run.when(.rollBack("ship", instructions: nil, accepting: []))
        run.then("run.rolled-back ship [ship] undoes [ship]")
        run.when(.undo())
        #expect(run.phases == "tag:rolledBack ship:done wait:working")
        #expect(run.state.compensations.map(\.step) == ["tag"])
        run.when(.resume(.run))
        run.then("hold.lifted run", "compensation.started tag#1")
    }
}
