/// Everything that can happen to a run. What is stored has a name and a version of its own (`EventRecord`),
/// so a case may be renamed without touching a log.
public enum Event: Hashable, Sendable {
    /// A run was created from a playbook.
    case runCreated(RunCreated)
    /// A process took over carrying out the run.
    case ownerChanged(OwnerChanged)
    /// The plan of the playbook was proposed.
    case planProposed(PlanProposed)
    /// A person edited the plan.
    case planRevised(PlanRevised)
    /// The plan was let pass and steps may start.
    case runStarted(RunStarted)
    /// The synthesis was put together from the steps' outputs.
    case synthesisDrafted(SynthesisDrafted)
    /// The run came to its end.
    case runEnded(RunEnded)
    /// A question was put to people.
    case gateOpened(GateOpened)
    /// A gate was decided.
    case gateDecided(GateDecided)
    /// A gate's deadline passed and its default was taken.
    case gateExpired(GateExpired)
    /// A person took a gate's deadline away.
    case gateHeld(GateHeld)
    /// A person gave a held gate its deadline back.
    case gateReleased(GateReleased)
    /// What a gate asked about is gone.
    case gateWithdrawn(GateWithdrawn)
    /// Policy or a person let an action pass, and its owner is about to launch it.
    case attemptStarted(AttemptStarted)
    /// An agent came to an end.
    case attemptCompleted(AttemptCompleted)
    /// An agent failed.
    case attemptFailed(AttemptFailed)
    /// An agent asked a person and ended.
    case attemptSuspended(AttemptSuspended)
    /// A person's wish made an attempt pointless; it can never report again.
    case attemptAbandoned(AttemptAbandoned)
    /// An attempt was found without its owner.
    case attemptInterrupted(AttemptInterrupted)
    /// The command that undoes a step's effect is about to be launched.
    case compensationStarted(CompensationStarted)
    /// The command that undoes a step's effect came to an end.
    case compensationEnded(CompensationEnded)
    /// A person told a step's agent to do it differently.
    case stepRedirected(StepRedirected)
    /// A step is left out.
    case stepSkipped(StepSkipped)
    /// A person supplied a step's outputs.
    case stepTakenOver(StepTakenOver)
    /// The run was taken back to before a step.
    case rolledBack(RolledBack)
    /// A person holds the run, an agent or a step.
    case paused(Paused)
    /// A person lifted a hold.
    case resumed(Resumed)
    /// Nothing new is started, and the run ends when what works has ended.
    case stopRequested(StopRequested)
    /// A person left a note for the next attempt.
    case noteAdded(NoteAdded)
    /// A breakpoint was set.
    case breakpointAdded(BreakpointAdded)
    /// A breakpoint was removed.
    case breakpointRemoved(BreakpointRemoved)
    /// A breakpoint that only logs was reached.
    case breakpointLogged(BreakpointLogged)
    /// A level of autonomy was changed.
    case autonomyChanged(AutonomyChanged)
    /// The last intervention was undone.
    case interventionUndone(InterventionUndone)
    /// What had been undone last was done again.
    case interventionRedone(InterventionRedone)
}
