extension RunState {
    /// Why an event of a gate or about one cannot be the next of the run.
    func gateObjection(to event: Event, in context: EventContext) -> String? {
        switch event {
        case .gateOpened(let event): return objection(toOpening: event.gate)
        case .gateDecided(let event):
            if let objection = objection(toEnding: event.gate) { return objection }
            return event.digest == self[event.gate]?.digest
                ? nil : "the verdict on \(event.gate) is about something else than what it shows"
        case .gateExpired(let event):
            if let objection = objection(toEnding: event.gate) { return objection }
            return self[event.gate]?.onTimeout == event.outcome
                ? nil : "\(event.outcome.word) is not what \(event.gate) declares"
        case .gateHeld(let event):
            if let objection = objection(toEnding: event.gate) { return objection }
            return self[event.gate]?.deadline == nil ? "\(event.gate) has no deadline" : nil
        case .gateReleased(let event):
            if let objection = objection(toEnding: event.gate) { return objection }
            return event.deadline >= context.time ? nil : "\(event.gate) is given a deadline in the past"
        case .gateWithdrawn(let event): return objection(toEnding: event.gate)
        case .runCreated, .ownerChanged, .planProposed, .planRevised, .runStarted, .synthesisDrafted,
            .runEnded, .attemptStarted, .attemptCompleted, .attemptFailed, .attemptSuspended,
            .attemptAbandoned, .attemptInterrupted, .compensationStarted, .compensationEnded,
            .stepRedirected, .stepSkipped, .stepTakenOver, .rolledBack, .paused, .resumed, .stopRequested,
            .noteAdded, .breakpointAdded, .breakpointRemoved, .breakpointLogged, .autonomyChanged,
            .interventionUndone, .interventionRedone:
            return nil
        }
    }

    private func objection(toEnding gate: GateID) -> String? {
        guard let found = self[gate] else { return "\(gate) was never opened" }
        return found.isOpen ? nil : "\(gate) was not open any more"
    }

    private func objection(toOpening gate: Gate) -> String? {
        guard gate.id.number == gates.count + 1 else {
            return "\(gate.id) is opened after \(gates.count) gates"
        }
        if !gate.isOpen { return "\(gate.id) is closed from the beginning" }
        if (gate.deadline == nil) != (gate.onTimeout == nil) {
            return "\(gate.id) has a deadline without a default, or a default without a deadline"
        }
        if let deadline = gate.deadline, deadline < gate.openedAt {
            return "the deadline of \(gate.id) lies before its opening"
        }
        return objection(toStepOf: gate)
    }

    /// What is being undone may belong to a step that an edit has taken out of the plan since.
    private func objection(toStepOf gate: Gate) -> String? {
        switch gate.subject {
        case .start, .plan, .synthesis:
            return gate.step == nil ? nil : "\(gate.id) asks about the run and names a step"
        case .compensation: return gate.step == nil ? "\(gate.id) names no step" : nil
        case .action, .result, .failure, .forbidden, .question, .unknownOutcome:
            guard let step = gate.step else { return "\(gate.id) names no step" }
            return graph.position[step] == nil ? "\(gate.id) asks about \(step), which is no step" : nil
        }
    }
}
