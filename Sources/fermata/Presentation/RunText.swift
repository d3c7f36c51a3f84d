import FermataCore

/// A run in lines for people.
struct RunText {
    let state: RunState
    let now: Timestamp

    /// The whole story: where it stands, its steps, open gates, holds, and the synthesis.
    var lines: [String] {
        var lines = ["\(state.id)  \(InertText.line(state.title))", "  \(standing)"]
        lines.append("  directory: \(InertText.line(state.directory))")
        lines.append("  autonomy: \(state.autonomy.rawValue)" + agentLevels)
        lines.append(
            "  created: \(TimeText.full(state.createdAt)), last event: \(TimeText.full(state.updatedAt))")
        if state.cost > 0 { lines.append("  cost: \(state.cost)") }
        if let record = state.undoable {
            lines.append(
                "  `fermata undo \(state.id)` would undo: \(InertText.line(record.words)) "
                    + "(revision \(record.revision))")
        }
        if let record = state.redoable {
            lines.append(
                "  `fermata redo \(state.id)` would do again: \(InertText.line(record.words)) "
                    + "(revision \(record.revision))")
        }
        lines += ["", "steps"] + stepLines
        if !state.breakpoints.isEmpty { lines += ["", "breakpoints"] + breakpointLines }
        for gate in state.openGates.compactMap({ state[$0] }) {
            let text = GateText(gate: gate, state: state)
            lines += [""] + text.lines + ["  digest: \(gate.digest)"] + text.howToAnswer.map { "  \($0)" }
        }
        if let synthesis = state.synthesis {
            lines += ["", "synthesis"] + SynthesisText.lines(synthesis).map { $0.isEmpty ? "" : "  " + $0 }
        }
        return lines
    }

    /// Where the run stands, in one line.
    var standing: String {
        var words = [state.phase.rawValue]
        if state.isPaused, !state.phase.isFinal { words.append("paused") }
        if state.stop != nil, !state.phase.isFinal { words.append("stopping") }
        if let reason = state.endReason { words.append(InertText.line(reason)) }
        words.append("\(state.summary.endedStepCount) of \(state.steps.count) steps ended")
        if !state.openGates.isEmpty {
            words.append("\(state.openGates.count) open gate\(state.openGates.count == 1 ? "" : "s")")
        }
        return words.joined(separator: " · ")
    }

    private var agentLevels: String {
        state.agentAutonomy.map { ", \($0.agent) \($0.autonomy.rawValue)" }.joined()
    }

    private var stepLines: [String] {
        let width = state.steps.map { $0.id.rawValue.count }.max() ?? 0
        return state.steps.map { step in
            let name = step.id.rawValue.padded(to: width)
            return "  \(name)  \(step.phase.word.padded(to: 10))  \(facts(of: step).joined(separator: " · "))"
        }
    }

    private func facts(of step: StepState) -> [String] {
        var facts: [String] = []
        if let attempt = step.attempt {
            let end = attempt.endedAt ?? now
            facts.append(TimeText.duration(milliseconds: end.milliseconds(since: attempt.startedAt)))
            if attempt.number > 1 { facts.append("attempt \(attempt.number)") }
        }
        if step.isPaused, !state.phase.isFinal, !step.phase.isEnded { facts.append("paused") }
        if let gate = step.phase.gate { facts.append("gate \(gate)") }
        if let person = step.takenOverBy { facts.append("taken over by \(person.name)") }
        if let reason = step.reason { facts.append(InertText.line(reason, limit: 80)) }
        if let title = state.planStep(step.id)?.name { facts.append(InertText.line(title)) }
        return facts
    }

    var breakpointLines: [String] {
        state.breakpoints.map { breakpoint in
            "  before \(breakpoint.step), fires at \(breakpoint.level.rawValue)"
                + (breakpoint.logOnly ? ", only logs" : "")
        }
    }
}

extension String {
    /// The text with spaces after it up to a width in characters.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}

extension RunText {
    /// The end of a run: how it ended, how long it took, each step, and the synthesis.
    var closingLines: [String] {
        let elapsed = TimeText.duration(milliseconds: state.updatedAt.milliseconds(since: state.createdAt))
        var lines = [
            "\(state.id)  \(standing) · \(elapsed)" + (state.cost > 0 ? " · cost \(state.cost)" : "")
        ]
        lines += stepLines
        if let synthesis = state.synthesis {
            lines += [""] + SynthesisText.lines(synthesis)
        }
        return lines
    }
}
