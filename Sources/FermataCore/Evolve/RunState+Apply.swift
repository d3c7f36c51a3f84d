/// When and by whom an event came about: what the log says of it besides the event itself.
public struct EventContext: Hashable, Sendable {
    /// When it happened.
    public var time: Timestamp
    /// Who made it happen.
    public var actor: Actor

    /// Creates a context.
    public init(time: Timestamp, actor: Actor) {
        self.time = time
        self.actor = actor
    }
}

extension RunState {
    /// Folds a run's first event, which must be its creation.
    public init?(first event: Event, in context: EventContext) {
        guard case .runCreated(let created) = event else { return nil }
        self.init(created, at: context.time)
        revision = revision.next
    }

    /// Folds one more event. Total: whatever `decide` let into the log is applied, never judged again, and
    /// what no rule can have produced changes what it can and nothing else. Whoever reads a log from outside
    /// asks for an `objection(to:in:)` first.
    public mutating func apply(_ event: Event, in context: EventContext) {
        switch event {
        case .runCreated: break
        case .ownerChanged(let event): epoch = event.epoch
        case .planProposed: phase = .proposed
        case .planRevised(let event): apply(event, by: context.actor)
        case .runStarted(let event): apply(event)
        case .synthesisDrafted(let event):
            synthesis = event.synthesis
            phase = .concluding
        case .runEnded(let event): apply(event)
        case .gateOpened(let event): apply(event)
        case .gateDecided(let event): apply(event, in: context)
        case .gateExpired(let event): apply(event, in: context)
        case .gateHeld(let event):
            change(event.gate) { gate in
                gate.deadline = nil
                gate.heldBy = context.actor
            }
        case .gateReleased(let event):
            change(event.gate) { gate in
                gate.deadline = event.deadline
                gate.heldBy = nil
            }
        case .gateWithdrawn(let event): apply(event, in: context)
        case .attemptStarted(let event): apply(event, in: context)
        case .attemptCompleted(let event): apply(event, in: context)
        case .attemptFailed(let event): apply(event, in: context)
        case .attemptSuspended(let event): apply(event, in: context)
        case .attemptAbandoned(let event): apply(event, in: context)
        case .attemptInterrupted(let event): apply(event, in: context)
        case .compensationStarted(let event): apply(event)
        case .compensationEnded(let event): apply(event)
        case .stepRedirected(let event): apply(event, by: context.actor)
        case .stepSkipped(let event): apply(event, by: context.actor)
        case .stepTakenOver(let event): apply(event, by: context.actor)
        case .rolledBack(let event): apply(event, by: context.actor)
        case .paused(let event): setHold(event.scope, to: true, by: context.actor)
        case .resumed(let event): setHold(event.scope, to: false, by: context.actor)
        case .stopRequested(let event):
            stop = event
            isPaused = false
            loseUndo(.final)
        case .noteAdded(let event): apply(event, by: context.actor)
        case .breakpointAdded(let event): apply(event, by: context.actor)
        case .breakpointRemoved(let event): apply(event, by: context.actor)
        case .breakpointLogged(let event): change(event.step) { $0.hasPassedBreakpoint = true }
        case .autonomyChanged(let event): apply(event, by: context.actor)
        case .interventionUndone(let event): apply(event, by: context.actor)
        case .interventionRedone(let event): apply(event, by: context.actor)
        }
        revision = revision.next
        updatedAt = context.time
    }

    mutating func change(_ step: StepID, _ body: (inout StepState) -> Void) {
        if let index = graph.position[step] { body(&steps[index]) }
    }

    mutating func change(_ gate: GateID, _ body: (inout Gate) -> Void) {
        if let index = position(of: gate) { body(&gates[index]) }
    }

    /// Marks a step as ended and lets those that waited for it become ready.
    mutating func end(_ step: StepID, as phase: StepPhase) {
        guard let index = graph.position[step] else { return }
        steps[index].phase = phase
        steps[index].endedAt = revision.next
        if let last = steps[index].attempts.indices.last { steps[index].attempts[last].action = nil }
        for dependent in graph.dependents[index] where steps[dependent].phase == .pending {
            if graph.needs[dependent].allSatisfy({ steps[$0].phase.isEnded }) {
                steps[dependent].phase = .ready
            }
        }
    }

    /// Lets a step that has not begun be ready or pending, as its needs say.
    mutating func release(_ index: Int) {
        steps[index].phase = graph.needs[index].allSatisfy { steps[$0].phase.isEnded } ? .ready : .pending
    }

    /// Works out anew which of the steps that have not begun are ready, after more than one thing has
    /// changed.
    mutating func refreshReadiness() {
        for index in steps.indices where steps[index].phase == .pending || steps[index].phase == .ready {
            release(index)
        }
    }

    private mutating func apply(_ event: RunStarted) {
        phase = .running
        // The plan was let pass as it is; an edit of it before that is no longer anybody's last wish.
        if undoable?.plan != nil { loseUndo(.overtaken) }
        redoable = nil
        // Somebody has looked at the whole of it and said yes, which silence does not.
        guard let gate = event.gate, case .decided = self[gate]?.status else { return }
        for index in steps.indices { steps[index].isChanged = false }
    }

    private mutating func apply(_ event: RunEnded) {
        phase = event.outcome
        endReason = event.reason
        if let edited = event.synthesis { synthesis = edited }
        isPaused = false
        loseUndo(.final)
    }
}
