/// Something that is wished to happen to a run. `decide` turns it into events or refuses it.
public enum Command: Hashable, Sendable {
    // From the process that carries out the run
    /// A new owner takes over; attempts of earlier owners are found interrupted.
    case adopt(Epoch, owner: String)
    /// Start whatever may start.
    case advance
    /// Take the defaults of gates whose deadline has passed.
    case expireGates
    /// An agent has ended.
    case report(AttemptKey, AttemptReport)
    /// A compensation has ended.
    case reportCompensation(CompensationKey, AttemptFailure?, transcript: Digest?)

    // From a person
    /// A verdict on a gate, with the digest of what was shown.
    case decide(GateID, Verdict, digest: Digest)
    /// Take the gate's deadline away: it waits for a person from now on.
    case holdGate(GateID)
    /// Give a held gate its whole declared time again.
    case releaseGate(GateID)
    /// These steps in place of the plan of that revision.
    case editPlan(baseRevision: Int, steps: [PlanStep])
    /// Do the step differently.
    case redirect(StepID, instructions: String)
    /// Leave the step out; with its dependents, also everything that needs it.
    case skip(StepID, includingDependents: Bool, reason: String)
    /// The person supplies the step's outputs, an object.
    case takeOver(StepID, outputs: JSON)
    /// Go back to before the step. Steps whose effects cannot be undone must be named in `accepting`, and
    /// `preview` must be the digest of what was shown (`RollbackOutlook`) if there is any effect at all.
    case rollBack(StepID, instructions: String?, accepting: [StepID], preview: Digest? = nil)
    /// Hold something.
    case pause(HoldScope)
    /// Lift a hold.
    case resume(HoldScope)
    /// End the run early.
    case stop(reason: String)
    /// Tell one step's agent, or every agent still to work, something for its next attempt.
    case note(StepID?, text: String)
    /// Hold the run before a step.
    case addBreakpoint(Breakpoint)
    /// Remove the breakpoint before a step.
    case removeBreakpoint(StepID)
    /// Set the level of the run or of one agent.
    case setAutonomy(AgentID?, Autonomy)
    /// Undo the last intervention; refused if a revision is named that is not its own any more.
    case undo(Revision? = nil)
    /// Do again what was undone last; refused if a revision is named that is not that undoing's any more.
    case redo(Revision? = nil)
}

/// How an agent's invocation ended.
public enum AttemptReport: Hashable, Sendable {
    /// It is done.
    case completed(outputs: JSON, Assessment, transcript: Digest?)
    /// It failed.
    case failed(AttemptFailure, cost: Double?, transcript: Digest?)
    /// It asks.
    case suspended(Question, memento: JSON, Assessment, transcript: Digest?)
}

/// What `decide` may know besides the state.
public struct DecisionContext: Hashable, Sendable {
    /// The time.
    public var time: Timestamp
    /// Who wishes.
    public var actor: Actor
    /// The epoch of the lease that the deciding process has on the run; `nil` when it only decides and
    /// another process carries out. Only the owner may start attempts.
    public var epoch: Epoch?

    /// Creates a context.
    public init(time: Timestamp, actor: Actor, epoch: Epoch? = nil) {
        self.time = time
        self.actor = actor
        self.epoch = epoch
    }
}

/// What follows from a command: events to append, and the state they lead to.
public struct Decision: Hashable, Sendable {
    /// The events, in order. Empty when nothing follows.
    public var events: [Event]
    /// The state after them.
    public var state: RunState

    /// Creates a decision, for whoever plays rules other than these.
    package init(events: [Event], state: RunState) {
        self.events = events
        self.state = state
    }
}
