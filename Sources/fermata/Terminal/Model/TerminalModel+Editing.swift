import FermataAPI
import FermataCore

/// Editing in the person's editor.
extension TerminalModel {
    /// Opens the editor, with the text that could not be sent the last time if there is one.
    mutating func edit(_ target: EditTarget) -> [Output] {
        guard let state else { return [] }
        return [.edit(target, text: drafts[target.draftName] ?? target.text(in: state))]
    }

    /// The editor was closed: shows what is different, and asks before anything is sent.
    mutating func finishEditing(_ target: EditTarget, _ text: String?) {
        guard let state else { return }
        guard let text = text ?? reviewedText(of: target) ?? drafts[target.draftName] else {
            say("Nothing was changed.")
            return
        }
        drafts[target.draftName] = text
        if let gate = target.gate, let current = state[gate.id], !current.isOpen {
            dialog = nil
            say(
                "\(Self.sentence(about: current)) Your text is kept and opened again when you edit the same.",
                .refusal)
            return
        }
        let outcome = outcome(of: text, for: target, in: state)
        guard let outcome else {
            dialog = nil
            drafts[target.draftName] = nil
            say("Nothing was changed.")
            return
        }
        var review = EditReview(target: target, text: text, outcome: outcome, pane: ReadingPane([]))
        review.pane = ReadingPane(reviewLines(review))
        dialog = .review(review)
    }

    /// A text that is being reviewed and was left as it was in a second look.
    private func reviewedText(of target: EditTarget) -> String? {
        guard case .review(let review) = dialog, review.target == target else { return nil }
        return review.text
    }

    private func outcome(of text: String, for target: EditTarget, in state: RunState) -> EditReview.Outcome? {
        do {
            let version = try target.read(text, in: state)
            if version.changes.isEmpty, target.gate != nil { return nil }
            // The rules are asked now, so that a mistake is shown while the text is at hand.
            _ = try state.decide(version.command, in: DecisionContext(time: now.wall, actor: actor))
            return .ready(version)
        } catch EditProblem.unchanged {
            return nil
        } catch EditProblem.unreadable(let problem) {
            return .unusable(problem)
        } catch Refusal.planUnchanged {
            return nil
        } catch {
            return .unusable("\(error)")
        }
    }

    /// What is different, or what is wrong.
    func reviewLines(_ review: EditReview) -> [StyledLine] {
        let columns = layout.overlayTextColumns
        switch review.outcome {
        case .ready(let version):
            return version.changes.flatMap { change in
                let ink: Ink =
                    change.hasPrefix("+")
                    ? .done : change.hasPrefix("-") ? .failed : change.hasPrefix("~") ? .plain : .faint
                return TextWrapping.fold(VisibleText.line(change), columns: columns).map {
                    StyledLine($0, ink)
                }
            }
        case .unusable(let problem):
            return VisibleText.lines(problem).flatMap { line in
                TextWrapping.fold(line, columns: columns).map { StyledLine($0, .failed) }
            }
        }
    }
}
