import Testing

@testable import FermataCore

@Suite("Rolling back")
struct RollbackTests {
    private static let failure = AttemptFailure(kind: .permanent, message: "No such tag.")

    private func deployed() -> Scenario {
        var run = Scenario(
            .of(
                step("build"),
                step("tag", needs: ["build"], effect: .external, undo: "untag"),
                step("ship", needs: ["tag"], effect: .external, undo: "recall"),
                step("tell", needs: ["ship"]))
        )
        run.completes("build")
        run.completes("tag")
        run.completes("ship")
        return run
    }

    @Test("A compensation that fails while the run is being stopped lets the run end")
    func compensationFailsWhileStopping() {
        var run = deployed()
        run.when(.rollBack("ship", instructions: nil, accepting: []))
        run.when(.stop(reason: "Enough."))
        run.then("stop.requested wish")
        run.undoes("ship", failing: Self.failure)
        run.then("compensation.ended ship#1 failed", "synthesis.drafted", "run.ended stopped")
    }

    @Test("A result that is being reviewed has had its effect, which a rollback undoes")
    func effectOfReviewedResult() {
        var run = Scenario(.of(step("ship", effect: .external, undo: "recall", approval: .required)))
        run.completes("ship")
        run.when(.rollBack("ship", instructions: "To one region.", accepting: []))
        run.then(
            "gate.withdrawn g1", "run.rolled-back ship [ship] undoes [ship]", "compensation.started ship#1")
        run.undoes("ship")
        run.then("compensation.ended ship#1", "attempt.started ship#2 by supervised")
        #expect(run.action("ship")?.instructions == [Instruction(kind: .redirect, text: "To one region.")])
    }

    @Test("An effect whose end is unknown is confirmed like one that happened")
    func effectOfUnknownEnd() {
        var run = Scenario(.of(step("ship", effect: .external)))
        run.fails("ship", .timedOut)
        run.then("attempt.failed ship#1", "gate.opened g1 recovery ship")
        run.refuses(
            .rollBack("ship", instructions: nil, accepting: []), "rollback.effects-cannot-be-undone")
        run.when(.rollBack("ship", instructions: nil, accepting: ["ship"]))
        run.then(
            "gate.withdrawn g1", "run.rolled-back ship [ship]", "gate.opened g2 beforeCriticalAction ship")
    }

    @Test("An effect that did not happen is not undone")
    func effectThatDidNotHappen() {
        var run = Scenario(.of(step("ship", effect: .external, undo: "recall"), step("wait")))
        run.when(.pause(.step("ship")))
        run.adopt()
        run.answers("no", on: "ship")
        run.when(.rollBack("ship", instructions: nil, accepting: []))
        run.then("run.rolled-back ship [ship]")
        #expect(run.phase("ship") == "ready")
    }

    @Test("A step that was skipped after its effect is undone all the same")
    func effectOfSkippedStep() {
        var run = Scenario(
            .of(step("ship", effect: .external, undo: "recall", approval: .required), step("wait")))
        run.completes("ship")
        run.when(.skip("ship", includingDependents: false, reason: "Not this one."))
        run.when(.rollBack("ship", instructions: nil, accepting: []))
        run.then("run.rolled-back ship [ship] undoes [ship]", "compensation.started ship#1")
    }

    @Test("Notes and the question about a changed step outlive a rollback")
    func notesOutliveRollback() {
        var run = Scenario(
            .of(step("build"), step("ship", needs: ["build"])).gate(.afterPlanning, true))
        run.approves()
        run.when(.note("ship", text: "Gently."))
        run.editsPlan { $0[1].run = "ship faster" }
        run.completes("build")
        run.then("attempt.completed build#1", "gate.opened g2 beforeCriticalAction ship")
        run.when(.rollBack("build", instructions: nil, accepting: []))
        run.completes("build")
        run.then("attempt.completed build#2", "gate.opened g3 beforeCriticalAction ship")
        #expect(run.gate().reasons.map(\.rule) == [.changedSinceApproval])
        #expect(run.state["ship"]?.instructions.map(\.text) == ["Gently."])
    }

