import FermataAPI
import FermataCore

/// What stands before everything else until the person is done with it.
enum Dialog: Hashable {
    /// The keys.
    case help(ReadingPane)
    /// Everything about one step; follows its output until the person scrolls.
    case step(StepID, ReadingPane)
    /// A line to write.
    case line(LinePrompt)
    /// Something that is confirmed with `y`.
    case confirm(ConsentRequest)
    /// An edited version, to be sent or edited again.
    case review(EditReview)
}

/// A line that a person writes, and what it is for.
struct LinePrompt: Hashable {
    /// What becomes of the line.
    enum Purpose: Hashable {
        case reject(GateID, Digest)
        case answer(GateID, Digest)
        case redirect(StepID)
        case skip(StepID, includingDependents: Bool)
        case note(StepID)
        case rollBack(StepID, RollbackConsent)
    }

    var purpose: Purpose
    /// What is asked for, with the name of what it is about.
    var title: String
    var editor = LineEditor()

    /// The gate it decides.
    var gate: GateID? {
        switch purpose {
        case .reject(let gate, _), .answer(let gate, _): gate
        case .redirect, .skip, .note, .rollBack: nil
        }
    }

    /// The command that sends the line; `nil` while something must still be written.
    var command: Command? {
        let text = editor.sentText
        switch purpose {
        case .reject(let gate, let digest):
            return editor.isBlank ? nil : .decide(gate, .reject(reason: text), digest: digest)
        case .answer(let gate, let digest):
            return editor.isBlank ? nil : .decide(gate, .answer(.string(text)), digest: digest)
        case .redirect(let step): return editor.isBlank ? nil : .redirect(step, instructions: text)
        case .skip(let step, let includingDependents):
            return .skip(step, includingDependents: includingDependents, reason: text)
        case .note(let step): return editor.isBlank ? nil : .note(step, text: text)
        case .rollBack(let step, let consent):
            return .rollBack(
                step, instructions: editor.isBlank ? nil : text, accepting: consent.accepting,
                preview: consent.preview)
        }
    }

    /// What has happened once it was sent.
    var deed: String {
        switch purpose {
        case .reject: "Rejected."
        case .answer: "Answered."
        case .redirect(let step): "\(step) is redirected."
        case .skip(let step, _): "\(step) is skipped."
        case .note(let step): "The next attempt at \(step) gets your note."
        case .rollBack(let step, _): "Rolled back to before \(step)."
        }
    }
}

/// Something that is only done when the person has read what it leads to.
struct ConsentRequest: Hashable {
    /// What follows a yes.
    enum Act: Hashable {
        case stop
        case rollBack(StepID, RollbackConsent)
        /// The undoing of what somebody else did.
        case undo(Revision, done: String)
        case redo(Revision, done: String)
    }

    var act: Act
    var title: String
    var facts: [Fact]
    var pane: ReadingPane

    /// One thing to know before.
    struct Fact: Hashable {
        var text: String
        var ink: Ink
        var indent = 0
        /// What is shown below it exactly as it is.
        var exact: [String] = []
    }
}

/// What a person who rolls back has seen: exactly that is done, or nothing.
struct RollbackConsent: Hashable {
    /// The digest of what was shown.
    var preview: Digest
    /// The steps whose effects stay.
    var accepting: [StepID]
    /// What they have written already for the step's agent, having seen an earlier version.
    var draft = LineEditor()
}

/// An edited version before it is sent.
struct EditReview: Hashable {
    var target: EditTarget
    var text: String
    /// What would be sent, or why it cannot be.
    var outcome: Outcome
    var pane: ReadingPane

    /// What the text came to.
    enum Outcome: Hashable {
        case ready(EditedVersion)
        case unusable(String)
    }
}
