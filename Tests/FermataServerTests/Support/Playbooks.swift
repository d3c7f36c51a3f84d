import FermataCore
import Synchronization

@testable import FermataServer

/// Names for runs, one after another.
final class RunNames: Sendable {
    private let count = Mutex(0)

    func next() -> RunID {
        let number = count.withLock { count in
            count += 1
            return count
        }
        guard let name = RunID("made\(number)") else { preconditionFailure("letters and digits are a name") }
        return name
    }
}

extension StepID: ExpressibleByStringLiteral {
    /// A name that a test writes down.
    init(stringLiteral value: String) {
        guard let name = StepID(value) else { preconditionFailure("\(value) is no name") }
        self = name
    }
}

extension AgentID: ExpressibleByStringLiteral {
    /// A name that a test writes down.
    init(stringLiteral value: String) {
        guard let name = AgentID(value) else { preconditionFailure("\(value) is no name") }
        self = name
    }
}

extension Playbook {
    /// A playbook of one command agent.
    static func of(
        _ steps: [PlanStep], autonomy: Autonomy = .autonomous, planIsAsked: Bool = false
    ) -> Playbook {
        var gates = GateSettings()
        if planIsAsked { gates[.afterPlanning] = GateSetting(isOn: true) }
        return Playbook(
            name: "Test", agents: [AgentDeclaration(id: "worker", kind: .command)], autonomy: autonomy,
            gates: gates, plan: Plan(steps: steps))
    }

    /// A run that waits for its plan to be approved, and does one step then.
    static let waiting = Playbook.of([.step("build")], planIsAsked: true)

    /// A run that asks before it does what cannot be undone.
    static let shipping = Playbook.of([.step("ship", effect: .external)], autonomy: .guided)
}

extension PlanStep {
    static func step(_ id: StepID, needs: [StepID] = [], effect: Effect = .none) -> PlanStep {
        PlanStep(id: id, agent: "worker", needs: needs, run: "true", effect: effect)
    }
}

extension RunState {
    /// Whether something happened to a gate.
    func isClosed(_ number: Int) -> Bool {
        self[GateID(number)].map { !$0.isOpen } ?? false
    }
}
