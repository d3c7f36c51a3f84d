import Testing

@testable import FermataCore

@Suite("After a crash")
struct RecoveryTests {
    @Test("What only reads or writes the workspace is tried again", arguments: [Effect.none, .workspace])
    func repeatsSafeStep(effect: Effect) {
        var run = Scenario(.of(step("build", effect: effect)))
        run.adopt()
        run.then(
            "owner.changed 2", "attempt.interrupted build#1 repeats", "attempt.started build#2 by supervised")
    }

    @Test("What may have changed the world is asked about, and counts as done when it happened")
    func effectHappened() {
        var run = Scenario(.of(step("ship", effect: .external)))
        run.adopt()
        run.then("owner.changed 2", "attempt.interrupted ship#1", "gate.opened g1 recovery ship")
        #expect(run.gate().reasons.map(\.rule) == [.outcomeUnknown])
        run.answers("yes")
        run.then("gate.decided g1 answer", "synthesis.drafted", "run.ended completed")
        #expect(run.state["ship"]?.outputs == .object([]))
    }

    @Test("What did not happen is tried again, as exactly what was begun")
    func effectDidNotHappen() {
        var run = Scenario(.of(step("ship", effect: .external)).autonomy(.guided).withoutMilestones)
        run.approves()
        run.adopt()
        run.answers(false)
        run.then("gate.decided g2 answer", "attempt.started ship#2 by g2")
    }

    @Test("Whether it happened is a question with two answers")
    func otherAnswer() {
        var run = Scenario(.of(step("ship", effect: .external)))
        run.adopt()
        run.refuses(run.verdict(.answer("perhaps")), "gate.answer-not-an-option")
        run.refuses(run.verdict(.approve), "gate.verdict-not-allowed")
    }

    @Test("A redirection does not repeat an effect before it is said whether it happened")
    func redirectAtRecovery() {
        var run = Scenario(.of(step("ship", effect: .external)).autonomy(.guided).withoutMilestones)
        run.approves()
        run.adopt()
        run.when(.redirect("ship", instructions: "Only to one region."))
        run.then("gate.withdrawn g2", "step.redirected ship", "gate.opened g3 recovery ship")
        run.answers("no")
        // What is told the agent now is another action than what was begun, so it is shown first.
        run.then("gate.decided g3 answer", "gate.opened g4 beforeCriticalAction ship")
    }

    @Test("An edit of the plan does not repeat an effect, and the edited step is judged again")
    func editAtRecovery() {
        var run = Scenario(.of(step("ship", effect: .external)).autonomy(.guided).withoutMilestones)
        run.approves()
        run.adopt()
        run.editsPlan { $0[0].run = "destroy it" }
        run.then("gate.withdrawn g2", "plan.revised 2 [ship]", "gate.opened g3 recovery ship")
        run.answers("no")
        run.then("gate.decided g3 answer", "gate.opened g4 beforeCriticalAction ship")
    }

    @Test(
        "With recovery gates off, an unknown end is asked about all the same"
    )
    func recoveryOff() {
        var run = Scenario(.of(step("ship", effect: .external, onFailure: .stop)).gate(.recovery, false))
        run.adopt()
        run.then("owner.changed 2", "attempt.interrupted ship#1", "gate.opened g1 recovery ship")
        run.when(.stop(reason: "Enough."))
        let missing = run.state.synthesis?.parts.last?.text ?? ""
        #expect(missing.contains("whether it took effect is unknown"))
    }

    @Test("A question that waits outlives its owner, and is answered under the next one")
    func crashWhileSuspended() {
        var run = Scenario(.of(step("build")))
        run.asks("build")
        run.adopt()
        run.then("owner.changed 2")
        run.answers("the left one")
        run.then("gate.decided g1 answer", "attempt.started build#1.2 by supervised")
        #expect(run.key("build").epoch == Epoch(2))
    }

    @Test("A crash after the answer gives the next attempt what the agent left, and the answer")
    func crashAfterAnswer() {
        var run = Scenario(.of(step("build")))
        run.asks("build", memento: "page 3")
        run.answers("the left one")
        run.adopt()
        run.then(
            "owner.changed 2", "attempt.interrupted build#1 repeats", "attempt.started build#2 by supervised")
        #expect(run.state["build"]?.memento == "page 3")
        #expect(run.state["build"]?.answer == "the left one")
    }

    @Test(
        "A crash in the middle of a compensation is asked about; undone means that the step may start again")
    func crashOfCompensation() {
        var run = Scenario(.of(step("ship", effect: .external, undo: "recall"), step("wait")))
        run.completes("ship")
        run.when(.rollBack("ship", instructions: nil, accepting: []))
        run.adopt()
        run.then(
            "owner.changed 2", "attempt.interrupted wait#1 repeats", "compensation.ended ship#1 failed",
            "gate.opened g1 recovery ship", "attempt.started wait#2 by supervised")
        run.answers("yes", on: "ship")
        run.then("gate.decided g1 answer", "attempt.started ship#2 by supervised")
    }

    @Test("A compensation that did not happen is tried again")
    func repeatedCompensation() {
        var run = Scenario(.of(step("ship", effect: .external, undo: "recall"), step("wait")))
        run.completes("ship")
        run.when(.rollBack("ship", instructions: nil, accepting: []))
        run.undoes("ship", failing: AttemptFailure(kind: .transient, message: "Offline."))
        run.then("compensation.ended ship#1 failed", "gate.opened g1 recovery ship")
        run.answers("no", on: "ship")
        run.then("gate.decided g1 answer", "compensation.started ship#2")
        #expect(run.undoing?.run == "recall")
    }

    @Test("An owner that lost the run can neither report nor start anything")
    func fencing() {
        var run = Scenario(.of(step("build"), step("ship", needs: ["build"])))
        let old = run.key("build")
        run.adopt()
        let report = AttemptReport.completed(outputs: .object([]), Assessment(), transcript: nil)
        run.refuses(.report(old, report), "attempt.stale")
        run.epoch = Epoch(1)
        run.refuses(.report(old, report), "run.not-owner")
        run.refuses(.advance, "run.not-owner")
        run.refuses(.adopt(Epoch(2), owner: "host/3"), "run.not-owner")
    }

    @Test("Who only decides starts nothing, and reports nothing; the owner goes on from what was decided")
    func decidingWithoutOwning() {
        var run = Scenario(
            .of(step("ship", effect: .external)).autonomy(.guided).withoutMilestones)
        run.epoch = nil
        run.approves()
        run.then("gate.decided g1 approve")
        run.epoch = Epoch(1)
        run.when(.advance, by: .engine)
        run.then("attempt.started ship#1 by g1")
        let key = run.key("ship")
        run.epoch = nil
        let report = AttemptReport.completed(outputs: .object([]), Assessment(), transcript: nil)
        run.refuses(.report(key, report), "attempt.stale")
    }
}
