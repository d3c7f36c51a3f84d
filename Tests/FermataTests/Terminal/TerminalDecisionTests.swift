import FermataCore
import Testing

@testable import fermata

@Suite("Deciding in the terminal")
struct TerminalDecisionTests {
    @Test("Approve counts 600 ms after the whole question appeared, with the digest that was shown")
    func approve() throws {
        var scene = try TerminalScene(ScenePlaybooks.single, rows: 40)
        let gate = try #require(scene.state[GateID(1)])
        scene.wait(milliseconds: 599)
        scene.type("a")
        #expect(scene.commands.isEmpty)
        #expect(scene.screen.contains("just appeared"))
        scene.wait(milliseconds: 1)
        scene.type("a")
        #expect(scene.commands == [.decide(GateID(1), .approve, digest: gate.digest)])
    }

    @Test("H takes the deadline of the question away, and gives the whole time again")
    func hold() throws {
        var scene = try TerminalScene(ScenePlaybooks.release, rows: 50)
        let gate = try #require(scene.model.shownGate)
        scene.type("h")
        #expect(scene.commands == [.holdGate(gate.id)])
        scene.performAll()
        #expect(scene.model.shownGate?.deadline == nil)
        scene.forgetOutputs()
        scene.type("h")
        #expect(scene.commands == [.releaseGate(gate.id)])
        scene.performAll()
        #expect(scene.model.shownGate?.deadline != nil)
    }

    @Test("H says that a question without a deadline waits as it is")
    func holdWithoutDeadline() throws {
        var scene = try TerminalScene(ScenePlaybooks.single, rows: 40)
        scene.type("h")
        #expect(scene.commands.isEmpty)
        #expect(scene.screen.contains("This has no deadline"))
    }

    @Test("What was typed before the question appeared never approves it")
    func typeAhead() throws {
        var scene = try TerminalScene(ScenePlaybooks.release, rows: 50)
        scene.waitUntilArmed()
        scene.type("a")
        scene.performAll()
        scene.type("aaa")
        try scene.completes("clone")
        let open = try #require(scene.model.shownGate)
        #expect(open.kind == .breakpoint)
        scene.type("aaaa")
        #expect(scene.commands.isEmpty)
        #expect(scene.state[open.id]?.isOpen == true)
    }

    @Test("A question that appears throws away what the terminal holds of earlier keys")
    func draining() throws {
        var scene = try TerminalScene(ScenePlaybooks.pair)
        scene.forgetOutputs()
        try scene.fails("left")
        #expect(scene.droppedInput)
        scene.forgetOutputs()
        scene.wait(milliseconds: 100)
        #expect(!scene.droppedInput, "only the arrival drops input, not every look")
    }

    @Test("A question that does not fit is decided only after it was read to its end")
    func mustBeRead() throws {
        var scene = try TerminalScene(ScenePlaybooks.release, columns: 60, rows: 18)
        scene.wait(milliseconds: 10_000)
        scene.type("a")
        #expect(scene.commands.isEmpty)
        #expect(scene.screen.contains("Read the question to its end first"))
        for _ in 0..<20 { scene.press(.pageDown) }
        scene.type("a")
        #expect(scene.commands.isEmpty, "its end has only just appeared")
        scene.waitUntilArmed()
        scene.press(.pageUp)
        scene.type("a")
        #expect(scene.commands.count == 1)
    }

    @Test("Making the window narrower shows another text, which has to be read again")
    func resize() throws {
        var scene = try TerminalScene(ScenePlaybooks.release, columns: 80, rows: 60)
        scene.waitUntilArmed()
        scene.resize(columns: 50, rows: 12)
        scene.type("a")
        #expect(scene.commands.isEmpty)
        scene.resize(columns: 80, rows: 60)
        scene.type("a")
        #expect(scene.commands.isEmpty)
        scene.waitUntilArmed()
        scene.type("a")
        #expect(scene.commands.count == 1)
    }

