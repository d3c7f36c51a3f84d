import Testing

@testable import FermataCore

@Suite("What will be asked")
struct ForecastTests {
    private func lines(_ run: Scenario) -> [String] {
        run.state.upcomingAsks.map { ask in
            let rules = ask.reasons.map(\.rule.rawValue).joined(separator: ", ")
            return "\(ask.step?.rawValue ?? "the run"): \(ask.kind.rawValue), \(rules)"
        }
    }

    private let playbook = Playbook.of(
        step("look"), step("build", needs: ["look"], approval: .required),
        step("judge", needs: ["build"], agent: "person"),
        step("deploy", needs: ["judge"], effect: .external))

    @Test("Every step that is to come is named with the first thing that is asked about it")
    func whole() {
        let run = Scenario(playbook.autonomy(.guided).breakpoint("look").gate(.afterPlanning, false))
        #expect(
            lines(run) == [
                "build: reviewResult, approvalRequired", "judge: question, agentAsks",
                "deploy: beforeCriticalAction, externalEffect", "the run: beforeCompletion, gateIsOn",
            ])
        #expect(run.gate("look").kind == .breakpoint)
    }

    @Test(
        "Less autonomy asks more, a breakpoint asks first, and off takes nothing from a chosen level"
    )
    func settings() {
        var run = Scenario(
            playbook.autonomy(.autonomous).gate(.reviewResult, false).gate(.beforeCompletion, false))
        #expect(lines(run) == ["build: reviewResult, approvalRequired", "judge: question, agentAsks"])
        run.when(.addBreakpoint(Breakpoint(step: "deploy", level: .manual)))
        #expect(lines(run).count == 2)
        run.when(.setAutonomy(nil, .manual))
        #expect(
            lines(run) == [
                "build: beforeCriticalAction, manualAutonomy", "judge: question, agentAsks",
                "deploy: breakpoint, breakpoint", "the run: beforeCompletion, gateIsOn",
            ])
    }

    @Test("What is forecast is what is asked when the run gets there")
    func comesTrue() {
        var run = Scenario(playbook.autonomy(.guided).withoutMilestones)
        let forecast = lines(run)
        var asked: [String] = []
        for id: StepID in ["look", "build", "judge", "deploy"] {
            if run.state[id]?.phase.gate == nil {
                if id == "judge" { run.asks(id) } else { run.completes(id) }
            }
            guard let gate = run.state.openGates.last.flatMap({ run.state[$0] }) else { continue }
            asked.append("\(gate.step?.rawValue ?? "")")
            if id == "judge" {
                run.answers("fine", on: id)
                run.completes(id)
            } else {
                run.when(.decide(gate.id, .approve, digest: gate.digest))
            }
        }
        #expect(asked == forecast.map { String($0.prefix { $0 != ":" }) })
    }

    @Test("A run that has ended or is being stopped asks nothing more")
    func ended() {
        var run = Scenario(playbook.autonomy(.guided).withoutMilestones)
        run.when(.stop(reason: "Enough."))
        #expect(lines(run).isEmpty)
    }

    @Test("A forecast is bounded")
    func bounded() {
        let steps = (1...80).map { step(StepID("s\($0)") ?? "s", effect: .external) }
        var playbook = Playbook.of(steps).autonomy(.manual)
        playbook.concurrency = 1
        let run = Scenario(playbook)
        #expect(run.state.upcomingAsks.count == RunState.maximumUpcomingCount)
    }
}
