import FermataCore
import Testing

@testable import fermata

@Suite("The terminal's screen")
struct TerminalScreenTests {
    @Test(
        "A proposed plan fits every size it is meant for",
        arguments: [(80, 24), (120, 40), (50, 15)])
    func proposed(columns: Int, rows: Int) throws {
        var scene = try TerminalScene(ScenePlaybooks.release, columns: columns, rows: rows)
        scene.waitUntilArmed()
        try Golden.expect(scene.screen, "proposed-\(columns)x\(rows)")
        expectFits(scene)
    }

    @Test("A running plan shows each step's standing, time and last line", arguments: [(80, 24), (120, 40)])
    func running(columns: Int, rows: Int) throws {
        var scene = try TerminalScene(ScenePlaybooks.release, columns: columns, rows: rows)
        try scene.decides(.approve)
        scene.wait(milliseconds: 2000)
        try scene.completes("clone")
        scene.wait(milliseconds: 61_000)
        scene.prints("changes", "first\nsecond\nthird, and still going")
        try Golden.expect(scene.screen, "running-\(columns)x\(rows)")
        expectFits(scene)
    }

    @Test("A question about an action says exactly what would happen")
    func action() throws {
        var scene = try TerminalScene(ScenePlaybooks.release, columns: 120, rows: 40)
        try scene.reachPublish()
        try Golden.expect(scene.screen, "question-action")
        #expect(scene.screen.contains("cannot be undone"))
    }

    @Test("A question about a result shows the outputs and how sure the agent is")
    func result() throws {
        var scene = try TerminalScene(
            ScenePlaybooks.pair.replacing("run: make left}", with: "run: make left, approval: required}"),
            columns: 100, rows: 30)
        try scene.completes(
            "left", .record(("text", "Two lines\nof text"), ("count", 3)),
            Assessment(uncertainty: 0.25, cost: 1.5, summary: "Made it."))
        try Golden.expect(scene.screen, "question-result")
    }

    @Test("A failure shows what it ran and what went wrong")
    func failure() throws {
        var scene = try TerminalScene(ScenePlaybooks.pair, columns: 100, rows: 30)
        try scene.fails("left")
        try Golden.expect(scene.screen, "question-failure")
    }

    @Test("A forbidden step shows the rule's reason and what can be done, and a yes is not an answer")
    func forbidden() throws {
        var scene = try TerminalScene(ScenePlaybooks.forbidden, columns: 100, rows: 30)
        try Golden.expect(scene.screen, "question-forbidden")
        scene.waitUntilArmed()
        scene.type("a")
        #expect(scene.commands.isEmpty)
        #expect(scene.screen.contains("Nobody can approve this"))
    }

    @Test("A question about an action shows everything that a yes lets start, here and in plain lines")
    func everything() throws {
        let scene = try TerminalScene(ScenePlaybooks.everything, columns: 100, rows: 40)
        let gate = try #require(scene.state.openGates.first.flatMap { scene.state[$0] })
        let texts = [
            QuestionText(
                gate: gate, state: scene.state, earlierPlan: nil, columns: 100, symbols: .unicode
            ).lines.map(\.text).joined(separator: "\n"),
            GateText(gate: gate, state: scene.state).lines.joined(separator: "\n"),
        ]
        for text in texts {
            for part in [
                "bash -c", "./deploy", "over there", "INPUT_TAG", "v1.2.0", "TARGET", "production",
                "./undeploy", "1 min 30 s", "3 more after a failure", "declared to be the same",
                "always reviewed", "the run is stopped",
            ] {
                #expect(text.contains(part), "\(part) is missing in \(text)")
            }
        }
    }

    @Test("A failure's question names what a yes starts, also in plain lines")
    func failureInPlainLines() throws {
        var scene = try TerminalScene(ScenePlaybooks.pair)
        try scene.fails("left")
        let gate = try #require(scene.state.openGates.first.flatMap { scene.state[$0] })
        let lines = GateText(gate: gate, state: scene.state).lines
        #expect(lines.contains("  a yes starts exactly this, once:"))
        #expect(lines.contains("    make left"))
    }

    @Test("A question of an agent shows its options by number")
    func question() throws {
        var scene = try TerminalScene(ScenePlaybooks.pair, columns: 100, rows: 30)
        try scene.asks("left", "Which branch?", options: ["main", "next"])
        scene.waitUntilArmed()
        scene.type("2")
        try Golden.expect(scene.screen, "question-options")
    }

    @Test("A step whose end is unknown is asked about with yes and no")
    func recovery() throws {
        var scene = try TerminalScene(ScenePlaybooks.single, columns: 100, rows: 30)
        try scene.decides(.approve)
        try scene.adopt()
        try Golden.expect(scene.screen, "question-recovery")
    }