    @Test("Effects are undone one after the other, the last one first, before anything starts again")
    func reverseOrder() {
        var run = deployed()
        run.when(.rollBack("tag", instructions: nil, accepting: []))
        run.then(
            "attempt.abandoned tell#1", "run.rolled-back tag [tag ship tell] undoes [ship tag]",
            "compensation.started ship#1")
        #expect(run.undoing?.run == "recall")
        run.undoes("ship")
        run.then("compensation.ended ship#1", "compensation.started tag#1")
        #expect(run.phases == "build:done tag:rolledBack ship:rolledBack tell:rolledBack")
        run.undoes("tag")
        run.then("compensation.ended tag#1", "attempt.started tag#2 by supervised")
    }

    @Test("Effects that nothing undoes are named, and accepted by name")
    func withoutUndo() {
        var run = Scenario(
            .of(step("tag", effect: .external), step("ship", needs: ["tag"], effect: .external), step("wait"))
        )
        run.completes("tag", "ship")
        let context = DecisionContext(time: run.time, actor: .ada, epoch: run.epoch)
        let command = Command.rollBack("tag", instructions: nil, accepting: ["tag"])
        #expect(throws: Refusal.effectsCannotBeUndone(["ship"])) {
            try run.state.decide(command, in: context)
        }
        run.when(.rollBack("tag", instructions: nil, accepting: ["ship", "tag"]))
        run.then("run.rolled-back tag [tag ship]", "gate.opened g1 beforeCriticalAction tag")
    }

    @Test("What was supplied by a person, or never begun, owes nothing")
    func nothingOwed() {
        var run = Scenario(
            .of(step("build"), step("ship", needs: ["build"], effect: .external), step("wait")))
        run.when(.takeOver("ship", outputs: .object([])))
        run.completes("build")
        run.when(.rollBack("build", instructions: nil, accepting: []))
        run.then("run.rolled-back build [build ship]", "attempt.started build#2 by supervised")
    }

    @Test("A step that changes the world just now is not rolled back, and one not begun cannot be")
    func refusals() {
        let run = Scenario(.of(step("build"), step("ship", effect: .external), step("tell", needs: ["ship"])))
        run.refuses(.rollBack("ship", instructions: nil, accepting: ["ship"]), "step.effect-in-progress")
        run.refuses(.rollBack("tell", instructions: nil, accepting: []), "step.has-not-run")
        run.refuses(.rollBack("build", instructions: "", accepting: []), "text.empty")
    }

    @Test("Approvals of what was rolled back are asked for again")
    func approvalsAreGone() {
        var run = Scenario(
            .of(step("ship", effect: .external, undo: "recall"), step("wait")).autonomy(.guided)
                .withoutMilestones)
        run.approves()
        run.completes("ship")
        run.when(.rollBack("ship", instructions: nil, accepting: []))
        run.undoes("ship")
        run.then("compensation.ended ship#1", "gate.opened g2 beforeCriticalAction ship")
    }

    @Test("A held run undoes nothing until the hold is lifted, and a rollback before that can be undone")
    func heldRun() {
        var run = deployed()
        run.when(.pause(.run))
        run.completes("tell")
        run.when(.rollBack("ship", instructions: nil, accepting: []))
        run.then("run.rolled-back ship [ship tell] undoes [ship]")
        run.when(.undo())
        #expect(run.phases == "build:done tag:done ship:done tell:done")
        #expect(run.state.compensations.isEmpty)
    }

    @Test(
        "Undoing a rollback leaves what an earlier one owes as it stands by now", arguments: ["no", "yes"])
    func undoAfterAnAnswer(answer: String) {
        var run = Scenario(
            .of(step("ship", effect: .external, undo: "recall"), step("look"), step("wait")).autonomy(
                .supervised))
        run.completes("ship")
        run.completes("look")
        run.when(.rollBack("ship", instructions: nil, accepting: []))
        run.undoes("ship", failing: Self.failure)
        run.when(.pause(.run))
        run.when(.rollBack("look", instructions: nil, accepting: []))
        run.answers(.string(answer))
        run.when(.undo())
        #expect(run.phase("look") == "done")
        #expect(run.state.compensations.map(\.status) == (answer == "no" ? [.waiting] : []))
        #expect(run.state.effects.map(\.status) == (answer == "no" ? [.happened] : [.undone]))
        run.when(.resume(.run))
        #expect(run.undoing?.run == (answer == "no" ? "recall" : nil))
    }
}
