import FermataAPI
import FermataCore

/// What keys do when no dialog is open.
extension TerminalModel {
    mutating func press(_ key: TerminalKey) -> [Output] {
        // These two work everywhere, whatever is open.
        if key == .control("c") { return interrupt() }
        if key == .control("z") { return [.sleep] }
        if ending != nil { return pressAtEnd(key) }
        if dialog != nil { return pressInDialog(key) }
        notice = nil
        if case .character(let character) = key, let number = character.wholeNumberValue, number > 0 {
            choose(number)
            return []
        }
        if key == .escape {
            isQuestionWhole = false
            chosenStep = nil
            return []
        }
        guard let binding = KeyBinding.of(key) else { return [] }
        return act(binding)
    }

    /// Pasted text fills the field that is open; it never decides anything.
    mutating func paste(_ text: String) {
        guard case .line(var prompt) = dialog else {
            say("Pasted text is only taken where you write.")
            return
        }
        prompt.editor.paste(text)
        dialog = .line(prompt)
    }

    /// What an input means that has arrived in one piece with others.
    ///
    /// A terminal that does not mark what is pasted sends it as if it were typed. An Enter amid a text that
    /// came all at once was no wish to send what stood before it.
    func meaning(of input: TerminalInput, in piece: [TerminalInput]) -> TerminalInput {
        guard case .line = dialog, input == .key(.enter), let first = piece.firstIndex(of: .key(.enter))
        else { return input }
        let hasTextBehind = piece[first...].contains { if case .key(.character) = $0 { true } else { false } }
        return hasTextBehind ? .lineEnd : input
    }

    /// A line of an unmarked paste has ended.
    mutating func endLine() {
        guard case .line(var prompt) = dialog else { return }
        prompt.editor.insert("\n")
        dialog = .line(prompt)
    }

    private mutating func act(_ binding: KeyBinding) -> [Output] {
        switch binding {
        case .approve: return approve()
        case .edit: return editQuestion()
        case .reject: return reject()
        case .hold: return holdQuestion()
        case .open: return openQuestion()
        case .readOn: readQuestion(by: max(1, layout.questionTextRows - 1))
        case .readBack: readQuestion(by: -max(1, layout.questionTextRows - 1))
        case .nextQuestion: return showNeighbour(1)
        case .previousQuestion: return showNeighbour(-1)
        case .moveUp: moveSelection(by: -1)
        case .moveDown: moveSelection(by: 1)
        case .help: dialog = .help(ReadingPane(HelpText(columns: layout.overlayTextColumns).lines))
        case .leave: return [.leave]
        case .stopRun: return confirmStop()
        case .stopOrKill: return interrupt()
        case .suspend: return [.sleep]
        case .pauseRun, .undo, .moreAutonomy, .lessAutonomy: return actOnRun(binding)
        case .editPlan: return state.map { edit(.plan($0.plan)) } ?? []
        case .showStep, .redirect, .skip, .skipWithDependents, .rollBack, .takeOver, .note, .pauseStep,
            .breakpoint:
            guard let state, let step = selectedStep.flatMap({ state[$0] }) else { return [] }
            return act(binding, on: step, in: state)
        }
        return []
    }

    private mutating func actOnRun(_ binding: KeyBinding) -> [Output] {
        guard let state else { return [] }
        switch binding {
        case .pauseRun:
            return state.isPaused
                ? perform(.resume(.run), "The run goes on.") : perform(.pause(.run), "The run is held.")
        case .undo:
            let label = state.undoable.map { "Undone: \($0.label)." } ?? "Undone."
            return perform(.undo(state.undoable?.revision), label)
        case .moreAutonomy: return shiftAutonomy(by: 1, in: state)
        case .lessAutonomy: return shiftAutonomy(by: -1, in: state)
        default: return []
        }
    }

    private mutating func shiftAutonomy(by shift: Int, in state: RunState) -> [Output] {
        let levels = Autonomy.allCases
        guard let index = levels.firstIndex(of: state.autonomy), levels.indices.contains(index + shift) else {
            say("The autonomy is \(state.autonomy.rawValue) already; there is no level beyond it.", .refusal)
            return []
        }
        let level = levels[index + shift]
        return perform(.setAutonomy(nil, level), "The autonomy is \(level.rawValue).")
    }

    private mutating func act(_ binding: KeyBinding, on step: StepState, in state: RunState) -> [Output] {
        let id = step.id
        let title = VisibleText.line(state.planStep(id)?.title ?? id.rawValue)
        switch binding {
        case .showStep: dialog = .step(id, ReadingPane(stepLines(id)))
        case .redirect: ask(.redirect(id), "Redirect “\(title)”: what should be done differently?")
        case .skip: ask(.skip(id, includingDependents: false), "Skip “\(title)”. Why? (may stay empty)")
        case .skipWithDependents:
            let count = state.plan.cone(of: [id]).count - 1
            ask(
                .skip(id, includingDependents: true),
                "Skip “\(title)” and the \(count) steps that need it. Why? (may stay empty)")
        case .note: ask(.note(id), "Note for “\(title)”, for its next attempt")
        case .rollBack: return confirmRollBack(to: id, in: state)
        case .takeOver: return edit(.takeOver(id, outputs: step.outputs ?? .object([])))
        case .pauseStep:
            return step.isPaused
                ? perform(.resume(.step(id)), "\(id) goes on.") : perform(.pause(.step(id)), "\(id) is held.")
        case .breakpoint:
            return state.breakpoints.contains { $0.step == id }
                ? perform(.removeBreakpoint(id), "The breakpoint before \(id) is gone.")
                : perform(.addBreakpoint(Breakpoint(step: id)), "The run is held before \(id).")
        default: break
        }
        return []
    }

    private mutating func moveSelection(by shift: Int) {
        guard let state, let selected = selectedStep,
            let index = state.plan.steps.firstIndex(where: { $0.id == selected })
        else { return }
        chosenStep = state.plan.steps[min(max(0, index + shift), state.plan.steps.count - 1)].id
    }

    mutating func ask(_ purpose: LinePrompt.Purpose, _ title: String) {
        dialog = .line(LinePrompt(purpose: purpose, title: title))
    }

    mutating func perform(_ command: Command, _ label: String) -> [Output] {
        [.perform(command, Deed(label: label))]
    }

    /// Ctrl-C: the first stops the run, the second leaves at once.
    mutating func interrupt() -> [Output] {
        guard ending == nil, let state else { return [.leave] }
        interruptCount += 1
        guard interruptCount == 1 else { return [.kill] }
        guard carriesOut else {
            interruptCount = 0
            say("Another process carries out this run. Q stops it, q leaves the view.")
            return []
        }
        say("The run is being stopped. Ctrl-C again leaves at once and kills what works.")
        guard state.stop == nil else { return [] }
        let reason = "\(actor.name) stopped it."
        return [
            .perform(
                .stop(reason: reason),
                Deed(label: "The run is being stopped. Ctrl-C again leaves at once and kills what works."))
        ]
    }

    private mutating func pressAtEnd(_ key: TerminalKey) -> [Output] {
        let rows = layout.overlayTextRows
        switch key {
        case .up, .character("k"): ending?.scroll(by: -1, rows: rows)
        case .down, .character("j"): ending?.scroll(by: 1, rows: rows)
        case .pageUp: ending?.scroll(by: 1 - rows, rows: rows)
        case .pageDown, .character(" "): ending?.scroll(by: rows - 1, rows: rows)
        case .character("q"), .enter, .escape: return [.leave]
        case .character, .control, .left, .right, .home, .end, .tab, .backTab, .backspace, .delete: break
        }
        return []
    }
}
