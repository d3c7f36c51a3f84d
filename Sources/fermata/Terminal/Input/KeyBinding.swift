/// What a key does in the view of a run. The help page, the document and the handling all go by this table.
enum KeyBinding: CaseIterable {
    case approve, edit, reject, hold, open
    case readOn, readBack, nextQuestion, previousQuestion
    case moveUp, moveDown, showStep
    case redirect, skip, skipWithDependents, rollBack, takeOver, note, pauseStep, breakpoint
    case editPlan, pauseRun, undo, redo, moreAutonomy, lessAutonomy
    case stopRun, leave, stopOrKill, suspend, help

    /// The groups of the help page.
    enum Group: String, CaseIterable {
        case question = "The question on the screen"
        case plan = "The plan"
        case step = "The selected step"
        case run = "The run"
    }

    /// The keys that do it.
    var keys: [TerminalKey] {
        switch self {
        case .approve: [.character("a")]
        case .edit: [.character("e")]
        case .reject: [.character("x")]
        case .hold: [.character("h")]
        case .open: [.enter]
        case .readOn: [.pageDown, .character(" ")]
        case .readBack: [.pageUp]
        case .nextQuestion: [.tab]
        case .previousQuestion: [.backTab]
        case .moveUp: [.up, .character("k")]
        case .moveDown: [.down, .character("j")]
        case .showStep: [.character("l")]
        case .redirect: [.character("d")]
        case .skip: [.character("s")]
        case .skipWithDependents: [.character("S")]
        case .rollBack: [.character("r")]
        case .takeOver: [.character("t")]
        case .note: [.character("n")]
        case .pauseStep: [.character("P")]
        case .breakpoint: [.character("b")]
        case .editPlan: [.character("E")]
        case .pauseRun: [.character("p")]
        case .undo: [.character("u")]
        case .redo: [.character("U")]
        case .moreAutonomy: [.character("+")]
        case .lessAutonomy: [.character("-")]
        case .stopRun: [.character("Q")]
        case .leave: [.character("q")]
        case .stopOrKill: [.control("c")]
        case .suspend: [.control("z")]
        case .help: [.character("?")]
        }
    }

    /// What it does, in words for the help page and the document.
    var meaning: String {
        switch self {
        case .approve: "Approve exactly what is shown, once it has been shown to its end"
        case .edit: "Edit what is asked about in your editor, and approve your version"
        case .reject: "Reject, with a reason"
        case .hold: "Take its deadline away, or give the whole time again"
        case .open: "Answer, or show the question on the whole screen"
        case .readOn: "Read on"
        case .readBack: "Read back"
        case .nextQuestion: "Next open question"
        case .previousQuestion: "Previous open question"
        case .moveUp: "Select the step above"
        case .moveDown: "Select the step below"
        case .showStep: "Show the step, its output and results"
        case .redirect: "Redirect: do it differently, with your instructions"
        case .skip: "Skip it"
        case .skipWithDependents: "Skip it and everything that needs it"
        case .rollBack: "Roll back to before it"
        case .takeOver: "Take over: supply its outputs yourself"
        case .note: "Leave a note for its next attempt"
        case .pauseStep: "Hold the step, or let it go on"
        case .breakpoint: "Set or remove a breakpoint before it"
        case .editPlan: "Edit the plan in your editor"
        case .pauseRun: "Hold the whole run, or let it go on"
        case .undo: "Undo the last intervention; what somebody else did is asked about"
        case .redo: "Do again what was undone last"
        case .moreAutonomy: "More autonomy: ask less"
        case .lessAutonomy: "Less autonomy: ask more"
        case .stopRun: "Stop the run"
        case .leave: "Leave the view; the run waits and can be resumed"
        case .stopOrKill: "Stop the run; a second time: leave at once, what works is killed"
        case .suspend: "Put the view to sleep; `fg` wakes it"
        case .help: "Show the keys"
        }
    }

    /// The word in the line of hints.
    var hint: String {
        switch self {
        case .approve: "approve"
        case .edit: "edit"
        case .reject: "reject"
        case .hold: "hold"
        case .open: "open"
        case .readOn: "read on"
        case .readBack: "read back"
        case .nextQuestion: "next question"
        case .previousQuestion: "previous question"
        case .moveUp, .moveDown: "select"
        case .showStep: "look"
        case .redirect: "redirect"
        case .skip: "skip"
        case .skipWithDependents: "skip all"
        case .rollBack: "roll back"
        case .takeOver: "take over"
        case .note: "note"
        case .pauseStep: "hold step"
        case .breakpoint: "breakpoint"
        case .editPlan: "edit plan"
        case .pauseRun: "hold"
        case .undo: "undo"
        case .redo: "redo"
        case .moreAutonomy: "ask less"
        case .lessAutonomy: "ask more"
        case .stopRun: "stop"
        case .leave: "leave"
        case .stopOrKill: "stop"
        case .suspend: "sleep"
        case .help: "keys"
        }
    }

    /// Where it stands on the help page.
    var group: Group {
        switch self {
        case .approve, .edit, .reject, .hold, .open, .readOn, .readBack, .nextQuestion, .previousQuestion:
            .question
        case .moveUp, .moveDown, .showStep, .editPlan: .plan
        case .redirect, .skip, .skipWithDependents, .rollBack, .takeOver, .note, .pauseStep, .breakpoint:
            .step
        case .pauseRun, .undo, .redo, .moreAutonomy, .lessAutonomy, .stopRun, .leave, .stopOrKill, .suspend,
            .help:
            .run
        }
    }

    /// The binding of a key.
    static func of(_ key: TerminalKey) -> KeyBinding? { byKey[key] }

    private static let byKey: [TerminalKey: KeyBinding] = Dictionary(
        allCases.flatMap { binding in binding.keys.map { ($0, binding) } },
        uniquingKeysWith: { first, _ in first })
}

extension TerminalKey {
    /// How the key is written on the help page.
    var name: String {
        switch self {
        case .character(" "): "Space"
        case .character(let character): String(character)
        case .control(let character): "Ctrl-\(character.uppercased())"
        case .up: "↑"
        case .down: "↓"
        case .left: "←"
        case .right: "→"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .home: "Home"
        case .end: "End"
        case .enter: "Enter"
        case .tab: "Tab"
        case .backTab: "Shift-Tab"
        case .backspace: "Backspace"
        case .delete: "Del"
        case .escape: "Esc"
        }
    }
}
