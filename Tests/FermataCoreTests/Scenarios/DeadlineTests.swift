import Testing

@testable import FermataCore

@Suite("Deadlines and declared defaults")
struct DeadlineTests {
    private let reviewed = Playbook.of(step("build", approval: .required))

    @Test("A default that rejects a result makes no further attempt: the step has failed")
    func defaultRejectsResult() {
        var run = Scenario(reviewed.gate(.reviewResult, after: 60, default: .reject))
        run.completes("build")
        run.wait(seconds: 60)
        run.when(.expireGates)
        run.then("gate.expired g1 reject", "gate.opened g2 reviewResult build")
        run.wait(seconds: 60)
        run.when(.expireGates)
        run.then("gate.expired g2 reject", "stop.requested failure", "synthesis.drafted", "run.ended failed")
    }

    @Test("Nobody's rejection of an unattended run's result ends it in one go")
    func unattendedRejection() {
        var run = Scenario(reviewed.gate(.reviewResult, default: .reject), isUnattended: true)
        run.completes("build")
        run.when(.expireGates)
        run.then(
            "gate.expired g1 reject", "gate.opened g2 reviewResult build", "gate.expired g2 reject",
            "stop.requested failure", "synthesis.drafted", "run.ended failed")
    }

    @Test("A default that makes no sense for the gate is not taken: the gate waits for a person")
    func senselessDefault() {
        for (kind, outcome) in [
            (GateKind.reviewResult, GateDefault.answer("yes")), (.question, .approve),
            (.afterPlanning, .skip),
        ] {
            var run = Scenario(reviewed.gate(kind, true, after: 60, default: outcome))
            if kind == .question { run.asks("build") }
            if kind == .reviewResult { run.completes("build") }
            #expect(run.gate().deadline == nil)
            run.wait(seconds: 3600)
            run.when(.expireGates)
            run.then()
        }
    }

    @Test("A default answer that is none of the options is not given")
    func defaultAnswerOutsideOptions() {
        var run = Scenario(reviewed.gate(.question, after: 60, default: .answer("maybe")))
        run.asks("build", options: ["yes", "no"])
        #expect(run.gate().deadline == nil)
        run.answers("yes")
        run.asks("build")
        #expect(run.gate().onTimeout == .answer("maybe"))
    }

    @Test("A gate whose deadline was taken away waits for a person, and gets the whole time again")
    func heldGate() throws {
        var run = Scenario(reviewed.gate(.reviewResult, after: 60, default: .approve))
        run.completes("build")
        let gate = run.gate().id
        run.wait(seconds: 59)
        run.when(.holdGate(gate))
        run.then("gate.held g1")
        #expect(run.gate().heldBy == .ada)
        #expect(run.state.obligations.nextDeadline == nil)
        #expect(run.gate().consequences(in: run.state).silence == "It waits for you.")
        run.refuses(.holdGate(gate), "gate.no-deadline")
        run.wait(seconds: 3600)
        run.when(.expireGates, by: .engine)
        run.then()
        run.when(.releaseGate(gate))
        run.then("gate.released g1")
        #expect(run.state.obligations.nextDeadline == run.time.adding(seconds: 60))
        run.refuses(.releaseGate(gate), "gate.not-held")
        run.wait(seconds: 60)
        run.when(.expireGates, by: .engine)
        #expect(run.last.first?.line == "gate.expired g1 approve")
        run.refuses(.holdGate(gate), "run.ended")
    }

    @Test("A gate without a deadline, a closed one and one that never was cannot be held")
    func cannotBeHeld() {
        var run = Scenario(.of(step("first", approval: .required), step("second", approval: .required)))
        run.completes("first")
        run.refuses(.holdGate(GateID(1)), "gate.no-deadline")
        run.refuses(.releaseGate(GateID(1)), "gate.not-held")
        run.refuses(.holdGate(GateID(9)), "gate.unknown")
        run.when(.decide(GateID(1), .approve, digest: run.gate().digest))
        run.refuses(.holdGate(GateID(1)), "gate.closed")
        run.refuses(.releaseGate(GateID(1)), "gate.closed")
    }

