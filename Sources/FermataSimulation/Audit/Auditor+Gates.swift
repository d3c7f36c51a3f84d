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
            case .start, .result, .failure, .forbidden, .synthesis, .question, .unknownOutcome, .compensation:
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
        try require(
            context.actor.role >= .approver, .rolesHold,
            "\(gate.id) was decided by \(context.actor.name), who may not")
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
        if expired.outcome == .approve, case .action(let action) = gate.subject {
            try require(
                !(action.effect == .external && action.undo == nil), .nothingUndecided,
                "silence at \(gate.id) lets something irreversible start")
            try require(
                gate.step.flatMap { page.steps[$0] }?.mustBeAsked != true, .nothingUndecided,
                "silence at \(gate.id) lets something start that was changed")
        }
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
        case (.action, .approve), (.action, .approveEdited), (.failure, .approve):
            if let step = gate.step { page.steps[step, default: StepBook()].hasPassedBreakpoint = true }
        case (.synthesis, .reject): page.isRunHeld = true
        case (.result, .approve), (.result, .approveEdited):
            if let step = gate.step { try endStep(step) }
        case (.unknownOutcome, .answer(let answer)):
            if let step = gate.step { try settleRecovery(of: step, hasHappened: answer == "yes") }
        case (.compensation, .answer(let answer)):
            undoing = nil
            if answer == "yes" || answer == true { settleCompensation(as: .undone) }
        case (.compensation, .reject):
            undoing = nil
            settleCompensation(as: .left)
        case (.start, _), (.plan, _), (.synthesis, _), (.action, _), (.result, _), (.failure, _),
            (.forbidden, _), (.question, _), (.unknownOutcome, _), (.compensation, _):
            break
        }
    }

    private mutating func settleRecovery(of step: StepID, hasHappened: Bool) throws(Violation) {
        if let index = page.effects.lastIndex(where: { $0.step == step && $0.end == .unknown }) {
            page.effects[index].end = hasHappened ? .happened : .absent
        }
        if hasHappened { try endStep(step) }
    }

    /// Whether a gate let exactly that action of that step pass, or its verdict asked for another attempt.
    func hasLetPass(_ id: GateID, _ digest: Digest, of step: StepID) -> Bool {
        guard let book = gates[id], book.gate.step == step else { return false }
        switch book.gate.subject {
        case .action(let action): return hasLetPass(action, digest, book)
        case .failure(_, let next):
            guard case .gateDecided(let decided) = book.ending, decided.verdict == .approve else {
                return false
            }
            return next.map { Digest(of: $0.json) } == digest && decided.allows == digest
        case .unknownOutcome(let action):
            guard case .gateDecided(let decided) = book.ending, decided.verdict == .answer("no") else {
                return false
            }
            return Digest(of: action.json) == digest && decided.allows == digest
        case .start, .plan, .result, .forbidden, .synthesis, .question, .compensation: return false
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
