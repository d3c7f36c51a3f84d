import FermataCore
import Testing

@testable import fermata

@Suite("Interventions in the terminal")
struct TerminalInterventionTests {
    @Test(
        "A key that writes a line names the step and sends the line",
        arguments: [
            ("d", "Redirect “Left”", Command.redirect("left", instructions: "go")),
            ("n", "Note for “Left”", .note("left", text: "go")),
            ("s", "Skip “Left”", .skip("left", includingDependents: false, reason: "go")),
            ("S", "Skip “Left” and", .skip("left", includingDependents: true, reason: "go")),
        ])
    func lines(key: String, title: String, command: Command) throws {
        var scene = try TerminalScene(ScenePlaybooks.pair)
        scene.type(key)
        #expect(scene.screen.contains(title))
        #expect(Screen(scene.model).frame.cursor != nil)
        scene.type("go")
        scene.press(.enter)
        #expect(scene.commands == [command])
    }

    @Test(
        "A key without a line sends its command at once",
        arguments: [
            ("P", Command.pause(.step("left"))),
            ("b", .addBreakpoint(Breakpoint(step: "left"))),
            ("p", .pause(.run)),
            ("+", .setAutonomy(nil, .autonomous)),
            ("-", .setAutonomy(nil, .guided)),
        ])
    func commands(key: String, command: Command) throws {
        var scene = try TerminalScene(ScenePlaybooks.pair)
        scene.type(key)
        #expect(scene.commands == [command])
    }

    @Test("u and U take back one's own last intervention and do it again, naming the revision")
    func undoAndRedo() throws {
        var scene = try TerminalScene(ScenePlaybooks.pair)
        scene.type("p")
        scene.performAll()
        let undone = try #require(scene.state.undoable)
        scene.type("u")
        #expect(scene.commands == [.undo(undone.revision)])
        scene.performAll()
        #expect(scene.screen.contains("Undone: pause, by ada."))
        let redone = try #require(scene.state.redoable)
        scene.type("U")
        #expect(scene.commands == [.redo(redone.revision)])
        scene.performAll()
        #expect(scene.screen.contains("Done again: pause, by ada."))
        #expect(scene.state.isPaused)
    }

    @Test("What somebody else did is undone only after it was named and y was pressed")
    func undoOfAnother() throws {
        var scene = try TerminalScene(ScenePlaybooks.pair)
        try scene.decide(.pause(.run), by: TerminalScene.ben)
        let record = try #require(scene.state.undoable)
        scene.type("u")
        #expect(scene.commands.isEmpty)
        #expect(scene.screen.contains("pause, by ben"))
        scene.waitUntilArmed()
        try scene.decide(.note("left", text: "mind the gap"), by: TerminalScene.ben)
        scene.type("y")
        #expect(scene.commands == [.undo(record.revision)], "what was read, not what came last")
        scene.performAll()
        #expect(scene.state.isPaused)
        #expect(scene.screen.contains("is not the last"))
    }

    @Test("Where nothing can be taken back, the reason is said and nothing is sent", arguments: ["u", "U"])
    func nothingToTakeBack(key: String) throws {
        var scene = try TerminalScene(ScenePlaybooks.pair)
        scene.type(key)
        #expect(scene.commands.isEmpty)
        #expect(scene.model.notice?.tone == .refusal)
    }

