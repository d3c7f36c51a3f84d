import FermataAPI
import FermataCore
import Testing

@Suite("What a person edits of an action")
struct EditTargetTests {
    private struct Sent {
        var edits: JSON
        var changes: [String]
        var result: Action
    }

    private let action: Action
    private let target: EditTarget
    private let state: RunState

    init() throws {
        let step = PlanStep(
            id: "deploy", agent: "shell", run: "rm -rf \"$TARGET/build\"",
            env: .record(("TARGET", "/srv"), ("LEVEL", "1.10")), effect: .external, timeoutSeconds: 60)
        let playbook = Playbook(
            name: "Edits", agents: [AgentDeclaration(id: "shell", kind: .command)], autonomy: .manual,
            plan: Plan(steps: [step]))
        var story = try Story(playbook)
        while story.gate("deploy") == nil { try story.decides(nil, .approve) }
        let gate = try #require(story.gate("deploy"))
        state = story.state
        target = try #require(EditTarget(gate, in: state))
        guard case .action(let shown) = gate.subject else { preconditionFailure("an action is asked about") }
        action = shown
    }

    private func send(_ text: String) throws -> Sent {
        let version = try target.read(text, in: state)
        guard case .decide(_, .approveEdited(let edits), _) = version.command else {
            preconditionFailure("an edited action is decided")
        }
        let result = action.applying(edits: try action.completing(edits: edits))
        return Sent(edits: edits, changes: version.changes, result: result)
    }

    @Test("A file with only run leaves the environment as it was, and the difference says so")
    func onlyRun() throws {
        let sent = try send("run: make clean\n")
        #expect(sent.edits == .record(("run", "make clean")))
        #expect(sent.result.env == action.env)
        #expect(sent.result.timeoutSeconds == 60)
        #expect(sent.changes.filter { $0.hasPrefix("+") } == ["+ run: make clean"])
        #expect(sent.changes.filter { $0.hasPrefix("-") }.count == 1)
    }

    @Test(
        "What is shown as the difference is what is done",
        arguments: [
            ("env: {LEVEL: 0755}\n", ["+   LEVEL: \"0755\"", "-   LEVEL: \"1.10\""]),
            ("env: {LEVEL: ~}\n", ["-   LEVEL: \"1.10\""]), ("env: {LEVEL: }\n", ["-   LEVEL: \"1.10\""]),
            ("env: {LEVEL: ''}\n", ["+   LEVEL: \"\"", "-   LEVEL: \"1.10\""]),
            ("env: {MORE: yes}\n", ["+   MORE: \"yes\""]),
            ("with: {version: 1.20, count: 3}\n", ["+ with:", "+   version: \"1.20\"", "+   count: 3"]),
            ("{\"timeoutSeconds\": 90}\n", ["+ timeoutSeconds: 90", "- timeoutSeconds: 60"]),
        ])
    func differences(text: String, changes: [String]) throws {
        let sent = try send(text)
        #expect(sent.changes.filter { !$0.hasPrefix(" ") }.sorted() == changes.sorted())
    }

    @Test(
        "A text that changes nothing is not sent", arguments: ["env: {}\n", "env: {LEVEL: 1.10}\n", "{}\n"])
    func unchanged(text: String) {
        #expect(throws: EditProblem.unchanged) { try target.read(text, in: state) }
        #expect(throws: EditProblem.unchanged) { try target.read(target.text(in: state), in: state) }
    }

    @Test(
        "What cannot be run is said before it is sent, by name",
        arguments: [
            ("env: {FERMATA_X: 1}\n", "FERMATA_"), ("timeoutSeconds: 99999999\n", "99999999"),
            ("agent: other\n", "agent"), ("env: {GONE: ~}\n", "GONE"), ("env: {A: [1]}\n", "a list"),
            ("run: ''\n", "empty"), ("timeoutSeconds: ~\n", "found nothing"),
        ])
    func refused(text: String, name: String) throws {
        let problem = #expect(throws: EditProblem.self) { try target.read(text, in: state) }
        guard case .unreadable(let message)? = problem else {
            Issue.record("\(text) was read")
            return
        }
        #expect(message.contains(name), "\(message)")
    }
}
