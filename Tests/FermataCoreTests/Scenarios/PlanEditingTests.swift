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

    private let diamond = Playbook.of(
        step("build"), step("test", needs: ["build"]), step("lint"), step("ship", needs: ["test", "lint"]))

    @Test("An edit keeps the work outside its cone, and asks again only about what was changed")
    func cone() {
        var run = Scenario(diamond.gate(.afterPlanning, true))
        run.approves()
        run.completes("build")
        run.editsPlan { $0[1].run = "test harder" }
        run.then(
            "attempt.abandoned test#1", "plan.revised 2 [test] invalidates [ship] asks again",
            "gate.opened g2 beforeCriticalAction test")
        #expect(run.gate().reasons.map(\.rule) == [.changedSinceApproval])
        #expect(run.phases == "build:done test:held lint:working ship:pending")
        run.approves()
        run.completes("test", "lint")
        run.then("attempt.completed lint#1", "attempt.started ship#1 by supervised")
    }

    @Test("Where plans are not asked about, an edit is not either")
    func notAsked() {
        var run = Scenario(diamond)
        run.editsPlan { $0[2].run = "lint harder" }
        run.then(
            "attempt.abandoned lint#1", "plan.revised 2 [lint] invalidates [ship]",
            "attempt.started lint#2 by supervised")
    }

    @Test("A step that has ended, or is changing the world, cannot be edited or removed")
    func endedStep() {
        var run = Scenario(.of(step("build"), step("ship", effect: .external), step("wait")))
        run.completes("build")
        run.refuses(run.planEdit { $0[0].run = "build it all" }, "step.has-run")
        run.refuses(run.planEdit { $0.removeFirst() }, "step.has-run")
        run.refuses(run.planEdit { $0[1].run = "ship more" }, "step.effect-in-progress")
        run.refuses(run.planEdit { $0.remove(at: 1) }, "step.effect-in-progress")
        run.editsPlan { $0.swapAt(0, 2) }
        run.then("plan.revised 2 []")
    }

    @Test("A plan with a circle, a dangling need or what silence would let pass is refused with a name")
    func brokenPlans() {
        let run = Scenario(diamond.gate(.beforeCriticalAction, after: 60, default: .approve))
        run.refuses(run.planEdit { $0[0].needs = ["ship"] }, "plan.invalid")
        run.refuses(run.planEdit { $0.remove(at: 2) }, "plan.invalid")
        run.refuses(run.planEdit { $0[3].effect = .external }, "plan.invalid")
        run.refuses(run.planEdit { $0.append($0[0]) }, "plan.invalid")
        run.refuses(run.planEdit { $0 = [] }, "plan.invalid")
    }

    @Test("The breakpoint before a removed step goes with it")
    func removedBreakpoint() {
        var run = Scenario(diamond.breakpoint("ship"))
        run.editsPlan { $0.removeLast() }
        run.then("plan.revised 2 [ship]")
        #expect(run.state.breakpoints.isEmpty)
        run.when(.undo())
        #expect(run.state.breakpoints.map(\.step) == ["ship"])
        #expect(run.state.plan.revision == 3)
        #expect(run.phase("ship") == "pending")
    }
}
