import FermataCore

/// A step of the agent `worker` with everything at its default, except what the test is about.
func step(
    _ id: StepID, needs: [StepID] = [], agent: AgentID = "worker", run: String? = nil,
    with: JSON = .object([]), env: JSON = .object([]), effect: Effect = .none, impact: Impact = .low,
    undo: String? = nil, approval: Approval = .policy, timeoutSeconds: Int? = nil, retries: Int = 0,
    onFailure: FailureResponse = .ask
) -> PlanStep {
    PlanStep(
        id: id, agent: agent, needs: needs, run: run ?? "do \(id)", with: with, env: env, effect: effect,
        impact: impact, undo: undo, approval: approval, timeoutSeconds: timeoutSeconds, retries: retries,
        onFailure: onFailure)
}

extension Playbook {
    /// A playbook at autonomy `supervised` that asks at no milestone, so that its steps start at once.
    static func of(_ steps: PlanStep...) -> Playbook { Playbook.of(steps) }

    static func of(_ steps: [PlanStep]) -> Playbook {
        Playbook(
            name: "test",
            inputs: [InputDeclaration(name: "target", defaultValue: "staging")],
            agents: [
                AgentDeclaration(id: "worker", kind: .command),
                AgentDeclaration(id: "other", kind: .command),
                AgentDeclaration(id: "person", kind: .human),
            ],
            autonomy: .supervised, plan: Plan(steps: steps))
    }

    func with(_ change: (inout Playbook) -> Void) -> Playbook {
        var copy = self
        change(&copy)
        return copy
    }

    func autonomy(_ level: Autonomy) -> Playbook { with { $0.autonomy = level } }

    /// The same with gates of that kind on or off, and with what is taken when nobody answers.
    func gate(
        _ kind: GateKind, _ isOn: Bool? = nil, after timeoutSeconds: Int? = nil,
        default onTimeout: GateDefault? = nil
    ) -> Playbook {
        with {
            $0.gates[kind] = GateSetting(isOn: isOn, timeoutSeconds: timeoutSeconds, onTimeout: onTimeout)
        }
    }

    /// The same with no gate before the start, after planning or before completion, whatever the autonomy.
    var withoutMilestones: Playbook {
        gate(.beforeStart, false).gate(.afterPlanning, false).gate(.beforeCompletion, false)
    }

    func breakpoint(_ step: StepID, _ level: Breakpoint.Level = .always, logOnly: Bool = false) -> Playbook {
        with { $0.breakpoints.append(Breakpoint(step: step, level: level, logOnly: logOnly)) }
    }

    func concurrency(_ limit: Int) -> Playbook { with { $0.concurrency = limit } }
    func budget(_ limit: Double) -> Playbook { with { $0.budget = limit } }
}
