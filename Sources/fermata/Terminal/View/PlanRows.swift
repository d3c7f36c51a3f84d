import FermataCore

/// The plan as a list: one line a step, in plan order, as many as there is room for around the selected one.
struct PlanRows {
    let model: TerminalModel
    let state: RunState
    let layout: ScreenLayout

    private static let agentColumns = 12
    private static let timeColumns = 7
    private static let attemptColumns = 4

    /// What each part of a row may take.
    private struct Columns {
        var title: Int
        var agent: Int
        var attempt: Int
        var time: Int
        var detail: Int
    }

    var lines: [StyledLine] {
        guard layout.planRows > 0 else { return [] }
        let selected = model.selectedStep.flatMap { id in state.plan.steps.firstIndex { $0.id == id } } ?? 0
        let range = window(around: selected)
        let columns = columns(for: range)
        var lines = range.map { row(at: $0, isSelected: $0 == selected, columns) }
        // Where the list goes on is said in its first and last row, so that nothing looks like its end.
        if range.lowerBound > 0 { lines[0] = more("\(range.lowerBound + 1) above") }
        if range.upperBound < state.steps.count {
            lines[lines.count - 1] = more("\(state.steps.count - range.upperBound + 1) below")
        }
        return lines
    }

    private func more(_ text: String) -> StyledLine {
        StyledLine("   \(model.symbols.ellipsis) \(text)", .faint)
    }

    /// The rows on the screen. The selected step is never in a row that says how many more there are.
    private func window(around selected: Int) -> Range<Int> {
        let rows = layout.planRows
        let count = state.steps.count
        guard count > rows else { return 0..<count }
        let first = min(max(0, selected - rows / 2), count - rows)
        return first..<(first + rows)
    }

    private func columns(for range: Range<Int>) -> Columns {
        let steps = state.plan.steps[range]
        let width = layout.planColumns
        var left = width - 2 - model.lanes.laneCount - 1 - StepAppearance.wordColumns - 2
        let time = Self.timeColumns
        left -= time
        let agent =
            width >= 50 ? min(Self.agentColumns, steps.map { $0.agent.rawValue.count }.max() ?? 0) + 2 : 0
        left -= agent
        let attempt = state.steps[range].contains { $0.attempts.count > 1 } ? Self.attemptColumns : 0
        left -= attempt
        let longest = steps.map { ColumnWidth.of(VisibleText.line($0.title)) }.max() ?? 0
        let title = max(1, min(longest, left >= 50 ? max(24, left * 2 / 5) : left))
        let detail = left - title - 2
        return Columns(
            title: detail >= 12 ? title : max(1, left), agent: agent, attempt: attempt, time: time,
            detail: detail >= 12 ? detail : 0)
    }

    private func row(at index: Int, isSelected: Bool, _ columns: Columns) -> StyledLine {
        let symbols = model.symbols
        let (plan, step) = (state.plan.steps[index], state.steps[index])
        let look = StepAppearance(step, in: state, symbols)
        let recedes = step.phase == .skipped || step.phase == .pending && state.phase != .proposed
        var line = StyledLine(isSelected ? symbols.selected : " ", .plain, strong: true)
        let hasBreakpoint = state.breakpoints.contains { $0.step == step.id }
        line.append(hasBreakpoint ? symbols.breakpoint : " ", .you)
        line.append(model.lanes.text(row: index, glyph: look.glyph, ink: look.ink, symbols))
        line.append(" " + look.word.fitted(to: StepAppearance.wordColumns + 1, ellipsis: ""), look.ink)
        line.append(
            VisibleText.line(plan.title).fitted(to: columns.title, ellipsis: symbols.ellipsis),
            recedes ? .faint : .plain, strong: isSelected)
        if columns.agent > 0 {
            let name = plan.agent.rawValue.fitted(to: columns.agent - 2, ellipsis: symbols.ellipsis)
            line.append("  " + name, .faint)
        }
        if columns.attempt > 0 {
            let count = step.attempts.count
            line.append((count > 1 ? " #\(count)" : "").fitted(to: columns.attempt, ellipsis: ""), .faint)
        }
        line.append(time(step).leading(columns.time), .faint)
        if columns.detail > 0 {
            let (detail, ink) = detail(step)
            line.append("  " + detail.fitted(to: columns.detail, ellipsis: symbols.ellipsis), ink)
        }
        return line
    }

    private func time(_ step: StepState) -> String {
        guard let attempt = step.attempt else { return "" }
        let end = attempt.endedAt ?? (step.phase == .working ? model.now.wall : nil)
        return end.map { DurationText.clock(milliseconds: $0.milliseconds(since: attempt.startedAt)) } ?? ""
    }

    /// The one thing to know about a step: the question, why it ended badly, or what it printed last.
    private func detail(_ step: StepState) -> (String, Ink) {
        if let gate = step.phase.gate.flatMap({ state[$0] }) {
            return (VisibleText.line("\(gate.id): \(gate.title(in: state))"), .you)
        }
        if let reason = step.reason {
            return (VisibleText.line(reason), step.phase == .failed ? .failed : .faint)
        }
        if let person = step.takenOverBy { return ("supplied by \(VisibleText.line(person.name))", .you) }
        if let line = model.outputs[step.id]?.lastLine { return (line, .faint) }
        return (VisibleText.line(step.assessment?.summary ?? ""), .faint)
    }
}

extension String {
    /// The text at the right end of that many columns.
    func leading(_ columns: Int) -> String {
        String(repeating: " ", count: max(0, columns - ColumnWidth.of(self))) + self
    }
}
