import FermataAPI
import FermataCore

/// Draws the model: the same model always gives the same frame.
struct Screen {
    let model: TerminalModel
    let layout: ScreenLayout
    let symbols: Symbols

    init(_ model: TerminalModel) {
        self.model = model
        layout = model.layout
        symbols = model.symbols
    }

    /// The whole screen.
    var frame: Frame {
        guard layout.isUsable else { return tooSmall }
        guard let state = model.state else {
            return Frame(
                lines: filled([StyledLine(" Opening the run\(symbols.ellipsis)", .faint)], model.size.rows))
        }
        var lines = header(state)
        lines += filled(body(state), layout.bodyRows)
        let (footer, cursorColumn) = footer(state)
        lines += footer
        let columns = model.size.columns
        let cursor = cursorColumn.map {
            Frame.Position(row: model.size.rows - 1, column: min($0, columns - 1))
        }
        return Frame(lines: lines.map { $0.cut(to: columns, ellipsis: symbols.ellipsis) }, cursor: cursor)
    }

    private var tooSmall: Frame {
        let line = StyledLine("The window is too small.").cut(to: model.size.columns, ellipsis: "")
        return Frame(lines: filled([line], max(1, model.size.rows)))
    }

    /// Exactly that many lines.
    func filled(_ lines: [StyledLine], _ count: Int) -> [StyledLine] {
        Array(lines.prefix(count)) + Array(repeating: StyledLine(), count: max(0, count - lines.count))
    }

    // What stands in the middle

    private func body(_ state: RunState) -> [StyledLine] {
        if let ending = model.ending {
            let title = state.synthesis == nil ? "The run has ended" : "The result"
            return overlay(title, ending, keys: "Space reads on · q leaves")
        }
        switch model.dialog {
        case .help(let pane): return overlay("Keys", pane, keys: "Esc goes back")
        case .step(let step, let pane):
            let title = VisibleText.line(state.planStep(step)?.title ?? step.rawValue)
            return overlay(title, pane, keys: "Esc goes back")
        case .confirm(let confirmation):
            return overlay(
                confirmation.title, confirmation.pane, keys: "y does it · Esc does not", waitsForPerson: true)
        case .review(let review): return overlay(review)
        case .line, nil: return planAndQuestion(state)
        }
    }

    private func overlay(_ review: EditReview) -> [StyledLine] {
        switch review.outcome {
        case .ready:
            overlay(
                "Send this version of \(review.target.title)?", review.pane,
                keys: "a sends it · e edits again · Esc keeps it", waitsForPerson: true)
        case .unusable:
            overlay(
                "This text cannot be used", review.pane,
                keys: "e edits again · Esc keeps it", waitsForPerson: true)
        }
    }

    /// A text that stands before everything else, below its title and keys.
    private func overlay(
        _ title: String, _ pane: ReadingPane, keys: String, waitsForPerson: Bool = false
    ) -> [StyledLine] {
        let ink: Ink = waitsForPerson ? .you : .plain
        let below = pane.lineCountBelow(rows: layout.overlayTextRows)
        let more = below > 0 ? "\(symbols.more) \(below) more · " : ""
        var lines = [
            rule(left: [(title, ink, true)], right: [(more + keys, .faint)], columns: model.size.columns)
        ]
        lines += pane.visible(rows: layout.overlayTextRows).map(indented)
        return lines
    }

    private func planAndQuestion(_ state: RunState) -> [StyledLine] {
        let plan = PlanRows(model: model, state: state, layout: layout).lines
        guard layout.isSideBySide else {
            return filled(plan, layout.planRows) + questionLines(state)
        }
        let right = layout.questionRows > 0 ? questionLines(state) : idleLines(state)
        let rightRows = filled(right, layout.bodyRows)
        return filled(plan, layout.bodyRows).enumerated().map { row, line in
            var whole = line.cut(to: layout.planColumns, ellipsis: symbols.ellipsis)
            whole.pad(to: layout.planColumns)
            whole.append(symbols.vertical, .faint)
            whole.append(rightRows[row])
            return whole
        }
    }

