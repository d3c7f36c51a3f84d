import Testing

@testable import FermataCore

@Suite("The table of decisions")
struct DecisionTableTests {
    @Test("Every command in every phase of a step leads to the events, or the refusal, that were reviewed")
    func decisions() throws {
        var lines = [
            "What follows from every command, for a step `it` in every phase: events, or why it is refused."
        ]
        for situation in Situation.all {
            lines += ["", "## \(situation.name)", ""]
            for (name, command) in situation.commands {
                lines.append("\(name): \(outcome(of: command, in: situation.run))")
            }
        }
        try Golden.compare(lines, with: "Goldens/decisions.txt")
    }

    private func outcome(of command: Command, in run: Scenario) -> String {
        var run = run
        var actor = Actor.ada
        switch command {
        case .adopt(let epoch, _):
            run.epoch = epoch
            actor = .engine
        case .advance, .expireGates, .report, .reportCompensation: actor = .engine
        case .decide, .holdGate, .releaseGate, .editPlan, .redirect, .skip, .takeOver, .rollBack, .pause,
            .resume, .stop, .note,
            .addBreakpoint, .removeBreakpoint, .setAutonomy, .undo, .redo:
            break
        }
        if let code = run.tries(command, by: actor) { return "refused, \(code)" }
        return run.last.isEmpty ? "nothing" : run.last.map(\.line).joined(separator: ", ")
    }

    @Test("Policy asks before a step for the reasons that were reviewed")
    func beforeStep() throws {
        var lines = ["Whether a step may start: autonomy, effect, impact, gate, and what the run has cost."]
        for level in Autonomy.allCases {
            for effect in Effect.allCases {
                for impact in Impact.allCases {
                    for isOn in [nil, true, false] as [Bool?] {
                        for isSpent in [false, true] {
                            lines.append(
                                beforeStep(level, effect, impact, gate: isOn, isSpent: isSpent))
                        }
                    }
                }
            }
        }
        try Golden.compare(lines, with: "Goldens/policy-before-step.txt")
    }

    private func beforeStep(
        _ level: Autonomy, _ effect: Effect, _ impact: Impact, gate: Bool?, isSpent: Bool
    ) -> String {
        let playbook = Playbook.of(step("it", effect: effect, impact: impact)).autonomy(level)
            .gate(.beforeCriticalAction, gate).budget(isSpent ? 0 : 1)
        let answer = Policy.beforeStep(at: 0, in: Self.state(of: playbook))
        let name = gate.map { $0 ? "on" : "off" } ?? "by level"
        return "\(level.rawValue), effect \(effect.rawValue), impact \(impact.rawValue), gate \(name), "
            + "budget \(isSpent ? "spent" : "left"): \(answer.line)"
    }

    @Test("Policy reviews a result for the reasons that were reviewed")
    func afterStep() throws {
        var lines = ["Whether a result may be used: autonomy, approval, uncertainty, gate."]
        for level in Autonomy.allCases {
            for approval in Approval.allCases {
                for uncertainty in [nil, 0, 0.7, 0.71, 1] as [Double?] {
                    for gate in [nil, true, false] as [Bool?] {
                        let playbook = Playbook.of(step("it", approval: approval)).autonomy(level)
                            .gate(.reviewResult, gate)
                        let answer = Policy.afterStep(
                            at: 0, assessment: Assessment(uncertainty: uncertainty),
                            in: Self.state(of: playbook))
                        let name = gate.map { $0 ? "on" : "off" } ?? "by level"
                        lines.append(
                            "\(level.rawValue), approval \(approval.rawValue), uncertainty "
                                + "\(uncertainty.map { "\($0)" } ?? "unsaid"), gate \(name): \(answer.line)")
                    }
                }
            }
        }
        try Golden.compare(lines, with: "Goldens/policy-after-step.txt")
    }

    @Test("Policy asks at the milestones of a run as was reviewed")
    func milestones() throws {
        var lines = ["Whether a run stops at the gates that every run passes: autonomy, gate."]
        for kind in [GateKind.beforeStart, .afterPlanning, .beforeCompletion] {
            for level in Autonomy.allCases {
                for gate in [nil, true, false] as [Bool?] {
                    let state = Self.state(of: .of(step("it")).autonomy(level).gate(kind, gate))
                    let name = gate.map { $0 ? "on" : "off" } ?? "by level"
                    lines.append(
                        "\(kind.rawValue), \(level.rawValue), gate \(name): "
                            + Policy.atMilestone(kind, in: state).line)
                }
            }
        }
        try Golden.compare(lines, with: "Goldens/policy-milestones.txt")
    }

    private static func state(of playbook: Playbook) -> RunState {
        RunState(
            RunCreated(
                run: "run-1", title: "A test", playbook: playbook, inputs: .object([]), directory: "/tmp",
                autonomy: playbook.autonomy, isUnattended: false), at: Timestamp(milliseconds: 0))
    }
}

extension PolicyAnswer {
    fileprivate var line: String {
        switch self {
        case .proceed: "proceed"
        case .forbid: "forbid"
        case .ask(let reasons): "ask, \(reasons.map(\.rule.rawValue).joined(separator: ", "))"
        }
    }
}
