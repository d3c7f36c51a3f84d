/// What cannot stand in a log.
///
/// `apply` folds whatever it is given. These checks say beforehand what no version of the rules can have put
/// there: a log that holds such an event was damaged or forged, and what is folded from it means nothing.
/// They are careful the other way round: what any released version may have written passes, so they look at
/// what follows from the shape of a run and never at policies.
extension RunState {
    /// Why no run begins with this event; `nil` when it may.
    public static func objection(toFirst event: Event) -> String? {
        guard case .runCreated(let created) = event else {
            return "the first event is \(event.kind.rawValue), not the run's creation"
        }
        guard case .object = created.inputs else { return "the inputs are no object" }
        return created.playbook.objection(to: created.playbook.plan)
    }

    /// Why this event cannot be the next one of the run; `nil` when it may.
    public func objection(to event: Event, in context: EventContext) -> String? {
        if phase.isFinal { return "the run had ended before" }
        switch event {
        case .runCreated: return "the run had been created before"
        case .ownerChanged(let event):
            return event.epoch > epoch ? nil : "the lease \(event.epoch) is not newer than \(epoch)"
        case .planProposed: return phase == .drafting ? nil : "a plan had been proposed before"
        case .planRevised(let event): return playbook.objection(to: event.plan)
        case .runStarted: return phase == .proposed ? nil : "no plan waited to be let pass"
        case .synthesisDrafted:
            return phase == .running || phase == .concluding ? nil : "no step had been carried out"
        case .runEnded(let event): return event.outcome.isFinal ? nil : "it names no end"
        case .gateOpened, .gateDecided, .gateExpired, .gateHeld, .gateReleased, .gateWithdrawn:
            return gateObjection(to: event, in: context)
        case .attemptStarted, .attemptCompleted, .attemptFailed, .attemptSuspended, .attemptAbandoned,
            .attemptInterrupted, .compensationStarted, .compensationEnded:
            return attemptObjection(to: event)
        case .stepRedirected, .stepSkipped, .stepTakenOver, .rolledBack, .paused, .resumed, .stopRequested,
            .noteAdded, .breakpointAdded, .breakpointRemoved, .breakpointLogged, .autonomyChanged,
            .interventionUndone, .interventionRedone:
            return interventionObjection(to: event)
        }
    }

    private func objection(toOpen step: StepID) -> String? {
        guard let state = self[step] else { return objection(toUnknown: step) }
        return state.phase.isEnded ? "step \(step) had ended before" : nil
    }

    private func objection(toUnknown step: StepID) -> String? {
        graph.position[step] == nil ? "there is no step \(step)" : nil
    }

    private func interventionObjection(to event: Event) -> String? {
        switch event {
        case .stepRedirected(let event): return objection(toUnknown: event.step)
        case .stepSkipped(let event): return objection(toOpen: event.step)
        case .stepTakenOver(let event): return objection(toOpen: event.step)
        case .rolledBack(let event):
            guard event.cone.contains(event.step) else { return "the rollback leaves out its own step" }
            return event.cone.lazy.compactMap(objection(toUnknown:)).first
        case .paused(let event): return objection(to: event.scope)
        case .resumed(let event): return objection(to: event.scope)
        case .stopRequested: return stop == nil ? nil : "the run was being stopped before"
        case .noteAdded(let event): return event.step.flatMap(objection(toUnknown:))
        case .breakpointAdded(let event): return objection(toUnknown: event.breakpoint.step)
        case .breakpointRemoved(let event):
            return breakpoints.contains { $0.step == event.step }
                ? nil : "there was no breakpoint before step \(event.step)"
        case .breakpointLogged(let event): return objection(toUnknown: event.step)
        case .autonomyChanged(let event): return event.agent.flatMap(objection(toUnknown:))
        case .interventionUndone(let event):
            return event.revision <= revision ? nil : "what it undoes had not happened yet"
        case .interventionRedone(let event):
            return event.revision <= revision ? nil : "the undoing that it takes back had not happened yet"
        case .runCreated, .ownerChanged, .planProposed, .planRevised, .runStarted, .synthesisDrafted,
            .runEnded, .gateOpened, .gateDecided, .gateExpired, .gateHeld, .gateReleased, .gateWithdrawn,
            .attemptStarted, .attemptCompleted, .attemptFailed, .attemptSuspended, .attemptAbandoned,
            .attemptInterrupted, .compensationStarted, .compensationEnded:
            return nil
        }
    }

    private func objection(to scope: HoldScope) -> String? {
        switch scope {
        case .run: nil
        case .agent(let agent): objection(toUnknown: agent)
        case .step(let step): objection(toUnknown: step)
        }
    }

    private func objection(toUnknown agent: AgentID) -> String? {
        playbook.agent(agent) == nil ? "there is no agent \(agent)" : nil
    }
}

extension Playbook {
    /// Why no run of the playbook can have had this plan; `nil` when one can.
    func objection(to plan: Plan) -> String? {
        if plan.steps.isEmpty { return "the plan has no step" }
        if plan.steps.count > Plan.maximumStepCount { return "the plan has \(plan.steps.count) steps" }
        var known: Set<StepID> = []
        for step in plan.steps where !known.insert(step.id).inserted {
            return "the plan has two steps \(step.id)"
        }
        for step in plan.steps {
            if agent(step.agent) == nil { return "step \(step.id) is given to no agent of the playbook" }
            if let need = step.needs.first(where: { !known.contains($0) }) {
                return "step \(step.id) needs \(need), which is no step"
            }
        }
        return plan.cycle() == nil ? nil : "the plan's steps need each other in a circle"
    }
}
