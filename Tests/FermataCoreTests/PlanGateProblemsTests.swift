import FermataCore
import Testing

@Suite("Critical steps and gates")
struct PlanGateProblemsTests {
    /// How a critical step is kept from running unasked, and whether that is enough.
    struct Case: Sendable {
        var autonomy = Autonomy.guided
        var effect = Effect.external
        var impact = Impact.low
        var undo: String? = "undo"
        var approval = Approval.policy
        var critical = GateSetting()
        var planning = GateSetting()
        var expected: [String] = []
    }

    private static let byDefault = "by default"
    private static let approving = GateSetting(timeoutSeconds: 60, onTimeout: .approve)
    private static let approvingOn = GateSetting(isOn: true, timeoutSeconds: 60, onTimeout: .approve)

    static let cases: [Case] = [
        Case(),
        Case(critical: GateSetting(isOn: true)),
        Case(critical: approving),
        Case(undo: nil, critical: approving, expected: [byDefault]),
        Case(undo: nil, approval: .required, critical: approving, expected: [byDefault]),
        Case(effect: .workspace, impact: .high, undo: nil, critical: approving),
        Case(undo: nil, critical: GateSetting(timeoutSeconds: 60, onTimeout: .skip)),
        Case(undo: nil, planning: approvingOn),
        Case(autonomy: .supervised, undo: nil, planning: approvingOn, expected: [byDefault]),
        Case(autonomy: .supervised, undo: nil, critical: GateSetting(isOn: true), planning: approvingOn),
        Case(autonomy: .supervised, planning: approvingOn),
        Case(autonomy: .autonomous, undo: nil, planning: approving),
    ]

    @Test(
        "Nothing irreversible is approved by silence",
        arguments: cases)
    func isDominated(example: Case) throws {
        let shell: AgentID = "shell"
        let step = PlanStep(
            id: "deploy", agent: shell, run: "true", effect: example.effect,
            impact: example.impact, undo: example.undo, approval: example.approval)
        var playbook = Playbook(
            name: "X", agents: [AgentDeclaration(id: shell, kind: .command)],
            autonomy: example.autonomy, plan: Plan(steps: [step]))
        playbook.gates[.beforeCriticalAction] = example.critical
        playbook.gates[.afterPlanning] = example.planning
        let found = playbook.plan.problems(in: playbook)
        let kinds = found.map { problem in
            switch problem {
            case .irreversibleByDefault: Self.byDefault
            default: problem.description
            }
        }
        #expect(kinds == example.expected)
        #expect(found.allSatisfy { $0.description.contains("`deploy`") })
    }
}
