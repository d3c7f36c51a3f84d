import Testing

@testable import FermataCore

@Suite("Planning")
struct PlanningTests {
    private let chain = Playbook.of(step("build"), step("ship", needs: ["build"]))

    @Test("A run whose playbook asks at no milestone starts its first steps at once")
    func startsAtOnce() {
        let run = Scenario(.of(step("build"), step("test"), step("ship", needs: ["build", "test"])))
        run.then(
            "owner.changed 1", "attempt.started build#1 by supervised", "attempt.started test#1 by supervised"
        )
        #expect(run.phases == "build:working test:working ship:pending")
    }

    @Test("At autonomy manual the start, the plan and the synthesis are asked about")
    func manual() {
        var run = Scenario(.of(step("build", agent: "person")).autonomy(.manual))
        #expect(run.gate().kind == .beforeStart)
        run.approves()
        run.then("gate.decided g1 approve", "plan.proposed", "gate.opened g2 afterPlanning")
        run.approves()
        run.then("gate.decided g2 approve", "run.started by g2", "attempt.started build#1 by manual")
        run.completes("build")
        run.then("attempt.completed build#1", "synthesis.drafted", "gate.opened g3 beforeCompletion")
        run.approves()
        run.then("gate.decided g3 approve", "run.ended completed")
    }

    @Test(
        "Which milestones are asked about is up to the level, unless the playbook says so",
        arguments: [
            (Autonomy.manual, ["beforeStart"]), (.guided, ["afterPlanning"]), (.supervised, []),
            (.autonomous, []),
        ])
    func levels(level: Autonomy, expected: [String]) {
        let open = Scenario(chain.autonomy(level)).state.gates.filter { $0.step == nil }
        #expect(open.map(\.kind.rawValue) == expected)
        let off = Scenario(chain.autonomy(level).withoutMilestones)
        #expect(off.state.phase == .running)
        #expect(Scenario(chain.autonomy(level).gate(.beforeStart, true)).gate().kind == .beforeStart)
    }

    @Test("A rejected start stops the run before anything is planned")
    func rejectedStart() {
        var run = Scenario(chain.gate(.beforeStart, true))
        run.rejects(because: "Not today.")
        run.then("gate.decided g1 reject", "stop.requested wish", "run.ended stopped")
        #expect(run.state.endReason == "The start was rejected: Not today.")
        #expect(run.state.synthesis == nil)
    }

    @Test("A rejected plan waits to be edited, and the edited one is asked about")
    func rejectedPlan() {
        var run = Scenario(chain.gate(.afterPlanning, true))
        run.rejects(because: "Test first.")
        run.then("gate.decided g1 reject")
        #expect(run.state.isPlanRejected)
        run.when(.advance, by: .engine)
        run.then()
        run.editsPlan { $0.insert(step("test", needs: ["build"]), at: 1) }
        run.then("plan.revised 2 [test]", "gate.opened g2 afterPlanning")
        run.approves()
        run.then("gate.decided g2 approve", "run.started by g2", "attempt.started build#1 by supervised")
    }

    @Test("A plan can be approved in a version of one's own")
    func approvedWithEdits() {
        var run = Scenario(chain.gate(.afterPlanning, true))
        var plan = run.state.plan
        plan.steps[1].run = "ship gently"
        run.edits(plan.json)
        run.then(
            "plan.revised 2 [ship]", "gate.decided g1 approve with edits", "run.started by g1",
            "attempt.started build#1 by supervised")
        #expect(run.state.planStep("ship")?.run == "ship gently")
        #expect(run.state.planStep("ship")?.id == "ship")
    }

    @Test("A version that cannot be run, or is no other, is refused, and the question stays")
    func refusedEdits() {
        let run = Scenario(chain.gate(.afterPlanning, true))
        run.refuses(run.verdict(.approveEdited("no plan")), "edit.invalid")
        run.refuses(run.verdict(.approveEdited(run.state.plan.json)), "plan.unchanged")
        var circle = run.state.plan
        circle.steps[0].needs = ["ship"]
        run.refuses(run.verdict(.approveEdited(circle.json)), "plan.invalid")
        run.refuses(.editPlan(baseRevision: 1, steps: circle.steps), "plan.invalid")
        run.refuses(.editPlan(baseRevision: 0, steps: chain.plan.steps), "plan.stale-revision")
        run.refuses(.editPlan(baseRevision: 1, steps: chain.plan.steps), "plan.unchanged")
        #expect(run.gate().kind == .afterPlanning)
    }

    @Test("A verdict on the plan before an edit is stale after it")
    func staleVerdict() {
        var run = Scenario(chain.gate(.afterPlanning, true))
        let shown = run.gate()
        run.editsPlan { $0[0].run = "build it all" }
        run.refuses(.decide(shown.id, .approve, digest: shown.digest), "gate.closed")
        run.refuses(.decide(run.gate().id, .approve, digest: shown.digest), "gate.stale-digest")
    }

    @Test("A run needs inputs that are an object and a plan that can be run")
    func refusedCreation() {
        let context = DecisionContext(time: Timestamp(milliseconds: 0), actor: .ada)
        func created(_ playbook: Playbook, _ inputs: JSON) -> RunCreated {
            RunCreated(
                run: "run-1", title: "", playbook: playbook, inputs: inputs, directory: "/tmp",
                autonomy: .guided, isUnattended: false)
        }
        #expect(throws: Refusal.inputsAreNoObject) { try RunState.create(created(chain, "x"), in: context) }
        #expect(throws: Refusal.planProblems([.empty])) {
            try RunState.create(created(.of(), .object([])), in: context)
        }
    }
}
