import Testing

@testable import FermataCore

@Suite("Questions of agents")
struct QuestionTests {
    @Test("An answer goes to the same attempt's next invocation, with what the agent left")
    func answer() {
        var run = Scenario(.of(step("build")))
        run.asks("build", "Which one?", memento: "page 3")
        run.then("attempt.suspended build#1", "gate.opened g1 question build")
        #expect(run.state.obligations.owed.isEmpty)
        run.answers("the left one")
        run.then("gate.decided g1 answer", "attempt.started build#1.2 by supervised")
        #expect(run.state["build"]?.memento == "page 3")
        #expect(run.state["build"]?.answer == "the left one")
        run.completes("build")
        #expect(run.state["build"]?.memento == nil)
        #expect(run.state["build"]?.answer == nil)
    }

    @Test("An agent may ask without leaving anything for its next invocation")
    func emptyMemento() {
        var run = Scenario(.of(step("build")))
        run.asks("build", memento: .null)
        run.answers("the left one")
        run.then("gate.decided g1 answer", "attempt.started build#1.2 by supervised")
        #expect(run.state["build"]?.memento == .null)
    }

    @Test("The first invocation's late report is not taken for the second's")
    func lateReport() {
        var run = Scenario(.of(step("build")))
        let first = run.key("build")
        run.asks("build")
        let late = AttemptReport.completed(outputs: .object([]), Assessment(), transcript: nil)
        run.refuses(.report(first, late), "attempt.stale")
        run.answers("the left one")
        run.refuses(.report(first, late), "attempt.stale")
    }

    @Test("A question that is not answered is a failure, and trying again begins from the start")
    func rejected() {
        var run = Scenario(.of(step("build")))
        run.asks("build")
        run.rejects(because: "Work it out.")
        run.then("gate.decided g1 reject", "gate.opened g2 reviewResult build")
        run.approves()
        run.then("gate.decided g2 approve", "attempt.started build#2 by g2")
        #expect(run.state["build"]?.memento == nil)
    }

    @Test("Where questions are off, to ask is to fail", arguments: FailureResponse.allCases)
    func questionsOff(response: FailureResponse) {
        var run = Scenario(.of(step("build", onFailure: response)).gate(.question, false))
        run.asks("build")
        switch response {
        case .ask: run.then("attempt.suspended build#1", "gate.opened g1 reviewResult build")
        case .skip:
            run.then(
                "attempt.suspended build#1", "step.skipped build", "synthesis.drafted", "run.ended completed")
        case .stop:
            run.then(
                "attempt.suspended build#1", "stop.requested failure", "synthesis.drafted", "run.ended failed"
            )
        }
    }

    @Test("An answer while the run is held is used when the hold is lifted")
    func answerWhileHeld() {
        var run = Scenario(.of(step("build")))
        run.asks("build")
        run.when(.pause(.run))
        run.answers("the left one")
        run.then("gate.decided g1 answer")
        run.when(.resume(.run))
        run.then("hold.lifted run", "attempt.started build#1.2 by supervised")
    }

    @Test("What let an attempt begin does not let it begin again as what it has become since")
    func otherGate() {
        var run = Scenario(.of(step("build")).autonomy(.manual).withoutMilestones)
        run.approves()
        run.asks("build")
        run.when(.setAutonomy(nil, .supervised))
        run.when(.note("build", text: "Mind the gap."))
        run.answers("Blue.")
        run.then("gate.decided g2 answer", "attempt.started build#1.2 by supervised")
        run.adopt()
        run.then(
            "owner.changed 2", "attempt.interrupted build#1 repeats", "attempt.started build#2 by supervised")
    }
}