    @Test("A paste is never a decision")
    func paste() throws {
        var scene = try TerminalScene(ScenePlaybooks.single, rows: 40)
        scene.waitUntilArmed()
        scene.handle(.typed(.paste("a")))
        scene.handle(.typed(.paste("y\na\n")))
        #expect(scene.commands.isEmpty)
        scene.type("x")
        scene.handle(.typed(.paste("because\nof this\n")))
        #expect(scene.commands.isEmpty, "the line feed of a paste sends nothing")
        scene.press(.enter)
        let gate = try #require(scene.state[GateID(1)])
        #expect(
            scene.commands == [.decide(gate.id, .reject(reason: "because\nof this"), digest: gate.digest)])
    }

    @Test("Lines stay lines where a terminal does not mark what is pasted")
    func unmarkedPaste() throws {
        var scene = try TerminalScene(ScenePlaybooks.single, rows: 40)
        scene.waitUntilArmed()
        scene.type("x")
        var decoder = KeyDecoder()
        let piece = decoder.decode(Array("because\r\rof this\r".utf8))
        for input in piece { scene.handle(.typed(scene.model.meaning(of: input, in: piece))) }
        #expect(scene.commands.isEmpty, "a paste sends nothing")
        #expect(scene.screen.contains("because⏎⏎of this⏎"))
        #expect(scene.screen.contains("4 lines"))
        let enter = decoder.decode([0x0D])
        for input in enter { scene.handle(.typed(scene.model.meaning(of: input, in: enter))) }
        let gate = try #require(scene.state[GateID(1)])
        #expect(
            scene.commands == [.decide(gate.id, .reject(reason: "because\n\nof this"), digest: gate.digest)])
    }

    @Test("What is typed in one go is sent by its Enter")
    func typedInOneGo() throws {
        var scene = try TerminalScene(ScenePlaybooks.single, rows: 40)
        scene.waitUntilArmed()
        scene.type("x")
        var decoder = KeyDecoder()
        let piece = decoder.decode(Array("because\r".utf8))
        for input in piece { scene.handle(.typed(scene.model.meaning(of: input, in: piece))) }
        #expect(scene.commands.count == 1)
    }

    @Test("One key decides one question once")
    func once() throws {
        var scene = try TerminalScene(ScenePlaybooks.single, rows: 40)
        scene.waitUntilArmed()
        scene.type("aaa")
        #expect(scene.commands.count == 1)
    }

    @Test("An empty reason is not sent")
    func emptyReason() throws {
        var scene = try TerminalScene(ScenePlaybooks.single, rows: 40)
        scene.waitUntilArmed()
        scene.type("x")
        scene.press(.enter)
        scene.type("  ")
        scene.press(.enter)
        #expect(scene.commands.isEmpty)
        scene.type("no")
        scene.press(.enter)
        #expect(scene.commands.count == 1)
    }

    @Test("A question that arrives does not take the place of the one on the screen")
    func arrival() throws {
        var scene = try TerminalScene(ScenePlaybooks.pair, rows: 40)
        try scene.fails("right")
        let first = try #require(scene.model.shownGate)
        scene.waitUntilArmed()
        scene.forgetOutputs()
        try scene.fails("left")
        #expect(scene.model.shownGate?.id == first.id)
        #expect(scene.model.isArmed, "what is being read stays as it is")
        #expect(!scene.droppedInput)
        #expect(scene.screen.contains("Question 1 of 2"))
        scene.press(.tab)
        #expect(scene.model.shownGate?.step == "left")
        scene.type("a")
        #expect(scene.commands.isEmpty, "the other question has only just appeared")
    }

    @Test("A question that somebody else decides is told about, and the next must be read anew")
    func decidedElsewhere() throws {
        var scene = try TerminalScene(ScenePlaybooks.pair, rows: 40)
        try scene.fails("left")
        try scene.fails("right")
        scene.waitUntilArmed()
        try scene.decides(.approve, by: TerminalScene.ben)
        #expect(scene.screen.contains("ben decided question g1: approve."))
        #expect(scene.model.shownGate?.id == GateID(2))
        scene.type("a")
        #expect(scene.commands.isEmpty)
    }

    @Test("A question that is withdrawn while the person writes is told about, and the text is kept")
    func withdrawnWhileWriting() throws {
        var scene = try TerminalScene(ScenePlaybooks.pair, rows: 40)
        try scene.fails("left")
        scene.waitUntilArmed()
        scene.type("x")
        scene.type("my reason")
        try scene.decide(.skip("left", includingDependents: false, reason: ""))
        #expect(scene.screen.contains("my reason"))
        #expect(scene.screen.contains("withdrawn"))
        scene.press(.enter)
        scene.performAll()
        #expect(scene.screen.contains("no longer open"))
        #expect(scene.screen.contains("my reason"), "the text is still there")
        scene.press(.escape)
        #expect(scene.model.dialog == nil)
    }

    @Test("An option is chosen by its number and sent by Enter")
    func options() throws {
        var scene = try TerminalScene(ScenePlaybooks.pair, rows: 40)
        try scene.asks("left", "Which?", options: ["main", "next"])
        let gate = try #require(scene.model.shownGate)
        scene.waitUntilArmed()
        scene.press(.enter)
        scene.type("3")
        scene.press(.enter)
        #expect(scene.commands.isEmpty)
        scene.type("2")
        scene.press(.enter)
        #expect(scene.commands == [.decide(gate.id, .answer("next"), digest: gate.digest)])
    }

    @Test("A question without options is answered with a line")
    func answer() throws {
        var scene = try TerminalScene(ScenePlaybooks.pair, rows: 40)
        try scene.asks("left", "Which?")
        let gate = try #require(scene.model.shownGate)
        scene.press(.enter)
        #expect(scene.model.dialog == nil, "it has only just appeared")
        scene.waitUntilArmed()
        scene.type("a")
        #expect(scene.commands.isEmpty, "approve is no answer")
        scene.press(.enter)
        scene.type("the second")
        scene.press(.enter)
        #expect(scene.commands == [.decide(gate.id, .answer("the second"), digest: gate.digest)])
    }

    @Test("A refused verdict is told in the rules' own words, and can be given again")
    func refusal() throws {
        var scene = try TerminalScene(ScenePlaybooks.single, rows: 40)
        scene.waitUntilArmed()
        scene.type("a")
        let deed = try #require(scene.deeds.first)
        scene.handle(.performed(deed, .refused("The journal is read-only.")))
        #expect(scene.screen.contains("The journal is read-only."))
        scene.forgetOutputs()
        scene.type("a")
        #expect(scene.commands.count == 1)
    }
}

extension TerminalScene {
    var droppedInput: Bool { outputs.contains(.dropTypedInput) }
    var deeds: [TerminalModel.Deed] {
        outputs.compactMap { output in
            if case .perform(_, let deed) = output { deed } else { nil }
        }
    }
}
