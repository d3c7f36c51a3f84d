import Testing

@testable import FermataCore

@Suite("Interventions")
struct InterventionTests {
    private let chain = Playbook.of(step("build"), step("ship", needs: ["build"]), step("wait"))

    @Test("A redirection abandons the attempt, and the next one gets the instructions")
    func redirect() {
        var run = Scenario(chain)
        let old = run.key("build")
        run.when(.redirect("build", instructions: "Only the core."))
        run.then(
            "attempt.abandoned build#1", "step.redirected build", "attempt.started build#2 by supervised")
        #expect(run.action("build")?.instructions == [Instruction(kind: .redirect, text: "Only the core.")])
        let late = AttemptReport.completed(outputs: .object([]), Assessment(), transcript: nil)
        run.refuses(.report(old, late), "attempt.stale")
        run.refuses(.redirect("build", instructions: " "), "text.empty")
        run.refuses(.redirect("bild", instructions: "x"), "step.unknown")
    }

    @Test("An unknown step is answered with the one that was probably meant")
    func nearest() {
        let run = Scenario(chain)
        let context = DecisionContext(time: run.time, actor: .ada)
        let command = Command.skip("biuld", includingDependents: false, reason: "")
        #expect(throws: Refusal.unknownStep("biuld", nearest: "build")) {
            try run.state.decide(command, in: context)
        }
        run.refuses(.pause(.agent("wroker")), "agent.unknown")
        run.refuses(.setAutonomy("wroker", .manual), "agent.unknown")
    }

    @Test("What a person supplies counts as the step's outputs, and who did it is known")
    func takeOver() {
        var run = Scenario(
            .of(
                step("build"),
                step("ship", needs: ["build"], with: .record(("f", "${{ steps.build.outputs.f }}")))))
        run.when(.takeOver("build", outputs: .record(("f", "mine.zip"))))
        run.then(
            "attempt.abandoned build#1", "step.taken-over build", "attempt.started ship#1 by supervised")
        #expect(run.state["build"]?.takenOverBy == .ada)
        #expect(run.action("ship")?.with == .record(("f", "mine.zip")))
        run.refuses(.takeOver("ship", outputs: "done"), "edit.invalid")
    }

    @Test("A note reaches the next attempt and leaves the one at work alone")
    func note() {
        var run = Scenario(.of(step("build", retries: 1), step("wait")))
        run.when(.note("build", text: "Mind the gap."))
        run.then("note.added build")
        run.fails("build")
        #expect(run.action("build")?.instructions == [Instruction(kind: .note, text: "Mind the gap.")])
        run.when(.note(nil, text: "All of you."))
        #expect(run.state.steps.allSatisfy { $0.instructions.last?.text == "All of you." })
        run.refuses(.note("build", text: ""), "text.empty")
    }

    @Test("A pause holds what has not begun, marks what works, and is lifted once")
    func pauseRun() {
        var run = Scenario(chain)
        run.when(.pause(.run))
        #expect(run.state.obligations.owed.map(\.isPaused) == [true, true])
        run.completes("build")
        run.then("attempt.completed build#1")
        run.refuses(.pause(.run), "hold.already-placed")
        run.when(.resume(.run))
        run.then("hold.lifted run", "attempt.started ship#1 by supervised")
        run.refuses(.resume(.run), "hold.not-placed")
    }

    @Test("A pause of an agent or a step holds nothing else")
    func pauseParts() {
        var run = Scenario(.of(step("a"), step("b", agent: "other"), step("c", needs: ["a", "b"])))
        run.when(.pause(.agent("other")))
        #expect(run.state.obligations.owed.map(\.isPaused) == [false, true])
        run.when(.pause(.step("c")))
        run.completes("a", "b")
        #expect(run.phases == "a:done b:done c:ready")
        run.when(.resume(.step("c")))
        run.then("hold.lifted step c", "attempt.started c#1 by supervised")
    }

    @Test("A stop waits for what works, starts nothing more, and says what was not done")
    func stop() {
        var run = Scenario(chain)
        run.when(.stop(reason: "Enough."))
        run.then("stop.requested wish")
        #expect(run.state.obligations.owed.map(\.isStopping) == [true, true])
        run.completes("build")
        run.then("attempt.completed build#1")
        run.fails("wait", .cancelled)
        run.then("attempt.failed wait#1", "synthesis.drafted", "run.ended stopped")
        #expect(run.state.endReason == "Enough.")
        let missing = run.state.synthesis?.parts.last
        #expect(missing?.title == "What was not done")
        #expect(missing?.sources == ["ship", "wait"])
        #expect(missing?.text == "- ship was not started\n- wait did not succeed: It broke.")
        run.refuses(.advance, "run.ended")
        run.refuses(.undo(), "run.ended")
    }

    @Test("A stop withdraws every question")
    func stopWithQuestions() {
        var run = Scenario(.of(step("ship", effect: .external)).autonomy(.guided).withoutMilestones)
        run.when(.stop(reason: ""))
        run.then("stop.requested wish", "gate.withdrawn g1", "synthesis.drafted", "run.ended stopped")
        #expect(run.state.endReason == "ada stopped it.")
    }

    @Test("A person's level for an agent counts in place of the run's")
    func autonomy() {
        var run = Scenario(chain)
        run.when(.setAutonomy("worker", .manual))
        run.completes("build")
        run.then("attempt.completed build#1", "gate.opened g1 beforeCriticalAction ship")
        run.when(.undo())
        run.approves()
        #expect(run.state.agentAutonomy.isEmpty)
    }

    @Test("No more attempts work than the run and the agent allow, and the next starts when one ends")
    func concurrency() {
        var playbook = Playbook.of(step("a"), step("b"), step("c", agent: "other"), step("d", agent: "other"))
        playbook.agents[1].concurrency = 1
        var run = Scenario(playbook.concurrency(3))
        #expect(run.phases == "a:working b:working c:working d:ready")
        run.completes("a")
        #expect(run.phase("d") == "ready")
        run.completes("c")
        run.then("attempt.completed c#1", "attempt.started d#1 by supervised")
        let alone = Scenario(playbook.concurrency(1))
        #expect(alone.phases == "a:working b:ready c:ready d:ready")
    }

    @Test("A step that waits for a person takes no place")
    func suspendedTakesNoPlace() {
        var run = Scenario(.of(step("a"), step("b")).concurrency(1))
        run.asks("a")
        run.then("attempt.suspended a#1", "gate.opened g1 question a", "attempt.started b#1 by supervised")
        run.answers("yes")
        run.then("gate.decided g1 answer")
        run.completes("b")
        run.then("attempt.completed b#1", "attempt.started a#1.2 by supervised")
    }
}
