import FermataCore

extension Auditor {
    mutating func judge(_ opened: GateOpened) throws(Violation) {
        let gate = opened.gate
        try require(
            gate.id.number == gates.count + 1, .gateEndsOnce,
            "\(gate.id) is opened as number \(gates.count + 1)")
        try require(
            (gate.deadline == nil) == (gate.onTimeout == nil), .gateEndsOnce,
            "\(gate.id) has a deadline without a default or the other way round")
        try require(gate.isOpen, .gateEndsOnce, "\(gate.id) is closed from the beginning")
        let digest =
            switch gate.subject {
            case .action(let action): Digest(of: action.json)
            case .plan: Digest(of: page.plan.json)
            case .start, .result, .failure, .synthesis, .question, .unknownOutcome, .compensation:
                Digest(of: gate.subject.json)
            }
        try require(
            digest == gate.digest, .verdictIsBound, "\(gate.id) shows another digest than its subject's")
        if let step = gate.step {
            let others = openGates.filter { gates[$0]?.gate.step == step }
            try require(others.isEmpty, .gateEndsOnce, "\(gate.id) and \(others) ask about \(step) at once")
        }
        gates[gate.id] = GateBook(gate: gate)
        openGates.append(gate.id)
    }

    mutating func close(_ id: GateID, _ ending: Event) throws(Violation) {
        guard let book = gates[id] else { throw violation(.gateEndsOnce, "\(id) ends and was never opened") }
        if let earlier = book.ending {
            throw violation(
                .gateEndsOnce, "\(id) ends by \(ending.kind.rawValue), after \(earlier.kind.rawValue)")
        }
        gates[id]?.ending = ending
        openGates.removeAll { $0 == id }
    }

    mutating func judge(_ decided: GateDecided, by context: EventContext) throws(Violation) {
        try close(decided.gate, .gateDecided(decided))
        guard let gate = gates[decided.gate]?.gate else { return }
        try require(
            decided.digest == gate.digest, .verdictIsBound,
            "the verdict on \(gate.id) was given on something else than what it shows")
        try require(
            context.actor.kind == .person, .gateEndsOnce, "\(gate.id) was decided by the engine")
        try settle(gate, by: decided.verdict)
    }

    mutating func judge(_ expired: GateExpired, by context: EventContext) throws(Violation) {
        try close(expired.gate, .gateExpired(expired))
        guard let gate = gates[expired.gate]?.gate else { return }
        try require(
            gate.onTimeout == expired.outcome, .gateEndsOnce,
            "\(gate.id) took \(expired.outcome.word), which is not its default")
        try require(
            gate.deadline.map { $0 <= context.time } == true, .gateEndsOnce,
            "\(gate.id) took its default before its deadline")
        switch expired.outcome {
        case .approve: try settle(gate, by: .approve)
        case .reject: try settle(gate, by: .reject(reason: ""))
        case .answer(let text): try settle(gate, by: .answer(.string(text)))
        case .skip, .stop: break
        }
    }

    mutating func judge(_ held: GateHeld, by context: EventContext) throws(Violation) {
        try require(
            openGates.contains(held.gate) && gates[held.gate]?.gate.deadline != nil, .gateEndsOnce,
            "\(held.gate) is held, and is not open or has no deadline")
        try require(
            context.actor.kind == .person, .gateEndsOnce, "\(held.gate) was held by the engine")
        gates[held.gate]?.gate.deadline = nil
    }

    mutating func judge(_ released: GateReleased, by context: EventContext) throws(Violation) {
        guard let gate = gates[released.gate]?.gate, openGates.contains(gate.id), gate.deadline == nil else {
            throw violation(.gateEndsOnce, "\(released.gate) is released, and was not held")
        }
        let declared = playbook?.gates[gate.kind].timeoutSeconds ?? 0
        let whole = context.time.adding(seconds: declared)
        try require(
            released.deadline == whole || released.deadline == context.time, .gateEndsOnce,
            "\(gate.id) does not get the whole declared time again")
        gates[released.gate]?.gate.deadline = released.deadline
    }

    private mutating func settle(_ gate: Gate, by verdict: Verdict) throws(Violation) {
        switch (gate.subject, verdict) {
        case (.plan, .reject): isPlanRejected = true
        case (.synthesis, .reject): page.isRunHeld = true
        case (.result, .approve), (.result, .approveEdited):
            if let step = gate.step { try endStep(step) }
        case (.unknownOutcome, .answer(let answer)):
            if let step = gate.step { try settleRecovery(of: step, hasHappened: answer == "yes") }
        case (.compensation, .answer(let answer)):
            undoing = nil
            if answer == "yes" || answer == true { settleCompensation() }
        case (.result, .reject), (.failure, .approve):
            if let step = gate.step { page.steps[step, default: StepBook()].hasWord = true }
        case (.start, _), (.plan, _), (.synthesis, _), (.action, _), (.result, _), (.failure, _),
            (.question, _), (.unknownOutcome, _), (.compensation, _):
            break
        }
        guard let step = gate.step else { return }
        explainedEffects.insert(step)
        if case .action = gate.subject { page.steps[step]?.mustBeAsked = false }
    }

    private mutating func settleRecovery(of step: StepID, hasHappened: Bool) throws(Violation) {
        var book = page.steps[step] ?? StepBook()
        if hasHappened { book.effectAt = book.unknownEffectAt ?? book.effectAt }
        book.unknownEffectAt = nil
        book.hasWord = !hasHappened
        page.steps[step] = book
        if hasHappened { try endStep(step) }
    }

    /// Whether a gate let exactly that action of that step pass, or its verdict asked for another attempt.
    func hasLetPass(_ id: GateID, _ digest: Digest, of step: StepID) -> Bool {
        guard let book = gates[id], book.gate.step == step else { return false }
        switch book.gate.subject {
        case .action(let action): return hasLetPass(action, digest, book)
        case .result, .failure, .unknownOutcome:
            guard case .gateDecided = book.ending else { return false }
            return page.steps[step]?.hasWord == true
        case .start, .plan, .synthesis, .question, .compensation: return false
        }
    }

    private func hasLetPass(_ action: Action, _ digest: Digest, _ book: GateBook) -> Bool {
        switch book.ending {
        case .gateDecided(let decided):
            switch decided.verdict {
            case .approve: return book.gate.digest == digest
            case .approveEdited(let edits): return Self.digest(of: action.json, edited: edits) == digest
            case .reject, .answer: return false
            }
        case .gateExpired(let expired): return expired.outcome == .approve && book.gate.digest == digest
        default: return false
        }
    }

    private static func digest(of action: JSON, edited edits: JSON) -> Digest? {
        guard case .object(let members) = action, case .object(let changes) = edits else { return nil }
        let names = Set(changes.map(\.name))
        // What is empty is left out of an action's form.
        let added = changes.filter { $0.value != .object([]) }
        return Digest(of: .object(members.filter { !names.contains($0.name) } + added))
    }
}
