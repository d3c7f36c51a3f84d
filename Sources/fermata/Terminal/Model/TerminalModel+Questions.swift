import FermataAPI
import FermataCore

/// Deciding about the question on the screen.
extension TerminalModel {
    /// The answers to choose from; empty when any text is one, or nothing is asked.
    var options: [String] {
        switch shownGate?.subject {
        case .question(let question): question.options
        case .unknownOutcome, .compensation: ["yes", "no"]
        case .start, .plan, .action, .result, .failure, .forbidden, .synthesis, nil: []
        }
    }

    /// The gate, if a decision that is typed now may count; else why not.
    private mutating func decidable(_ word: String, _ otherwise: String) -> Gate? {
        guard let gate = shownGate, let question else {
            say("Nothing waits for you just now.")
            return nil
        }
        guard gate.allowedVerdicts.contains(word) else {
            say(otherwise, .refusal)
            return nil
        }
        guard !question.isDecided else { return nil }
        guard isArmed else {
            say(
                question.pane.isComplete
                    ? "The question has just appeared. Read it, then press the key again."
                    : "Read the question to its end first: Space reads on.")
            return nil
        }
        return gate
    }

    mutating func approve() -> [Output] {
        let instead =
            shownGate?.isForbidden == true
            ? "Nobody can approve this: s skips the step, E edits the plan, x ends the run."
            : options.isEmpty
                ? "This is answered with text: Enter." : "Choose an answer by its number, then Enter."
        guard let gate = decidable("approve", instead) else { return [] }
        return decide(gate, .approve, "Approved.")
    }

    mutating func reject() -> [Output] {
        guard let gate = decidable("reject", "No is not an answer here; choose one of those shown.") else {
            return []
        }
        let title = state.map { VisibleText.line(gate.title(in: $0)) } ?? ""
        ask(.reject(gate.id, gate.digest), "No to “\(title)” Why?")
        return []
    }

    /// Takes the deadline of the question away, or gives it back. It is no verdict, so nothing need be read
    /// first.
    mutating func holdQuestion() -> [Output] {
        guard let gate = shownGate else {
            say("Nothing waits for you just now.")
            return []
        }
        if gate.heldBy != nil { return perform(.releaseGate(gate.id), "Its whole time runs again.") }
        guard gate.deadline != nil else {
            say("This has no deadline; it waits for you as it is.")
            return []
        }
        return perform(.holdGate(gate.id), "It waits for you now, however long it takes.")
    }

    mutating func editQuestion() -> [Output] {
        guard let state, let gate = shownGate else {
            say("Nothing waits for you just now. E edits the plan.")
            return []
        }
        guard let target = EditTarget(gate, in: state) else {
            say("This can only be taken or left. E edits the plan.", .refusal)
            return []
        }
        guard decidable("approve with edits", "This can only be taken or left.") != nil else { return [] }
        return edit(target)
    }

    mutating func openQuestion() -> [Output] {
        guard let gate = shownGate, let question else { return [] }
        if let chosen = question.chosen, options.indices.contains(chosen) {
            guard let gate = decidable("answer", "") else { return [] }
            return decide(
                gate, .answer(.string(options[chosen])), "Answered: \(VisibleText.line(options[chosen])).")
        }
        if gate.allowedVerdicts.contains("answer"), options.isEmpty {
            guard let gate = decidable("answer", "") else { return [] }
            ask(.answer(gate.id, gate.digest), "Your answer")
            return []
        }
        if !options.isEmpty {
            say("Choose an answer by its number, then Enter sends it.")
            return []
        }
        isQuestionWhole.toggle()
        return []
    }

    /// Chooses one of the answers; Enter sends it.
    mutating func choose(_ number: Int) {
        guard options.indices.contains(number - 1) else { return }
        question?.chosen = number - 1
    }

    mutating func readQuestion(by count: Int) {
        let rows = layout.questionTextRows
        question?.pane.scroll(by: count, rows: rows)
    }

    /// Goes to another open question, when the person asks for it.
    mutating func showNeighbour(_ shift: Int) -> [Output] {
        guard let state, !state.openGates.isEmpty else {
            say("Nothing waits for you just now.")
            return []
        }
        let count = state.openGates.count
        let index = question.flatMap { shown in state.openGates.firstIndex { $0 == shown.gate } } ?? 0
        let next = state.openGates[(index + shift + count) % count]
        guard next != question?.gate else {
            say("This is the only open question.")
            return []
        }
        chosenStep = nil
        return show(next)
    }

    /// Sends a verdict with the digest of what is on the screen.
    private mutating func decide(_ gate: Gate, _ verdict: Verdict, _ label: String) -> [Output] {
        question?.isDecided = true
        return [
            .perform(
                .decide(gate.id, verdict, digest: gate.digest), Deed(label: label, gate: gate.id))
        ]
    }
}
