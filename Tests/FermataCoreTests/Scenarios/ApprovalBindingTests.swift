import Testing

@testable import FermataCore

@Suite("An approval is bound to exactly what is started")
struct ApprovalBindingTests {
    private let ship = Playbook.of(
        step("ship", run: "ship it", env: .record(("TO", "all")), effect: .external)
    )
    .autonomy(.guided).withoutMilestones

    @Test("An action that was edited is what is started, by its digest")
    func editedAction() {
        var run = Scenario(ship)
        run.edits(.record(("run", "ship it slowly")))
        run.then("gate.decided g1 approve with edits", "attempt.started ship#1 by g1")
        #expect(run.action("ship")?.run == "ship it slowly")
        #expect(run.action("ship")?.digest == run.state["ship"]?.attempt?.digest)
    }

    @Test("A second edit adds to the first")
    func secondEdit() {
        var run = Scenario(ship, isOwned: false)
        run.edits(.record(("run", "ship it slowly")))
        run.when(.note("ship", text: "Only to one region."))
        run.then("note.added ship", "gate.opened g2 beforeCriticalAction ship")
        run.edits(.record(("env", .record(("TO", "one")))))
        run.adopt()
        run.then("owner.changed 1", "attempt.started ship#1 by g2")
        #expect(run.action("ship")?.run == "ship it slowly")
        #expect(run.action("ship")?.env == .record(("TO", "one")))
    }

    @Test("A note on a step that waits for its answer makes its next invocation be asked about")
    func noteBeforeResumption() {
        var run = Scenario(ship)
        run.approves()
        run.asks("ship")
        run.when(.note("ship", text: "Ship it to the moon."))
        run.answers("the left one")
        run.then("gate.decided g2 answer", "gate.opened g3 beforeCriticalAction ship")
        run.approves()
        run.then("gate.decided g3 approve", "attempt.started ship#1.2 by g3")
        #expect(run.state["ship"]?.answer == "the left one")
    }

    @Test("A step that was edited while it had its answer starts anew and is asked about")
    func editBeforeResumption() {
        var run = Scenario(ship)
        run.approves()
        run.asks("ship")
        run.when(.pause(.run))
        run.answers("the left one")
        run.editsPlan { $0[0].run = "destroy it" }
        run.when(.resume(.run))
        run.then("hold.lifted run", "gate.opened g3 recovery ship")
        run.answers("no")
        run.then("gate.decided g3 answer", "gate.opened g4 beforeCriticalAction ship")
        run.approves()
        run.then("gate.decided g4 approve", "attempt.started ship#2 by g4")
        #expect(run.state["ship"]?.answer == nil)
        #expect(run.state["ship"]?.memento == nil)
    }
}
