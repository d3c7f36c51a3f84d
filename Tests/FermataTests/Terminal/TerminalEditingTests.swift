import FermataCore
import Testing

@testable import fermata

@Suite("Editing from the terminal")
struct TerminalEditingTests {
    @Test("An edited action is shown as a difference, and sent only when it was approved again")
    func action() throws {
        var scene = try TerminalScene(ScenePlaybooks.single, rows: 40)
        let gate = try #require(scene.model.shownGate)
        scene.waitUntilArmed()
        scene.type("e")
        let text = try #require(scene.edits.last?.text)
        #expect(text.contains("run: \"./deploy\""))
        try scene.leavesEditor(with: text.replacing("./deploy", with: "./deploy --slowly"))
        #expect(scene.screen.contains("- run: \"./deploy\""))
        #expect(scene.screen.contains("./deploy --slowly"))
        scene.type("a")
        #expect(scene.commands.isEmpty, "the difference has only just appeared")
        scene.waitUntilArmed()
        scene.type("a")
        let edits = JSON.record(("run", "./deploy --slowly"))
        #expect(scene.commands == [.decide(gate.id, .approveEdited(edits), digest: gate.digest)])
        scene.performAll()
        #expect(scene.state["deploy"]?.phase == .working)
    }

    @Test("Variables stay texts, however they look")
    func variables() throws {
        var scene = try TerminalScene(ScenePlaybooks.release, columns: 100, rows: 50)
        try scene.reachPublish()
        scene.waitUntilArmed()
        scene.type("e")
        let text = try #require(scene.edits.last?.text)
        try scene.leavesEditor(with: text.replacing("TARGET: production", with: "TARGET: 12"))
        scene.waitUntilArmed()
        scene.type("a")
        guard case .decide(_, .approveEdited(let edits), _) = scene.commands.last else {
            Issue.record("nothing was sent")
            return
        }
        #expect(edits == .record(("env", .record(("TARGET", "12")))))
    }

    @Test("A text that cannot be read says where and why, and is there again")
    func mistake() throws {
        var scene = try TerminalScene(ScenePlaybooks.single, rows: 40)
        scene.waitUntilArmed()
        scene.type("e")
        try scene.leavesEditor(with: "run: [unclosed\n")
        #expect(scene.screen.contains("cannot be used"))
        #expect(scene.screen.contains("fermata.yaml:"))
        scene.waitUntilArmed()
        scene.type("a")
        #expect(scene.commands.isEmpty)
        scene.type("e")
        #expect(scene.edits.last?.text == "run: [unclosed\n")
    }

    @Test("What the rules would refuse is said while the text is at hand")
    func refused() throws {
        var scene = try TerminalScene(ScenePlaybooks.single, rows: 40)
        scene.waitUntilArmed()
        scene.type("e")
        try scene.leavesEditor(with: "run: ./deploy\nagent: nobody\n")
        #expect(scene.screen.contains("an edited action has no key `agent`"))
        scene.waitUntilArmed()
        scene.type("a")
        #expect(scene.commands.isEmpty)
    }

    @Test("An unchanged text changes nothing")
    func unchanged() throws {
        var scene = try TerminalScene(ScenePlaybooks.single, rows: 40)
        scene.waitUntilArmed()
        scene.type("e")
        try scene.leavesEditor(with: nil)
        #expect(scene.screen.contains("Nothing was changed."))
        #expect(scene.model.dialog == nil)
    }

    @Test("A question that was withdrawn while it was edited is told about, and the text is kept")
    func withdrawn() throws {
        var scene = try TerminalScene(ScenePlaybooks.single, columns: 100, rows: 40)
        scene.waitUntilArmed()
        scene.type("e")
        let edited = try #require(scene.edits.last?.text).replacing("./deploy", with: "./deploy --slowly")
        try scene.decide(.note("deploy", text: "mind the gap"))
        try scene.leavesEditor(with: edited)
        #expect(scene.screen.contains("was withdrawn"))
        #expect(scene.screen.contains("Your text is kept"))
        #expect(scene.commands.isEmpty)
        scene.waitUntilArmed()
        scene.type("e")
        #expect(scene.edits.last?.text == edited)
    }

    @Test("The plan is edited at any time, and its difference asked about")
    func plan() throws {
        var scene = try TerminalScene(ScenePlaybooks.release, rows: 40)
        try scene.decides(.approve)
        scene.type("E")
        let text = try #require(scene.edits.last?.text)
        try scene.leavesEditor(with: text.replacing("run: git log", with: "run: git shortlog"))
        #expect(scene.screen.contains("~ changes: run"))
        scene.waitUntilArmed()
        scene.type("a")
        scene.performAll()
        #expect(scene.state.plan.revision == 2)
        #expect(scene.state.planStep("changes")?.run == "git shortlog")
    }

    @Test("A plan with a cycle is refused with the step's name, and nothing is lost")
    func cycle() throws {
        var scene = try TerminalScene(ScenePlaybooks.release, rows: 40)
        scene.type("E")
        let text = try #require(scene.edits.last?.text)
        try scene.leavesEditor(with: text.replacing("run: git log", with: "run: git log\n    needs: publish"))
        #expect(scene.screen.contains("cannot be used"))
        #expect(scene.commands.isEmpty)
    }

    @Test("Outputs, synthesis and a step taken over are edited as YAML")
    func others() throws {
        let reviewed = ScenePlaybooks.pair.replacing(
            "run: make left}", with: "run: make left, approval: required}")
        var scene = try TerminalScene(reviewed, rows: 40)
        try scene.completes("left", .record(("text", "one")))
        scene.waitUntilArmed()
        scene.type("e")
        try scene.leavesEditor(with: "text: two\n")
        scene.waitUntilArmed()
        scene.type("a")
        scene.performAll()
        #expect(scene.state["left"]?.outputs == .record(("text", "two")))
        scene.press(.down)
        scene.type("t")
        try scene.leavesEditor(with: "text: mine\ncount: 2\n")
        scene.waitUntilArmed()
        scene.type("a")
        scene.performAll()
        #expect(scene.state["right"]?.outputs == .record(("text", "mine"), ("count", 2)))
    }

    @Test("A question that can only be taken or left opens no editor")
    func notEditable() throws {
        var scene = try TerminalScene(ScenePlaybooks.pair, rows: 40)
        try scene.fails("left")
        scene.waitUntilArmed()
        scene.type("e")
        #expect(scene.edits.isEmpty)
        #expect(scene.screen.contains("only be taken or left"))
    }
}
