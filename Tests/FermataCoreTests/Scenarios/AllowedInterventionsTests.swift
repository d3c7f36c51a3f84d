import Testing

@testable import FermataCore

/// What the rules say may be done, compared with what they do when it is tried.
@Suite("Which interventions are offered")
struct AllowedInterventionsTests {
    private func isTaken(_ command: Command, in run: Scenario) -> Bool {
        let context = DecisionContext(time: run.time, actor: .ada)
        do {
            _ = try run.state.decide(command, in: context)
            return true
        } catch {
            return false
        }
    }

    /// A command for the intervention that nothing but the state can speak against.
    private func command(for intervention: RunIntervention, in state: RunState) -> [Command] {
        switch intervention {
        case .pause: [.pause(.run)]
        case .resume: [.resume(.run)]
        case .stop: [.stop(reason: "Enough.")]
        case .undo: [.undo()]
        case .redo: [.redo()]
        case .modify:
            [
                .editPlan(
                    baseRevision: state.plan.revision,
                    steps: state.plan.steps + [PlanStep(id: "one-more", agent: "worker", run: "do it")])
            ]
        case .rollback: state.steps.map { command(for: .rollback, on: $0.id, in: state) }
        case .breakpoint: state.steps.map { command(for: .breakpoint, on: $0.id, in: state) }
        case .autonomy: [.setAutonomy(nil, .manual)]
        case .note: [.note(nil, text: "Mind this.")]
        }
    }

    private func command(for intervention: StepIntervention, on step: StepID, in state: RunState) -> Command {
        switch intervention {
        case .redirect: .redirect(step, instructions: "Like this.")
        case .skip: .skip(step, includingDependents: false, reason: "")
        case .takeOver: .takeOver(step, outputs: .object([]))
        case .rollback:
            .rollBack(
                step, instructions: nil, accepting: state.steps.map(\.id),
                preview: state.rollbackOutlook(of: step)?.digest)
        case .pause: .pause(.step(step))
        case .resume: .resume(.step(step))
        case .note: .note(step, text: "Mind this.")
        case .breakpoint: .addBreakpoint(Breakpoint(step: step))
        case .unbreakpoint: .removeBreakpoint(step)
        }
    }

    @Test("An intervention in the run is offered exactly when it would not be refused")
    func ofRun() {
        var offered: Set<RunIntervention> = []
        for run in Self.runs {
            for intervention in RunIntervention.allCases {
                let isOffered = run.state.allowedInterventions.contains(intervention)
                let commands = command(for: intervention, in: run.state)
                let isTaken = commands.contains { self.isTaken($0, in: run) }
                #expect(isOffered == isTaken, "\(intervention) in \(run.phases)")
                if isOffered { offered.insert(intervention) }
            }
        }
        #expect(offered == Set(RunIntervention.allCases))
    }

    @Test("An intervention in a step is offered exactly when it would not be refused")
    func onSteps() {
        var offered: Set<StepIntervention> = []
        for run in Self.runs {
            for step in run.state.steps.map(\.id) {
                let allowed = run.state.allowedInterventions(on: step)
                for intervention in StepIntervention.allCases {
                    let isTaken = isTaken(command(for: intervention, on: step, in: run.state), in: run)
                    #expect(
                        allowed.contains(intervention) == isTaken,
                        "\(intervention) on \(step) in \(run.phases)")
                }
                offered.formUnion(allowed)
            }
        }
        #expect(offered == Set(StepIntervention.allCases))
        #expect(Self.runs[0].state.allowedInterventions(on: "nobody").isEmpty)
    }

    /// The situations of the table of decisions, each as it is and after interventions that change what may
    /// be done next, and runs that have ended.
    private static var runs: [Scenario] {
        let changes: [Command] = [
            .pause(.run), .pause(.step("it")), .addBreakpoint(Breakpoint(step: "it")),
            .stop(reason: "Enough."),
            .rollBack("it", instructions: nil, accepting: ["it"]),
        ]
        var undone = Situation.all[0].run
        undone.tries(.note("it", text: "Mind this."), by: .ada)
        undone.tries(.undo(), by: .ada)
        return [undone]
            + Situation.all.flatMap { situation in
                [situation.run]
                    + changes.map { change in
                        var run = situation.run
                        run.tries(change, by: .ada)
                        return run
                    }
            } + Journey.all
    }
}