    @Test("A held gate takes a verdict like any other")
    func verdictOnHeldGate() {
        var run = Scenario(reviewed.gate(.reviewResult, after: 60, default: .reject))
        run.completes("build")
        run.when(.holdGate(run.gate().id))
        run.when(.decide(run.gate().id, .approve, digest: run.gate().digest))
        #expect(run.phase("build") == "done")
    }

    @Test("Nothing happens before the deadline, and nothing without one")
    func early() {
        var run = Scenario(reviewed.gate(.reviewResult, after: 60, default: .approve))
        run.completes("build")
        #expect(run.state.obligations.nextDeadline == run.time.adding(seconds: 60))
        run.wait(seconds: 59)
        run.when(.expireGates)
        run.then()
        run.wait(seconds: 1)
        run.when(.expireGates)
        run.then("gate.expired g1 approve", "synthesis.drafted", "run.ended completed")
        var waiting = Scenario(reviewed)
        waiting.completes("build")
        #expect(waiting.state.obligations.nextDeadline == nil)
    }

    @Test("A verdict that comes before the default is taken counts, however late it is")
    func lateVerdict() {
        var run = Scenario(reviewed.gate(.reviewResult, after: 60, default: .skip))
        run.completes("build")
        let verdict = run.verdict(.approve)
        run.wait(seconds: 3600)
        run.when(verdict)
        #expect(run.phase("build") == "done")
        var expired = Scenario(reviewed.gate(.reviewResult, after: 60, default: .skip))
        expired.completes("build")
        expired.wait(seconds: 60)
        expired.when(.expireGates)
        expired.then("gate.expired g1 skip", "step.skipped build", "synthesis.drafted", "run.ended completed")
        expired.refuses(verdict, "run.ended")
    }

    @Test("No default lets pass what cannot be taken back")
    func irreversible() {
        let gated = Playbook.of(step("ship", effect: .external, undo: "recall")).autonomy(.guided)
            .withoutMilestones.gate(.beforeCriticalAction, after: 60, default: .approve)
        var run = Scenario(gated)
        #expect(run.gate().onTimeout == .approve)
        // Edited while the run is going on, so that no check of the playbook could have refused it.
        run.wait(seconds: 60)
        run.when(.expireGates)
        run.then("gate.expired g1 approve", "attempt.started ship#1 by g1")
        let breakpoint = Scenario(
            .of(step("ship", effect: .external)).breakpoint("ship")
                .gate(.breakpoint, after: 60, default: .approve))
        #expect(breakpoint.gate().deadline == nil)
        #expect(breakpoint.gate().onTimeout == nil)
    }

    @Test("No default tries a failed step again")
    func failedStep() {
        var run = Scenario(reviewed.gate(.reviewResult, after: 60, default: .approve))
        run.fails("build")
        #expect(run.gate().deadline == nil)
    }

    @Test("Where nobody will answer, declared defaults are taken at once, and what has none waits")
    func unattended() {
        var run = Scenario(
            Playbook.of(step("build")).gate(.afterPlanning, true, after: 3600, default: .approve)
                .gate(.beforeCompletion, true), isUnattended: true)
        run.when(.expireGates, by: .engine)
        run.then("gate.expired g1 approve", "run.started by g1", "attempt.started build#1 by supervised")
        run.completes("build")
        run.when(.expireGates, by: .engine)
        run.then()
        #expect(run.gate().kind == .beforeCompletion)
    }

    @Test("A default can stop the run, or answer a question")
    func stopAndAnswer() {
        var run = Scenario(
            Playbook.of(step("build")).gate(.question, after: 5, default: .answer("the usual"))
                .gate(.beforeCompletion, true, after: 5, default: .stop))
        run.asks("build")
        run.wait(seconds: 5)
        run.when(.expireGates)
        run.then("gate.expired g1 answer", "attempt.started build#1.2 by supervised")
        #expect(run.state["build"]?.answer == "the usual")
        run.completes("build")
        run.wait(seconds: 5)
        run.when(.expireGates)
        run.then("gate.expired g2 stop", "stop.requested wish", "synthesis.drafted", "run.ended stopped")
    }
}
