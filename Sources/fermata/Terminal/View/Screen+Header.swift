import FermataCore

/// The lines above and below: where the run stands, and what can be done.
extension Screen {
    func header(_ state: RunState) -> [StyledLine] {
        let columns = model.size.columns
        let look = RunAppearance(state, symbols)
        var title = StyledLine(" ")
        title.append(VisibleText.line(state.title), strong: true)
        title.append("  ")
        title.append("\(look.glyph) \(look.word)", look.ink)
        var first = title.cut(to: max(0, columns - state.id.rawValue.count - 2), ellipsis: symbols.ellipsis)
        first.pad(to: columns - state.id.rawValue.count - 1)
        first.append(state.id.rawValue, .faint)
        let second = StyledLine(" " + facts(state).joined(separator: " \(symbols.dot) "), .faint)
        var lines = [first, second.cut(to: columns, ellipsis: symbols.ellipsis)]
        if layout.headerRows > 2 {
            lines.append(progress(state))
            lines.append(StyledLine())
        }
        return lines
    }

    private func facts(_ state: RunState) -> [String] {
        let end = state.phase.isFinal ? state.updatedAt : model.now.wall
        var facts = [
            "\(state.summary.endedStepCount) of \(state.steps.count) steps",
            DurationText.clock(milliseconds: end.milliseconds(since: state.createdAt)),
        ]
        if let budget = state.playbook.budget {
            facts.append("cost \(DurationText.amount(state.cost)) of \(DurationText.amount(budget))")
        } else if state.cost > 0 {
            facts.append("cost \(DurationText.amount(state.cost))")
        }
        facts.append("asks as \(state.autonomy.rawValue)")
        let count = state.openGates.count
        if count > 0 { facts.append(count == 1 ? "1 question" : "\(count) questions") }
        if !model.carriesOut { facts.append("carried out elsewhere") }
        if let reason = model.lossReason { facts.append(VisibleText.line(reason)) }
        return facts
    }

    /// One cell a step, several steps a cell where there are many; the most urgent of them shows.
    private func progress(_ state: RunState) -> StyledLine {
        let room = max(1, model.size.columns - 2)
        let count = state.steps.count
        let cells = min(room, count)
        var line = StyledLine(" ")
        for cell in 0..<cells {
            let steps = state.steps[(cell * count / cells)..<((cell + 1) * count / cells)]
            let (text, ink) =
                steps.map { mark($0, state) }.max { $0.urgency < $1.urgency }
                .map { ($0.text, $0.ink) } ?? (symbols.barOpen, .faint)
            let columns = (cell + 1) * room / cells - cell * room / cells
            line.append(String(repeating: text, count: max(1, columns - (columns > 2 ? 1 : 0))), ink)
            if columns > 2 { line.append(" ") }
        }
        return line
    }

    private func mark(_ step: StepState, _ state: RunState) -> (text: String, ink: Ink, urgency: Int) {
        switch step.phase {
        case .held, .suspended, .reviewing: (symbols.barYou, .you, 5)
        case .failed: (symbols.barFailed, .failed, 4)
        case .working: (symbols.barRunning, .running, 3)
        case .pending, .ready, .rolledBack: (symbols.barOpen, .faint, 2)
        case .skipped: (symbols.barOpen, .faint, 1)
        case .done: (symbols.barDone, .done, 0)
        }
    }

    /// The status line and the line of hints, or the field that is being written; and where its cursor
    /// stands.
    func footer(_ state: RunState) -> ([StyledLine], cursorColumn: Int?) {
        if case .line(let prompt) = model.dialog { return field(prompt) }
        return ([status(state), hintLine(state)], nil)
    }

    private func field(_ prompt: LinePrompt) -> ([StyledLine], cursorColumn: Int?) {
        let columns = model.size.columns
        let count = prompt.editor.lineCount
        let lines = count == 1 ? "" : "\(count) lines \(symbols.dot) "
        let keys = "\(lines)Enter sends \(symbols.dot) Esc does not"
        var title = StyledLine(" ")
        if let notice = model.notice {
            title.append(VisibleText.line(notice.text), notice.tone == .refusal ? .failed : .plain)
        } else {
            title.append(prompt.title, .you, strong: true)
        }
        title = title.cut(to: max(10, columns - keys.count - 3), ellipsis: symbols.ellipsis)
        title.pad(to: columns - keys.count - 1)
        title.append(keys, .faint)
        let before = shown(prompt.editor.characters[..<prompt.editor.cursor])
        let after = shown(prompt.editor.characters[prompt.editor.cursor...])
        let room = max(1, columns - 5)
        // The end of what stands before the cursor is what the person is looking at.
        var shown = Substring(before)
        while ColumnWidth.of(shown) > room { shown.removeFirst() }
        var line = StyledLine(" \(symbols.prompt) ", .you)
        line.append(String(shown))
        let cursor = line.width
        line.append(after)
        return ([title, line.cut(to: columns, ellipsis: symbols.ellipsis)], cursor)
    }

    /// Text in a field of one row: each end of a line is a sign of its own.
    private func shown(_ characters: ArraySlice<Character>) -> String {
        characters.split(separator: "\n", omittingEmptySubsequences: false)
            .map { VisibleText.line(String($0)) }.joined(separator: symbols.lineEnd)
    }

    private func status(_ state: RunState) -> StyledLine {
        if let notice = model.notice {
            return StyledLine(" " + VisibleText.line(notice.text), notice.tone == .refusal ? .failed : .plain)
        }
        if state.phase.isFinal { return StyledLine(" The run has ended.", .faint) }
        if state.isPaused { return StyledLine(" The run is held: p lets it go on.", .blocked) }
        if state.openGates.isEmpty { return StyledLine(" Nothing waits for you.", .faint) }
        return StyledLine()
    }

    private func hintLine(_ state: RunState) -> StyledLine {
        var line = StyledLine(" ")
        guard model.ending == nil else {
            append(.leave, "leave", to: &line)
            return line
        }
        guard model.dialog == nil else { return line }
        append(.help, KeyBinding.help.hint, to: &line)
        append(.leave, KeyBinding.leave.hint, to: &line)
        if state.openGates.count > 1 { append(.nextQuestion, "next question", to: &line) }
        append(.showStep, "look", to: &line)
        for binding in model.hints {
            let word = binding == .pauseRun && state.isPaused ? "go on" : binding.hint
            append(binding, word, to: &line)
        }
        append(.stopRun, "stop", to: &line)
        return line
    }

    private func append(_ binding: KeyBinding, _ word: String, to line: inout StyledLine) {
        guard let key = binding.keys.first?.name else { return }
        let width = key.count + word.count + 3
        guard line.width + width <= model.size.columns else { return }
        line.append(key, .plain, strong: true)
        line.append(" \(word)  ", .faint)
    }
}
