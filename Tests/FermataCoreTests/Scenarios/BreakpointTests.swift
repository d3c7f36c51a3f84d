import Testing

@testable import FermataCore

@Suite("Breakpoints")
struct BreakpointTests {
    private let chain = Playbook.of(step("build"), step("ship", needs: ["build"]))

    @Test("A breakpoint fires at its level and below, and `always` at every level")
    func levels() {
        for level in Breakpoint.Level.allCases {
            for autonomy in Autonomy.allCases {
                let run = Scenario(
                    .of(step("build", agent: "person")).autonomy(autonomy).withoutMilestones
                        .breakpoint("build", level))
                let isHeld = run.phase("build") == "held"
                #expect(isHeld == level.fires(at: autonomy), "\(level) at \(autonomy)")
            }
        }
    }

    @Test("A breakpoint and what else would be asked are one question")
    func oneQuestion() {
        let run = Scenario(
            .of(step("ship", effect: .external)).autonomy(.guided).withoutMilestones.breakpoint("ship"))
        #expect(run.state.openGates.count == 1)
        #expect(run.gate().kind == .breakpoint)
        #expect(run.gate().reasons.map(\.rule) == [.breakpoint, .externalEffect])
    }

    @Test("A breakpoint that only logs leaves a mark and holds nothing")
    func logOnly() {
        let run = Scenario(chain.breakpoint("build", logOnly: true))
        run.then("owner.changed 1", "attempt.started build#1 by supervised")
        #expect(run.events.map(\.line).contains("breakpoint.logged build"))
    }

    @Test("Breakpoints hold although a playbook turns their gate off")
    func off() {
        let run = Scenario(chain.breakpoint("build").gate(.breakpoint, false))
        #expect(run.phase("build") == "held")
    }

    @Test("A breakpoint can be added while the run is going on, once for each step")
    func added() {
        var run = Scenario(chain)
        run.when(.addBreakpoint(Breakpoint(step: "ship")))
        run.completes("build")
        run.then("attempt.completed build#1", "gate.opened g1 breakpoint ship")
        run.refuses(.addBreakpoint(Breakpoint(step: "ship")), "breakpoint.exists")
        run.refuses(.addBreakpoint(Breakpoint(step: "build")), "step.has-run")
        run.refuses(.addBreakpoint(Breakpoint(step: "shap")), "step.unknown")
        run.edits(.record(("run", "ship gently")))
        run.then("gate.decided g1 approve with edits", "attempt.started ship#1 by g1")
        #expect(run.action("ship")?.run == "ship gently")
    }

    @Test("Removing a breakpoint lets go of what it holds")
    func removed() {
        var run = Scenario(chain.breakpoint("build"))
        run.when(.removeBreakpoint("build"))
        run.then("breakpoint.removed build", "gate.withdrawn g1", "attempt.started build#1 by supervised")
        run.refuses(.removeBreakpoint("build"), "breakpoint.unknown")
    }

    @Test("A breakpoint that was passed does not fire again for a retry, and does after a rollback")
    func again() {
        var run = Scenario(.of(step("build", retries: 1)).breakpoint("build"))
        run.approves()
        run.fails("build")
        run.then("attempt.failed build#1 retries", "attempt.started build#2 by g1")
        run.when(.rollBack("build", instructions: nil, accepting: []))
        run.then(
            "attempt.abandoned build#2", "run.rolled-back build [build]", "gate.opened g2 breakpoint build")
    }

    @Test("A breakpoint set on a step at work holds its next attempt")
    func onWorkingStep() {
        var run = Scenario(.of(step("build", retries: 1)))
        run.when(.addBreakpoint(Breakpoint(step: "build")))
        run.fails("build")
        run.then("attempt.failed build#1 retries", "gate.opened g1 breakpoint build")
    }

    @Test("A breakpoint set after a yes that nothing has used yet holds that start too")
    func afterYes() {
        var run = Scenario(.of(step("build")).autonomy(.manual).withoutMilestones)
        run.when(.pause(.step("build")))
        run.approves()
        run.when(.addBreakpoint(Breakpoint(step: "build")))
        run.when(.resume(.step("build")))
        #expect(run.phase("build") == "held")
        #expect(run.gate().kind == .breakpoint)
        run.approves()
        run.then("gate.decided g2 approve", "attempt.started build#1 by g2")
    }
}
