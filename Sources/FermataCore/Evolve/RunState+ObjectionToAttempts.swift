extension RunState {
    /// Why an event of an attempt or of a compensation cannot be the next of the run.
    func attemptObjection(to event: Event) -> String? {
        switch event {
        case .attemptStarted(let event): return objection(toStart: event.key)
        case .attemptCompleted(let event): return objection(toEnd: event.key)
        case .attemptFailed(let event): return objection(toEnd: event.key)
        case .attemptSuspended(let event): return objection(toEnd: event.key)
        case .attemptAbandoned(let event): return objection(toCut: event.step, event.number)
        case .attemptInterrupted(let event): return objection(toCut: event.step, event.number)
        case .compensationStarted(let event):
            guard event.epoch == epoch else {
                return "it starts under the lease \(event.epoch), not \(epoch)"
            }
            return owes(event.step) ? nil : "nothing of \(event.step) was to be undone"
        case .compensationEnded(let event):
            return owes(event.step) ? nil : "nothing of \(event.step) was being undone"
        case .runCreated, .ownerChanged, .planProposed, .planRevised, .runStarted, .synthesisDrafted,
            .runEnded, .gateOpened, .gateDecided, .gateExpired, .gateHeld, .gateReleased, .gateWithdrawn,
            .stepRedirected, .stepSkipped, .stepTakenOver, .rolledBack, .paused, .resumed, .stopRequested,
            .noteAdded, .breakpointAdded, .breakpointRemoved, .breakpointLogged, .autonomyChanged,
            .interventionUndone, .interventionRedone:
            return nil
        }
    }

    private func owes(_ step: StepID) -> Bool { compensations.contains { $0.step == step } }

    private func objection(toStart key: AttemptKey) -> String? {
        guard let step = self[key.step] else { return "there is no step \(key.step)" }
        guard key.epoch == epoch else { return "it starts under the lease \(key.epoch), not \(epoch)" }
        if step.workingKey != nil { return "an attempt of \(key.step) was at work already" }
        if step.phase.isEnded { return "step \(key.step) had ended before" }
        let last = step.attempt
        let isNext = key.number == (last?.number ?? 0) + 1 && key.invocation == 1
        let goesOn = key.number == last?.number && key.invocation == (last?.invocation ?? 0) + 1
        return isNext || goesOn ? nil : "it is not the attempt that comes next at \(key.step)"
    }

    private func objection(toEnd key: AttemptKey) -> String? {
        guard let step = self[key.step] else { return "there is no step \(key.step)" }
        return step.workingKey == key
            ? nil : "attempt \(key.number).\(key.invocation) of \(key.step) was not at work"
    }

    private func objection(toCut step: StepID, _ number: Int) -> String? {
        guard let state = self[step] else { return "there is no step \(step)" }
        return state.workingKey?.number == number ? nil : "attempt \(number) of \(step) was not at work"
    }
}
