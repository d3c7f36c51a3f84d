import FermataAPI
import FermataCore

/// What keys do in a dialog, and what dialogs there are.
extension TerminalModel {
    mutating func pressInDialog(_ key: TerminalKey) -> [Output] {
        switch dialog {
        case nil: []
        case .help(let pane): read(pane, key) { .help($0) }
        case .step(let step, let pane): read(pane, key) { .step(step, $0) }
        case .line(let prompt): press(key, in: prompt)
        case .confirm(let confirmation): press(key, in: confirmation)
        case .review(let review): press(key, in: review)
        }
    }

    private mutating func read(
        _ pane: ReadingPane, _ key: TerminalKey, as wrap: (ReadingPane) -> Dialog
    ) -> [Output] {
        if [.escape, .enter, .character("q"), .character("l"), .character("?")].contains(key) {
            dialog = nil
            return []
        }
        var pane = pane
        scroll(&pane, key)
        dialog = wrap(pane)
        return []
    }

    private func scroll(_ pane: inout ReadingPane, _ key: TerminalKey) {
        let rows = layout.overlayTextRows
        switch key {
        case .up, .character("k"): pane.scroll(by: -1, rows: rows)
        case .down, .character("j"): pane.scroll(by: 1, rows: rows)
        case .pageUp: pane.scroll(by: 1 - rows, rows: rows)
        case .pageDown, .character(" "): pane.scroll(by: rows - 1, rows: rows)
        case .home: pane.scroll(by: -pane.lines.count, rows: rows)
        case .end: pane.scroll(by: pane.lines.count, rows: rows)
        case .character, .control, .left, .right, .enter, .tab, .backTab, .backspace, .delete, .escape: break
        }
    }

    private mutating func press(_ key: TerminalKey, in prompt: LinePrompt) -> [Output] {
        var prompt = prompt
        switch key {
        case .escape:
            dialog = nil
            say("Not sent.")
        case .enter:
            guard let command = prompt.command else {
                say("Write something first, or press Esc.")
                return []
            }
            dialog = nil
            notice = nil
            if case .rollBack(let step, let consent) = prompt.purpose,
                let state, state.rollbackOutlook(of: step)?.digest != consent.preview
            {
                return confirmRollBack(to: step, in: state, anew: prompt.editor)
            }
            if prompt.gate != nil, prompt.gate == question?.gate { question?.isDecided = true }
            return [
                .perform(command, Deed(label: prompt.deed, gate: prompt.gate, dialog: .line(prompt)))
            ]
        default:
            if prompt.editor.handle(key) { dialog = .line(prompt) }
        }
        return []
    }

    private mutating func press(_ key: TerminalKey, in confirmation: ConsentRequest) -> [Output] {
        var confirmation = confirmation
        switch key {
        case .escape, .character("n"), .character("q"):
            dialog = nil
            say("Nothing was done.")
        case .character("y"):
            guard confirmation.pane.isArmed(at: now) else {
                say(
                    confirmation.pane.isComplete
                        ? "Read it, then press y again." : "Read it to its end first: Space reads on.")
                return []
            }
            dialog = nil
            switch confirmation.act {
            case .stop:
                return perform(.stop(reason: "\(actor.name) stopped it."), "The run is being stopped.")
            case .rollBack(let step, let consent):
                ask(
                    .rollBack(step, consent),
                    "Enter rolls back to before \(step). What should be different? (may stay empty)",
                    consent.draft)
            case .undo(let revision, let done): return perform(.undo(revision), done)
            case .redo(let revision, let done): return perform(.redo(revision), done)
            }
        default:
            scroll(&confirmation.pane, key)
            dialog = .confirm(confirmation)
        }
        return []
    }

    private mutating func press(_ key: TerminalKey, in review: EditReview) -> [Output] {
        var review = review
        switch key {
        case .escape, .character("q"):
            drafts[review.target.draftName] = review.text
            dialog = nil
            say("Not sent. Your text is kept: the same key opens it again.")
        case .character("e"), .character("E"): return [.edit(review.target, text: review.text)]
        case .character("a"): return send(review)
        default:
            scroll(&review.pane, key)
            dialog = .review(review)
        }
        return []
    }

    private mutating func send(_ review: EditReview) -> [Output] {
        guard case .ready(let version) = review.outcome else {
            say("This text cannot be used as it is: e opens it again.", .refusal)
            return []
        }
        guard review.pane.isArmed(at: now) else {
            say(
                review.pane.isComplete
                    ? "Read what is different, then press a again."
                    : "Read what is different to its end first: Space reads on.")
            return []
        }
        let gate = review.target.gate
        if let gate, gate.id == question?.gate { question?.isDecided = true }
        dialog = nil
        notice = nil
        drafts[review.target.draftName] = nil
        let label = gate == nil ? "Sent: \(review.target.title)." : "Approved in your version."
        return [.perform(version.command, Deed(label: label, gate: gate?.id, dialog: .review(review)))]
    }

    mutating func confirmStop() -> [Output] {
        guard let state else { return [] }
        let working = state.steps.filter { $0.phase == .working }.count
        dialog = .confirm(
            confirmation(
                .stop, "Stop the run?",
                [
                    .init(text: "No further step begins.", ink: .plain),
                    .init(
                        text: working == 0
                            ? "Nothing works just now."
                            : "\(working) working: asked to end, and killed after a grace period.",
                        ink: .plain),
                    .init(
                        text: "What was printed and produced so far is kept. This cannot be undone.",
                        ink: .failed),
                ]))
        return [.dropTypedInput]
    }

    func confirmation(
        _ act: ConsentRequest.Act, _ title: String, _ facts: [ConsentRequest.Fact]
    ) -> ConsentRequest {
        ConsentRequest(
            act: act, title: title, facts: facts,
            pane: ReadingPane(lines(facts, layout.overlayTextColumns)))
    }

    private func lines(_ facts: [ConsentRequest.Fact], _ columns: Int) -> [StyledLine] {
        var block = TextBlock(columns: columns, symbols: symbols)
        for fact in facts {
            block.sentence(fact.text, fact.ink, indent: fact.indent)
            for line in fact.exact { block.exact(line, indent: fact.indent + 2) }
        }
        return block.lines
    }

    /// Keeps an open dialog as wide as the terminal and as new as the state.
    mutating func refreshDialog() {
        switch dialog {
        case .help(var pane):
            pane.replace(with: HelpText(columns: layout.overlayTextColumns).lines)
            dialog = .help(pane)
        case .step(let step, var pane):
            let rows = layout.overlayTextRows
            let wasAtEnd = pane.lineCountBelow(rows: rows) == 0
            let first = pane.firstLine
            pane.replace(with: stepLines(step))
            if pane.firstLine != first || wasAtEnd {
                pane.scroll(by: wasAtEnd ? pane.lines.count : first - pane.firstLine, rows: rows)
            }
            dialog = .step(step, pane)
        case .confirm(var confirmation):
            refresh(&confirmation)
            confirmation.pane.replace(with: lines(confirmation.facts, layout.overlayTextColumns))
            dialog = .confirm(confirmation)
        case .review(var review):
            review.pane.replace(with: reviewLines(review))
            dialog = .review(review)
        case .line, nil: break
        }
    }

    func stepLines(_ step: StepID) -> [StyledLine] {
        guard let state else { return [] }
        return StepText(
            step: step, state: state, output: outputs[step], columns: layout.overlayTextColumns,
            symbols: symbols
        ).lines
    }
}
