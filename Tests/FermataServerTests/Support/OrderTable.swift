import FermataCore
import FermataRuntime
import Testing

@testable import FermataServer

/// Every kind of order on runs as they may stand, sent over HTTP by somebody of each role.
enum OrderTable {
    /// How a run stands.
    enum Standing: String, CaseIterable {
        /// Its plan waits to be approved.
        case planIsAsked = "the plan is asked about"
        /// A step that changes the world waits to be approved, another waits for it.
        case stepIsAsked = "a step is asked about"
        /// The same, and an approver has held what can be held.
        case heldByApprover = "an approver holds it"
        /// The same, and an operator has.
        case heldByOperator = "an operator holds it"
        /// A step is asked about, and an approver has undone something.
        case undoneByApprover = "an approver has undone something"
        /// It was stopped.
        case ended = "it has ended"
    }

    /// An order as it is sent.
    struct Sent {
        var method = "POST"
        var path = "interventions"
        var body: JSON?
        var headers: [(String, String)] = []
    }

    static let kinds = [
        "approve", "reject", "hold", "release", "pause", "pause last", "resume", "resume last",
        "redirect ship", "skip ship", "skip last", "take over ship", "take over last", "roll back build",
        "note",
        "breakpoint before build", "remove breakpoint", "autonomy manual", "autonomy autonomous",
        "autonomy of agent", "edit plan", "undo", "redo", "stop",
    ]

    private static let playbook: Playbook = {
        var gates = GateSettings()
        gates[.afterPlanning] = GateSetting(isOn: false)
        gates[.beforeCriticalAction] = GateSetting(isOn: true, timeoutSeconds: 3600, onTimeout: .stop)
        return Playbook(
            name: "Table", agents: [AgentDeclaration(id: "worker", kind: .command)], autonomy: .guided,
            gates: gates,
            plan: Plan(steps: [
                .step("build"), .step("ship", needs: ["build"], effect: .external),
                .step("last", needs: ["ship"]),
            ]))
    }()

    /// Makes a run that stands so, with what `undo` would take back.
    static func make(_ standing: Standing, named name: String, on bench: ServerBench) async throws -> RunState
    {
        var playbook = Self.playbook
        if standing == .planIsAsked { playbook.gates[.afterPlanning] = GateSetting(isOn: true) }
        let run = try await bench.start(playbook, run: name)
        var state = try await bench.state(of: run) { !$0.openGates.isEmpty }
        var commands: [Command] = []
        var role = Role.approver
        switch standing {
        case .planIsAsked, .stepIsAsked: break
        case .ended: commands = [.stop(reason: "Enough.")]
        case .undoneByApprover: commands = [.pause(.run), .undo()]
        case .heldByApprover, .heldByOperator:
            if standing == .heldByOperator { role = .operator }
            commands = [
                .holdGate(state.openGates[0]), .pause(.step("last")),
                .addBreakpoint(Breakpoint(step: "last")), .pause(.run),
            ]
        }
        let actor = Actor(kind: .person, name: role.rawValue, authentication: "token", role: role)
        for command in commands { state = try await bench.engine.perform(command, on: run, by: actor) }
        return state
    }

    /// What is sent for an order of that kind about the run.
    static func order(_ kind: String, about state: RunState) throws -> Sent {
        let gate = state.openGates.first.flatMap { state[$0] }
        switch kind {
        case "approve", "reject":
            return Sent(
                method: "PUT", path: "verdict",
                body: .record(
                    ("verdict", kind.json), ("digest", (gate?.digest ?? Digest(of: [])).json),
                    ("reason", kind == "reject" ? "No." : nil)))
        case "hold": return Sent(method: "PUT", path: "hold")
        case "release": return Sent(method: "DELETE", path: "hold")
        case "remove breakpoint": return Sent(method: "DELETE", path: "breakpoints/last")
        case "autonomy manual", "autonomy autonomous":
            let level = kind.split(separator: " ")[1]
            return Sent(method: "PUT", path: "autonomy", body: .record(("level", String(level).json)))
        case "autonomy of agent":
            return Sent(
                method: "PUT", path: "autonomy", body: .record(("level", "supervised"), ("agent", "worker")))
        case "edit plan":
            var steps = state.plan.steps
            steps[2].run = "false"
            return Sent(
                method: "PUT", path: "plan", body: .record(("steps", steps.json)),
                headers: [("If-Match", "\"\(state.plan.revision)\"")])
        default: return Sent(body: try intervention(kind, about: state))
        }
    }

    private static func intervention(_ kind: String, about state: RunState) throws -> JSON {
        let words = kind.split(separator: " ").map(String.init)
        let step: JSON? = words.count > 1 ? words.last?.json : nil
        switch kind {
        case "note": return .record(("intervention", "note"), ("text", "Mind that."))
        case "undo":
            return .record(("intervention", "undo"), ("revision", (state.undoable?.revision ?? .zero).json))
        case "redo":
            return .record(("intervention", "redo"), ("revision", (state.redoable?.revision ?? .zero).json))
        case "roll back build":
            let digest = try #require(state.rollbackOutlook(of: "build")).digest
            return .record(("intervention", "rollback"), ("step", step), ("preview", digest.json))
        case "take over ship", "take over last":
            return .record(("intervention", "take-over"), ("step", step), ("outputs", .object([])))
        case "redirect ship":
            return .record(("intervention", "redirect"), ("step", step), ("instructions", "Slower."))
        case "breakpoint before build":
            return .record(("intervention", "breakpoint-add"), ("step", step))
        default: return .record(("intervention", words[0].json), ("step", step))
        }
    }
}
