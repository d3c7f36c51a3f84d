import FermataCore

/// Going back: undo and redo, which name what they take back, and rollback, which is bound to what was shown.
extension TerminalModel {
    mutating func undo(in state: RunState) -> [Output] {
        guard let record = state.undoable else { return refuse(.undo(), in: state) }
        let done = "Undone: \(VisibleText.line(record.words))."
        guard record.by.name != actor.name else { return perform(.undo(record.revision), done) }
        return confirm(
            .undo(record.revision, done: done), "Undo what somebody else did?",
            "This is undone: \(VisibleText.line(record.words)).")
    }

    mutating func redo(in state: RunState) -> [Output] {
        guard let record = state.redoable else { return refuse(.redo(), in: state) }
        let done = "Done again: \(VisibleText.line(record.words))."
        guard record.by.name != actor.name else { return perform(.redo(record.revision), done) }
        return confirm(
            .redo(record.revision, done: done), "Do again what somebody else did?",
            "This is done again: \(VisibleText.line(record.words)).")
    }

    private mutating func confirm(_ act: ConsentRequest.Act, _ title: String, _ text: String) -> [Output] {
        dialog = .confirm(confirmation(act, title, [.init(text: text, ink: .plain)]))
        return [.dropTypedInput]
    }

    /// Says why there is nothing to take back.
    private mutating func refuse(_ command: Command, in state: RunState) -> [Output] {
        do throws(Refusal) {
            _ = try state.decide(command, in: DecisionContext(time: now.wall, actor: actor))
        } catch {
            say(error.description, .refusal)
        }
        return []
    }

    /// Asks the rules what a rollback would do, and shows it before it is done; with what was written
    /// already, when it would do something else by now than was shown.
    mutating func confirmRollBack(
        to step: StepID, in state: RunState, anew draft: LineEditor? = nil
    ) -> [Output] {
        do throws(Refusal) {
            guard let outlook = state.rollbackOutlook(of: step) else {
                throw .unknownStep(step, nearest: nil)
            }
            let consent = RollbackConsent(
                preview: outlook.digest, accepting: outlook.leaves.map(\.step), draft: draft ?? LineEditor())
            let command = Command.rollBack(
                step, instructions: nil, accepting: consent.accepting, preview: consent.preview)
            _ = try state.decide(command, in: DecisionContext(time: now.wall, actor: actor))
            let facts = Self.facts(outlook, in: state)
            dialog = .confirm(
                confirmation(.rollBack(step, consent), "Roll back to before “\(step)”?", facts))
            if draft != nil {
                say("By now it would do something else. Look again; your text is kept.", .refusal)
            }
            return [.dropTypedInput]
        } catch {
            say(error.description, .refusal)
            return []
        }
    }

    private static func facts(_ outlook: RollbackOutlook, in state: RunState) -> [ConsentRequest.Fact] {
        var facts = RollbackText(outlook: outlook, state: state).facts.map { fact in
            let ink: Ink =
                switch fact.weight {
                case .plain: .plain
                case .undone: .rolledBack
                case .stays: .failed
                }
            return ConsentRequest.Fact(text: fact.text, ink: ink, indent: fact.indent, exact: fact.exact)
        }
        if !outlook.leaves.isEmpty {
            facts.append(.init(text: "With y you accept that these effects stay.", ink: .failed))
        }
        return facts
    }

    /// Shows what a rollback would do as the run goes on meanwhile. What is new must be read anew.
    func refresh(_ request: inout ConsentRequest) {
        guard case .rollBack(let step, var consent) = request.act, let state,
            let outlook = state.rollbackOutlook(of: step), outlook.digest != consent.preview
        else { return }
        consent.preview = outlook.digest
        consent.accepting = outlook.leaves.map(\.step)
        request = confirmation(.rollBack(step, consent), request.title, Self.facts(outlook, in: state))
    }
}
