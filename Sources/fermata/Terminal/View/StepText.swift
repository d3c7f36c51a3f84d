import FermataCore

/// Everything about one step: what it is to do, how it went, what it produced, and what it prints.
struct StepText {
    let step: StepID
    let state: RunState
    let output: StepOutput?
    let columns: Int
    let symbols: Symbols

    var lines: [StyledLine] {
        var block = TextBlock(columns: columns, symbols: symbols)
        guard let plan = state.planStep(step), let step = state[step] else {
            block.sentence("This step is no longer in the plan.", .faint)
            return block.lines
        }
        let look = StepAppearance(step, in: state, symbols)
        block.add(StyledLine("\(look.glyph) \(look.word)", look.ink))
        if let reason = step.reason { block.labelled("Because", reason) }
        block.labelled("Agent", plan.agent.rawValue)
        if !plan.needs.isEmpty { block.labelled("After", plan.needs.map(\.rawValue).joined(separator: ", ")) }
        block.labelled("Effect", "\(QuestionText.words(for: plan.effect)), impact \(plan.impact.rawValue)")
        for instruction in step.instructions {
            block.labelled("Told (\(instruction.kind.rawValue))", instruction.text)
        }
        for attempt in step.attempts {
            block.labelled("Attempt \(attempt.number):", Self.words(for: attempt))
        }
        if let run = plan.run {
            block.sentence("Runs", .faint)
            block.exact(run)
        }
        if let outputs = step.outputs, outputs != .object([]) {
            block.sentence("Outputs", .faint)
            block.members(outputs)
        }
        block.sentence(output == nil ? "Nothing was printed while this view was open" : "Prints", .faint)
        for line in output?.lines ?? [] { block.exact(line.isEmpty ? " " : line) }
        return block.lines
    }

    private static func words(for attempt: Attempt) -> String {
        let duration = attempt.endedAt.map {
            " after " + DurationText.clock(milliseconds: $0.milliseconds(since: attempt.startedAt))
        }
        return switch attempt.status {
        case .working: "works"
        case .suspended: "asked"
        case .completed: "ended\(duration ?? "")"
        case .failed(let failure): "failed\(duration ?? ""): \(failure.message)"
        case .abandoned: "abandoned"
        case .interrupted: "cut short"
        }
    }
}
