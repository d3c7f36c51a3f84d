import FermataCore
import Testing

@Suite("Critical steps and gates")
struct PlanGateProblemsTests {
    /// How a critical step is kept from running unasked, and whether that is enough.
    struct Case: Sendable {
        var effect = Effect.external
        var impact = Impact.low
        var undo: String? = "undo"
        var approval = Approval.policy
        var critical = GateSetting()
        var planning = GateSetting()
        var expected: [String] = []
    }

    private static let ungated = "ungated"
    private static let byDefault = "by default"
    private static let approving = GateSetting(timeoutSeconds: 60, onTimeout: .approve)
    private static let approvingOn = GateSetting(isOn: true, timeoutSeconds: 60, onTimeout: .approve)

    static let cases: [Case] = [
        Case(),
        Case(critical: GateSetting(isOn: true)),
        Case(critical: GateSetting(isOn: false), expected: [ungated]),
        Case(
            effect: .none, impact: .high, undo: nil, critical: GateSetting(isOn: false), expected: [ungated]),
        Case(effect: .workspace, impact: .medium, undo: nil, critical: GateSetting(isOn: false)),
        Case(critical: GateSetting(isOn: false), planning: GateSetting(isOn: false), expected: [ungated]),
        Case(critical: GateSetting(isOn: false), planning: GateSetting(isOn: true)),
        Case(approval: .required, critical: GateSetting(isOn: false)),
        Case(critical: approving),
        Case(undo: nil, critical: approving, expected: [byDefault]),
        Case(undo: nil, approval: .required, critical: approving, expected: [byDefault]),
        Case(effect: .workspace, impact: .high, undo: nil, critical: approving),
        Case(undo: nil, critical: GateSetting(timeoutSeconds: 60, onTimeout: .skip)),
        Case(undo: nil, planning: approvingOn),
        Case(undo: nil, critical: GateSetting(isOn: false), planning: approvingOn, expected: [byDefault]),
        Case(
            undo: nil, critical: GateSetting(isOn: false), planning: approving,
            expected: [ungated, byDefault]),
    ]

    @Test(
        "Somebody is asked about every critical step, and nothing irreversible is approved by default",
        arguments: cases)
    func isDominated(example: Case) throws {
        let shell: AgentID = "shell"
        let step = PlanStep(
            id: "deploy", agent: shell, run: "true", effect: example.effect,
            impact: example.impact, undo: example.undo, approval: example.approval)
        var playbook = Playbook(
            name: "X", agents: [AgentDeclaration(id: shell, kind: .command)], plan: Plan(steps: [step]))
        playbook.gates[.beforeCriticalAction] = example.critical
        playbook.gates[.afterPlanning] = example.planning
        let found = playbook.plan.problems(in: playbook)
        let kinds = found.map { problem in
            switch problem {
            case .ungatedCriticalStep: Self.ungated
            case .irreversibleByDefault: Self.byDefault
            default: problem.description
            }
        }
        #expect(kinds == example.expected)
        #expect(found.allSatisfy { $0.description.contains("`deploy`") })
    }
}
