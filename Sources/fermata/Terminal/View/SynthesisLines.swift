import FermataCore

/// The result of a run in lines: each part with the steps it rests on.
enum SynthesisLines {
    static func write(_ synthesis: Synthesis, into block: inout TextBlock) {
        if synthesis.isEdited { block.sentence("Edited by a person", .you) }
        for part in synthesis.parts {
            block.gap()
            block.sentence(part.title, strong: true)
            block.sentence(part.text, indent: 2)
            if !part.sources.isEmpty {
                block.sentence(
                    "rests on \(part.sources.map(\.rawValue).joined(separator: ", "))", .faint, indent: 2)
            }
        }
    }
}

/// How a run ended: what came of each step, and the result.
struct EndingText {
    let state: RunState
    let columns: Int
    let symbols: Symbols

    var lines: [StyledLine] {
        var block = TextBlock(columns: columns, symbols: symbols)
        if let reason = state.endReason { block.labelled("Because", reason) }
        for step in state.steps {
            let look = StepAppearance(step, in: state, symbols)
            var line = StyledLine("\(look.glyph) ", look.ink)
            line.append(look.word.fitted(to: StepAppearance.wordColumns + 1, ellipsis: ""), look.ink)
            line.append(VisibleText.line(state.planStep(step.id)?.title ?? step.id.rawValue))
            if let reason = step.reason { line.append("  \(VisibleText.line(reason))", .faint) }
            block.add(line.cut(to: columns, ellipsis: symbols.ellipsis))
        }
        if let synthesis = state.synthesis {
            block.gap()
            SynthesisLines.write(synthesis, into: &block)
        }
        return block.lines
    }
}
