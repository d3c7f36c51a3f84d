import Testing

@testable import FermataCore

@Suite("Results and failures")
struct ResultTests {
    @Test("A result that its agent is unsure of is reviewed where the level asks for it")
    func uncertainty() {
        for level in Autonomy.allCases {
            var run = Scenario(.of(step("build", agent: "person")).autonomy(level).withoutMilestones)
            run.completes("build", uncertainty: 0.71)
            #expect(run.state.openGates.isEmpty == (level > .guided), "\(level)")
            run = Scenario(.of(step("build", agent: "person")).autonomy(level).withoutMilestones)
            run.completes("build", uncertainty: 0.7)
            #expect(run.state.openGates.isEmpty, "\(level)")
        }
    }

    @Test("A required approval is asked for at every level, even where reviews are off")
    func requiredApproval() {
        for level in Autonomy.allCases {
            var run = Scenario(
                .of(step("build", agent: "person", approval: .required)).autonomy(level).withoutMilestones
                    .gate(.reviewResult, false))
            run.completes("build")
            #expect(run.gate().reasons.map(\.rule) == [.approvalRequired])
        }
    }

    @Test("A rejected result makes another attempt with the reason, which is asked about like any other")
    func rejectedResult() {
        var run = Scenario(
            .of(step("ship", effect: .external, approval: .required)).autonomy(.guided).withoutMilestones)
        run.approves()
        run.completes("ship")
        run.rejects(because: "Too loud.")
        run.then("gate.decided g2 reject", "gate.opened g3 beforeCriticalAction ship")
        #expect(run.gate().reasons.map(\.rule) == [.repeatsEffect, .externalEffect])
        run.approves("ship")
        #expect(run.action("ship")?.instructions == [Instruction(kind: .feedback, text: "Too loud.")])
        #expect(run.state["ship"]?.outputs == nil)
    }

    @Test("A note after the rejection makes the next attempt another action, which is asked about")
    func noteAfterRejection() {
        var run = Scenario(
            .of(step("ship", effect: .external, approval: .required)).autonomy(.guided).withoutMilestones)
        run.approves()
        run.completes("ship")
        run.when(.pause(.run))
        run.rejects()
        run.when(.note("ship", text: "And tell everybody."))
        run.when(.resume(.run))
        run.then("hold.lifted run", "gate.opened g3 beforeCriticalAction ship")
    }

    @Test("A failed step is tried again as often as its retries say, then a person is asked")
    func retries() {
        var run = Scenario(.of(step("build", retries: 2)))
        run.fails("build")
        run.then("attempt.failed build#1 retries", "attempt.started build#2 by supervised")
        run.fails("build", .timedOut)
        run.then("attempt.failed build#2 retries", "attempt.started build#3 by supervised")
        run.fails("build")
        run.then("attempt.failed build#3", "gate.opened g1 reviewResult build")
        run.approves()
        run.then("gate.decided g1 approve", "attempt.started build#4 by g1")
        run.fails("build")
        run.then("attempt.failed build#4 retries", "attempt.started build#5 by g1")
    }

    @Test("What became of an external effect that was cut short is asked, not tried again")
    func cutShort() {
        for kind in [AttemptFailure.Kind.timedOut, .cancelled, .uncertain] {
            var run = Scenario(.of(step("ship", effect: .external, retries: 3)))
            run.fails("ship", kind)
            run.then("attempt.failed ship#1", "gate.opened g1 recovery ship")
        }
    }

    @Test("A failure skips its step, or stops the run, where the playbook says so")
    func onFailure() {
        var run = Scenario(.of(step("build", onFailure: .skip), step("ship", needs: ["build"])))
        run.fails("build")
        run.then("attempt.failed build#1", "step.skipped build", "attempt.started ship#1 by supervised")
        run = Scenario(.of(step("build", onFailure: .stop), step("wait")))
        run.fails("build")
        run.then("attempt.failed build#1", "stop.requested failure")
        run.completes("wait")
        run.then("attempt.completed wait#1", "synthesis.drafted", "run.ended failed")
    }

    @Test("A failure that nobody is to be asked about stops the run")
    func reviewsOff() {
        var run = Scenario(.of(step("build")).gate(.reviewResult, false))
        run.fails("build")
        run.then("attempt.failed build#1", "stop.requested failure", "synthesis.drafted", "run.ended failed")
    }

    @Test("A failure that is not to be tried again ends the run as failed")
    func rejectedFailure() {
        var run = Scenario(.of(step("build")))
        run.fails("build")
        run.rejects(because: "Give up.")
        run.then("gate.decided g1 reject", "stop.requested failure", "synthesis.drafted", "run.ended failed")
        #expect(run.state.endReason == "Step build failed: Give up.")
    }

    @Test("Outputs that are no object are a failure, and of an external effect an unknown end")
    func outputsAreNoObject() {
        var run = Scenario(.of(step("build"), step("ship", effect: .external)))
        run.completes("build", outputs: "done")
        run.then("attempt.failed build#1", "gate.opened g1 reviewResult build")
        run.completes("ship", outputs: .array([]))
        run.then("attempt.failed ship#1", "gate.opened g2 recovery ship")
    }

    @Test("Costs add up, and a spent budget is asked about at every level")
    func budget() {
        var run = Scenario(
            .of(step("build"), step("test", needs: ["build"]), step("ship", needs: ["test"]))
                .autonomy(.autonomous).budget(2))
        run.completes("build", cost: 1.5)
        run.then("attempt.completed build#1", "attempt.started test#1 by autonomous")
        run.fails("test", cost: 0.5)
        run.approves()
        run.completes("test")
        #expect(run.state.cost == 2)
        run.then("attempt.completed test#2", "gate.opened g2 beforeCriticalAction ship")
        #expect(run.gate().reasons.map(\.rule) == [.budgetExhausted])
    }
}