    @Test("A breakpoint asks before its step")
    func breakpoint() throws {
        var scene = try TerminalScene(ScenePlaybooks.release, columns: 100, rows: 30)
        try scene.decides(.approve)
        try scene.completes("clone")
        try Golden.expect(scene.screen, "question-breakpoint")
    }

    @Test("The start of a run asks about its inputs")
    func start() throws {
        let scene = try TerminalScene(
            ScenePlaybooks.pair.replacing("autonomy: supervised", with: "autonomy: manual"), columns: 100,
            rows: 24)
        try Golden.expect(scene.screen, "question-start")
    }

    @Test("The end shows the result with the steps each part rests on, and what was not done")
    func ended() throws {
        var scene = try TerminalScene(ScenePlaybooks.release)
        try scene.decides(.approve)
        try scene.completes("clone")
        try scene.completes("changes", .record(("text", "- a change\n- another change")))
        try scene.decide(.stop(reason: "It is late."))
        try Golden.expect(scene.screen, "ended")
        let closing = ClosingText(
            state: scene.state, leave: .ended(scene.state.phase), carriesOut: true, drafts: [:])
        try Golden.expect(closing.lines.joined(separator: "\n"), "ended-afterwards")
    }

    @Test("A plan of 500 steps is shown around the selected one")
    func many() throws {
        var scene = try TerminalScene(ScenePlaybooks.wide(stepCount: 500))
        try Golden.expect(scene.screen, "many-steps")
        for _ in 0..<250 { scene.press(.down) }
        #expect(scene.screen.contains("▸"))
        #expect(scene.screen.contains("Work on part 251 "))
        expectFits(scene)
    }

    @Test("Hostile names and output can do nothing but be read")
    func hostile() throws {
        var scene = try TerminalScene(
            ScenePlaybooks.pair.replacing("name: Left", with: "name: \"L\\u202Eeft\\e[2J\""), columns: 100,
            rows: 24)
        scene.prints("left", "\u{1B}[2J\u{1B}]0;title\u{07}gone\u{200B}\u{202E}txt\u{9B}31m\r\n")
        scene.prints("right", "\u{1B}[32mgreen\u{1B}[0m \u{FF}\u{0}end")
        try Golden.expect(scene.screen, "hostile")
        scene.press(.character("l"))
        for character in scene.screen.unicodeScalars where character != "\n" {
            #expect(character.properties.generalCategory != .control)
            #expect(character.properties.generalCategory != .format)
        }
    }

    @Test("Where the locale knows only ASCII, only ASCII is drawn")
    func ascii() throws {
        var scene = try TerminalScene(ScenePlaybooks.release, symbols: .ascii)
        scene.waitUntilArmed()
        try Golden.expect(scene.screen, "ascii")
        let strangers = scene.screen.unicodeScalars.filter { !$0.isASCII }
        #expect(strangers.isEmpty)
    }

    @Test("A window too small to decide in says so and arms nothing")
    func tooSmall() throws {
        var scene = try TerminalScene(ScenePlaybooks.release, columns: 26, rows: 5)
        scene.waitUntilArmed()
        #expect(scene.screen.contains("too small"))
        #expect(!scene.model.isArmed)
    }

    @Test(
        "No line is wider and no frame higher than the terminal",
        arguments: [30, 47, 64, 81, 109, 110, 160], [9, 12, 18, 33])
    func everySize(columns: Int, rows: Int) throws {
        var scene = try TerminalScene(ScenePlaybooks.release, columns: columns, rows: rows)
        expectFits(scene)
        scene.press(.character("?"))
        expectFits(scene)
        scene.press(.escape)
        try scene.decides(.approve)
        try scene.completes("clone")
        expectFits(scene)
        scene.press(.character("n"))
        scene.type(String(repeating: "a long note ", count: 30))
        expectFits(scene)
    }

    private func expectFits(_ scene: TerminalScene, _ location: SourceLocation = #_sourceLocation) {
        let frame = Screen(scene.model).frame
        #expect(frame.lines.count == scene.model.size.rows, sourceLocation: location)
        for line in frame.lines {
            #expect(line.width <= scene.model.size.columns, "\(line.text)", sourceLocation: location)
            #expect(line.width == ColumnWidth.of(line.text), sourceLocation: location)
        }
        if let cursor = frame.cursor {
            #expect(cursor.row < scene.model.size.rows, sourceLocation: location)
            #expect(cursor.column < scene.model.size.columns, sourceLocation: location)
        }
    }
}

extension TerminalScene {
    /// Goes on until the gate before the step that changes the world is open.
    mutating func reachPublish() throws {
        try decides(.approve)
        try completes("clone")
        try decides(.approve)
        try completes("changes")
        try completes("build")
    }
}