    /// Beside the plan, while nothing is asked: the selected step and what it prints.
    private func idleLines(_ state: RunState) -> [StyledLine] {
        guard let step = model.selectedStep else { return [] }
        let title = VisibleText.line(state.planStep(step)?.title ?? step.rawValue)
        var lines = [rule(left: [(title, .plain, true)], right: [], columns: layout.questionColumns)]
        let printed = (model.outputs[step]?.lines ?? []).suffix(layout.bodyRows - 1)
        lines += printed.map { line in
            StyledLine(" " + line).cut(to: layout.questionColumns, ellipsis: symbols.ellipsis)
        }
        if printed.isEmpty { lines.append(StyledLine(" Nothing printed yet", .faint)) }
        return lines
    }

    // The question

    private func questionLines(_ state: RunState) -> [StyledLine] {
        guard let question = model.question, let gate = state[question.gate] else { return [] }
        let columns = layout.questionColumns
        let count = state.openGates.count
        let position = (state.openGates.firstIndex(of: gate.id) ?? 0) + 1
        var right: [(String, Ink)] = []
        if let deadline = gate.deadline, gate.isOpen {
            let left = DurationText.clock(milliseconds: deadline.milliseconds(since: model.now.wall) + 999)
            right.append(("\(left) left", .you))
        }
        let name = gate.isOpen ? "Question \(position) of \(count)" : "Question, closed"
        let ink: Ink = gate.isOpen ? .you : .faint
        var lines = [
            rule(
                left: [("\(symbols.you) \(name) \(symbols.dot) \(gate.id)", ink, true)], right: right,
                columns: columns)
        ]
        lines += filled(
            question.pane.visible(rows: layout.questionTextRows).map(indented), layout.questionTextRows)
        lines.append(actions(gate, question).cut(to: columns, ellipsis: symbols.ellipsis))
        return lines
    }

    /// What can be decided, in the person's colour once it counts.
    private func actions(_ gate: Gate, _ question: TerminalModel.ShownQuestion) -> StyledLine {
        guard gate.isOpen else { return StyledLine(" " + TerminalModel.sentence(about: gate), .faint) }
        if question.isDecided { return StyledLine(" Being decided\(symbols.ellipsis)", .faint) }
        let below = question.pane.lineCountBelow(rows: layout.questionTextRows)
        if !question.pane.isComplete, below > 0 {
            return StyledLine(
                " \(symbols.more) \(below) more lines: Space reads on, then you can decide", .you)
        }
        let isArmed = question.pane.isArmed(at: model.now)
        var line = StyledLine(" ")
        for (key, word) in verdictKeys(gate) {
            line.append(key, isArmed ? .you : .faint, strong: isArmed)
            line.append(" \(word)  ", isArmed ? .plain : .faint)
        }
        if let chosen = question.chosen, model.options.indices.contains(chosen) {
            line.append("Enter", .you, strong: true)
            line.append(" sends “\(VisibleText.line(model.options[chosen]))”", .you)
        }
        if below > 0 { line.append("\(symbols.more) \(below) more", .faint) }
        return line
    }

    private func verdictKeys(_ gate: Gate) -> [(String, String)] {
        let allowed = gate.allowedVerdicts
        var keys: [(String, String)] = []
        if allowed.contains("approve") { keys.append(("a", "approve")) }
        if allowed.contains("approve with edits") { keys.append(("e", "edit")) }
        if allowed.contains("answer") {
            keys.append(model.options.isEmpty ? ("Enter", "answer") : ("1–\(model.options.count)", "choose"))
        }
        if allowed.contains("reject") { keys.append(("x", "reject")) }
        return keys
    }

    func indented(_ line: StyledLine) -> StyledLine {
        var result = StyledLine(" ")
        result.append(line)
        return result
    }

    /// A line across a place, with words at its left and right.
    func rule(left: [(String, Ink, Bool)], right: [(String, Ink)], columns: Int) -> StyledLine {
        let dash = symbols.horizontal
        var line = StyledLine(dash + " ", .faint)
        for (text, ink, isStrong) in left { line.append(text + " ", ink, strong: isStrong) }
        let end = right.isEmpty ? "" : " " + right.map(\.0).joined(separator: " ") + " " + dash
        line = line.cut(to: max(0, columns - ColumnWidth.of(end)), ellipsis: symbols.ellipsis)
        line.append(
            String(repeating: dash, count: max(0, columns - line.width - ColumnWidth.of(end))), .faint)
        guard !right.isEmpty else { return line }
        line.append(" ")
        for (text, ink) in right { line.append(text + " ", ink) }
        line.append(dash, .faint)
        return line
    }
}