    @Test("The same key lifts what it placed")
    func toggles() throws {
        var scene = try TerminalScene(ScenePlaybooks.pair)
        scene.type("pPb")
        scene.performAll()
        scene.type("pPb")
        #expect(
            scene.commands == [.resume(.run), .resume(.step("left")), .removeBreakpoint("left")])
    }

    @Test("Keys act on the step that was selected")
    func selection() throws {
        var scene = try TerminalScene(ScenePlaybooks.pair)
        scene.press(.down)
        scene.type("P")
        #expect(scene.commands == [.pause(.step("right"))])
    }

    @Test("Esc sends nothing")
    func escape() throws {
        var scene = try TerminalScene(ScenePlaybooks.pair)
        for key in ["d", "s", "S", "n", "Q", "r"] {
            scene.type(key)
            scene.type("text")
            scene.press(.escape)
            #expect(scene.model.dialog == nil)
        }
        #expect(scene.commands.isEmpty)
    }

    @Test("Stopping says what follows, and asks with a key of its own")
    func stop() throws {
        var scene = try TerminalScene(ScenePlaybooks.pair)
        scene.type("Q")
        #expect(scene.screen.contains("2 working"))
        scene.type("y")
        #expect(scene.commands.isEmpty, "it has only just appeared")
        scene.waitUntilArmed()
        scene.press(.enter)
        #expect(scene.commands.isEmpty, "only y is a yes")
        scene.type("y")
        #expect(scene.commands == [.stop(reason: "ada stopped it.")])
    }

    @Test("Rolling back lists what cannot be undone, and sends exactly that as accepted")
    func rollBack() throws {
        let irreversible = ScenePlaybooks.single.replacing(", undo: ./undeploy", with: "")
        var scene = try TerminalScene(irreversible)
        try scene.decides(.approve)
        try scene.completes("deploy")
        scene.press(.up)
        scene.type("r")
        #expect(scene.screen.contains("These effects stay"))
        scene.waitUntilArmed()
        scene.type("y")
        #expect(scene.commands.isEmpty)
        scene.type("slower")
        scene.press(.enter)
        let preview = try #require(scene.state.rollbackOutlook(of: "deploy")).digest
        #expect(
            scene.commands == [
                .rollBack("deploy", instructions: "slower", accepting: ["deploy"], preview: preview)
            ])
    }

    @Test("What a rollback would do is shown anew, and must be read anew, when it changes meanwhile")
    func rollBackShowsWhatIsNew() throws {
        var scene = try TerminalScene(ScenePlaybooks.single)
        try scene.decides(.approve)
        scene.press(.down)
        try scene.completes("deploy")
        scene.press(.up)
        scene.type("r")
        scene.waitUntilArmed()
        try scene.decide(.editPlan(baseRevision: 1, steps: scene.planWithAnotherCheck))
        scene.type("y")
        #expect(scene.commands.isEmpty, "what it would do now has only just appeared")
        #expect(scene.screen.contains("another"))
    }

    @Test("A rollback that would do something else by the time it is sent is asked about again")
    func staleRollBack() throws {
        var scene = try TerminalScene(ScenePlaybooks.single)
        try scene.decides(.approve)
        try scene.completes("deploy")
        scene.press(.up)
        scene.type("r")
        scene.waitUntilArmed()
        scene.type("yslower")
        try scene.decide(.editPlan(baseRevision: 1, steps: scene.planWithAnotherCheck))
        scene.press(.enter)
        #expect(scene.commands.isEmpty)
        #expect(scene.screen.contains("another"))
        scene.waitUntilArmed()
        scene.type("y")
        #expect(scene.screen.contains("slower"), "what was written is kept")
        scene.press(.enter)
        let preview = try #require(scene.state.rollbackOutlook(of: "deploy")).digest
        #expect(
            scene.commands == [.rollBack("deploy", instructions: "slower", accepting: [], preview: preview)])
    }

    @Test("Rolling back names the command that undoes an effect")
    func compensation() throws {
        var scene = try TerminalScene(ScenePlaybooks.single)
        try scene.decides(.approve)
        try scene.completes("deploy")
        scene.press(.up)
        scene.type("r")
        #expect(scene.screen.contains("undone by"))
        #expect(scene.screen.contains("./undeploy"))
    }

    @Test("What the rules would refuse is refused before anything is asked")
    func notYet() throws {
        var scene = try TerminalScene(ScenePlaybooks.single)
        scene.press(.down)
        scene.type("r")
        #expect(scene.model.dialog == nil)
        #expect(scene.screen.contains("has not begun"))
    }

    @Test("Ctrl-C once stops the run, twice leaves at once")
    func interrupt() throws {
        var scene = try TerminalScene(ScenePlaybooks.pair)
        scene.press(.control("c"))
        #expect(scene.commands == [.stop(reason: "ada stopped it.")])
        #expect(scene.screen.contains("Ctrl-C again"))
        scene.press(.control("c"))
        #expect(scene.wantsKill)
    }

    @Test("Ctrl-C works while a line is written")
    func interruptInField() throws {
        var scene = try TerminalScene(ScenePlaybooks.pair)
        scene.type("n")
        scene.press(.control("c"))
        #expect(scene.commands.count == 1)
    }

    @Test("Ctrl-C in a view that only watches stops nothing")
    func interruptElsewhere() throws {
        var scene = try TerminalScene(ScenePlaybooks.pair, carriesOut: false)
        scene.press(.control("c"), .control("c"))
        #expect(scene.commands.isEmpty)
        #expect(!scene.wantsKill)
        #expect(scene.screen.contains("Another process"))
    }

    @Test("At the end no key decides anything, and q leaves")
    func end() throws {
        var scene = try TerminalScene(ScenePlaybooks.pair)
        try scene.decide(.stop(reason: "enough"))
        for step in scene.state.steps {
            let key = try #require(step.workingKey)
            let failure = AttemptFailure(kind: .cancelled, message: "stopped")
            try scene.decide(.report(key, .failed(failure, cost: nil, transcript: nil)), by: .engine)
        }
        #expect(scene.state.phase == .stopped)
        scene.forgetOutputs()
        scene.type("aedsrtnpPbuU+-QE")
        #expect(scene.commands.isEmpty)
        #expect(scene.model.dialog == nil)
        scene.type("q")
        #expect(scene.wantsToLeave)
    }
}

extension TerminalScene {
    /// The plan with one more step that needs what was deployed.
    var planWithAnotherCheck: [PlanStep] {
        var step = state.plan.steps[1]
        step.id = "another"
        step.name = "Check once more"
        return state.plan.steps + [step]
    }
    var wantsKill: Bool { outputs.contains(.kill) }
    var wantsToLeave: Bool { outputs.contains(.leave) }
}
