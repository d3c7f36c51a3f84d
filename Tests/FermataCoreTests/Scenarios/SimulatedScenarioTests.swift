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
        run.when(.undo())
        #expect(run.state.compensations.isEmpty)
        #expect(run.phase("ship") == "reviewing")
    }

    @Test("A step whose effect has taken place is not edited under the review of its result")
    func editOfReviewedEffect() {
        var run = Scenario(.of(step("ship", effect: .external, approval: .required)))
        run.completes("ship")
        run.refuses(run.planEdit { $0[0].run = "ship it elsewhere" }, "step.has-run")
        run.rejects("ship", because: "Elsewhere.")
        run.approves("ship")
        #expect(run.state["ship"]?.attempts.count == 2)
    }

    @Test("Undoing a skip leaves the questions of steps further on that had begun before it")
    func undoneSkipAboveQuestion() {
        var run = Scenario(
            .of(
                step("first", approval: .required), step("middle", needs: ["first"]),
                step("last", needs: ["middle"])))
        run.when(.skip("middle", includingDependents: false, reason: ""))
        run.asks("last")
        run.completes("first")
        run.when(.skip("first", includingDependents: false, reason: ""))
        run.when(.undo())
        #expect(run.phases == "first:reviewing middle:skipped last:suspended")
        #expect(run.state.openGates.count == 2)
    }

    @Test("A step that was removed while its end was unknown is asked about when it comes back")
    func removedStepOfUnknownEnd() {
        var run = Scenario(.of(step("ship", effect: .external), step("wait")))
        run.fails("ship", .timedOut)
        let ship = run.state.plan.steps[0]
        run.editsPlan { $0.remove(at: 0) }
        run.editsPlan { $0.append(ship) }
        #expect(run.phase("ship") == "reviewing")
        #expect(run.gate("ship").kind == .recovery)
    }

    @Test("Undoing the second of two rollbacks frees what the first had to wait for")
    func undoneSecondRollback() {
        var run = Scenario(
            .of(
                step("tag", effect: .external, undo: "untag"),
                step("ship", effect: .external, undo: "recall"), step("wait")))
        run.completes("tag", "ship")
        run.when(.rollBack("tag", instructions: nil, accepting: []))
        run.when(.rollBack("ship", instructions: nil, accepting: []))
        run.undoes("tag", failing: AttemptFailure(kind: .permanent, message: "No such tag."))
        let owner = run.epoch
        // Somebody answers and undoes before the owner has noticed, which would begin the next compensation.
        run.epoch = nil
        run.answers("yes", on: "tag")
        #expect(run.state.compensations.map(\.step) == ["ship"])
        run.when(.undo())
        run.epoch = owner
        run.when(.advance)
        #expect(run.phases == "tag:working ship:done wait:working")
    }

    @Test("An edit further up leaves the review of an effect that has taken place")
    func editAboveReviewedEffect() {
        var run = Scenario(
            .of(
                step("first"), step("middle", needs: ["first"]),
                step("ship", needs: ["middle"], effect: .external, approval: .required), step("wait")))
        run.when(.takeOver("middle", outputs: .object([])))
        run.completes("ship")
        run.editsPlan { $0[0].retries = 2 }
        #expect(run.phases == "first:working middle:done ship:reviewing wait:working")
        #expect(run.state["ship"]?.attempts.count == 1)
    }

    @Test("A step that is to be tried again waits for what was taken back meanwhile")
    func answerAfterUndoneTakeOver() {
        var run = Scenario(
            .of(step("wait"), step("first", needs: ["wait"]), step("last", effect: .external)))
        run.fails("last", .timedOut)
        run.editsPlan { $0[2].needs = ["first"] }
        run.when(.takeOver("first", outputs: .object([])))
        #expect(run.phase("last") == "reviewing")
        run.when(.undo())
        run.answers("no", on: "last")
        #expect(run.phases == "wait:working first:pending last:pending")
    }
}
