extension Deliberation {
    mutating func undo(_ revision: Revision?) throws(Refusal) {
        guard state.stop == nil, let record = state.undoable else {
            throw .nothingToUndo(state.stop == nil ? state.undoGap : .final)
        }
        try require(revision, toName: record)
        takeBack(record, because: "The \(record.label) was undone.", by: .interventionUndone(.init(record)))
    }

    mutating func redo(_ revision: Revision?) throws(Refusal) {
        guard state.stop == nil, let record = state.redoable else { throw .nothingToRedo }
        try require(revision, toName: record)
        takeBack(
            record, because: "The \(record.label) was done again.", by: .interventionRedone(.init(record)))
    }

    private func require(_ revision: Revision?, toName record: UndoRecord) throws(Refusal) {
        guard let revision, revision != record.revision else { return }
        throw .undoNotTheLast(revision, last: record.revision, label: record.label)
    }

    /// Puts back what a record has kept, by an event that carries it, and asks again what had been asked
    /// then.
    private mutating func takeBack(_ record: UndoRecord, because reason: String, by event: Event) {
        let restored = Set(record.steps.map(\.id))
        for step in state.steps where restored.contains(step.id) || record.downstream.contains(step.id) {
            guard let before = record.steps.first(where: { $0.id == step.id }) else {
                // It may be asked about only because of what is undone. One that had begun goes on as it was:
                // had it begun since, there would be nothing to undo.
                if case .held(let gate) = step.phase { withdraw(gate, because: reason) }
                continue
            }
            if before.phase != step.phase || before.instructions != step.instructions {
                withdraw(step.phase.gate, because: reason)
            }
        }
        withdrawGatesOfRemovedSteps(by: record, because: reason)
        let wasConcluding = state.phase == .concluding
        emit(event)
        if record.plan != nil || (wasConcluding && state.phase == .running) {
            // The plan, or the synthesis, that the run's gate shows is no longer the one that counts.
            for gate in state.openGates where state[gate]?.step == nil && state[gate]?.kind != .beforeStart {
                withdraw(gate, because: reason)
            }
        }
        for id in record.steps.map(\.id) { reopenGate(of: id) }
    }

    /// A step that the plan of the record does not have cannot be asked about any more.
    private mutating func withdrawGatesOfRemovedSteps(by record: UndoRecord, because reason: String) {
        guard let plan = record.plan else { return }
        let staying = Set(plan.map(\.id))
        for step in state.steps where !staying.contains(step.id) {
            withdraw(step.phase.gate, because: reason)
        }
    }

    /// A step that goes back to waiting for a verdict waits at a new gate about the same thing.
    private mutating func reopenGate(of step: StepID) {
        guard let id = state[step]?.phase.gate, let gate = state[id], !gate.isOpen else { return }
        open(gate.kind, step: step, reasons: gate.reasons, about: gate.subject)
    }
}
