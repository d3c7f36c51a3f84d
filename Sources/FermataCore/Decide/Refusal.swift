/// The domain says no. Nothing has happened; the description says why and what to do.
public enum Refusal: Error, Hashable, Sendable {
    case runExists(RunID)
    case runEnded(RunPhase)
    case runIsStopping
    case unknownStep(StepID, nearest: String?)
    case unknownAgent(AgentID, nearest: String?)
    case unknownGate(GateID)
    case gateClosed(GateID, GateStatus)
    case staleDigest(GateID, shown: Digest, actual: Digest)
    case verdictNotAllowed(GateID, GateKind, word: String, allowed: [String])
    case gateHasNoDeadline(GateID)
    case gateNotHeld(GateID)
    case emptyText(field: String)
    case textTooLong(field: String, byteCount: Int, limit: Int)
    case answerNotAnOption(GateID, options: [String])
    case invalidEdit(String)
    case planProblems([PlanProblem])
    case stalePlanRevision(base: Int, actual: Int)
    case planUnchanged
    case stepHasRun(StepID, phase: String)
    case stepHasNotRun(StepID)
    case stepIsIrreversiblyWorking(StepID)
    case effectsCannotBeUndone([StepID])
    case staleAttempt(AttemptKey)
    case notOwner(Epoch?, newest: Epoch)
    case alreadyPaused(HoldScope)
    case notPaused(HoldScope)
    case breakpointExists(StepID)
    case noBreakpoint(StepID)
    case nothingToUndo(UndoGap)
    case nothingToRedo
    case undoNotTheLast(Revision, last: Revision, label: String)
    case roleNotAllowed(needed: Role, held: Role, what: String)
    case previewRequired(StepID, actual: Digest)
    case stalePreview(StepID, shown: Digest, actual: Digest)
    case inputsAreNoObject
}

extension Refusal {
    /// A name for programs that never changes.
    public var code: String {
        switch self {
        case .runExists: "run.exists"
        case .runEnded: "run.ended"
        case .runIsStopping: "run.stopping"
        case .unknownStep: "step.unknown"
        case .unknownAgent: "agent.unknown"
        case .unknownGate: "gate.unknown"
        case .gateClosed: "gate.closed"
        case .staleDigest: "gate.stale-digest"
        case .verdictNotAllowed: "gate.verdict-not-allowed"
        case .gateHasNoDeadline: "gate.no-deadline"
        case .gateNotHeld: "gate.not-held"
        case .emptyText: "text.empty"
        case .textTooLong: "text.too-long"
        case .answerNotAnOption: "gate.answer-not-an-option"
        case .invalidEdit: "edit.invalid"
        case .planProblems: "plan.invalid"
        case .stalePlanRevision: "plan.stale-revision"
        case .planUnchanged: "plan.unchanged"
        case .stepHasRun: "step.has-run"
        case .stepHasNotRun: "step.has-not-run"
        case .stepIsIrreversiblyWorking: "step.effect-in-progress"
        case .effectsCannotBeUndone: "rollback.effects-cannot-be-undone"
        case .staleAttempt: "attempt.stale"
        case .notOwner: "run.not-owner"
        case .alreadyPaused: "hold.already-placed"
        case .notPaused: "hold.not-placed"
        case .breakpointExists: "breakpoint.exists"
        case .noBreakpoint: "breakpoint.unknown"
        case .nothingToUndo: "undo.nothing"
        case .nothingToRedo: "redo.nothing"
        case .undoNotTheLast: "undo.not-the-last"
        case .roleNotAllowed: "role.not-allowed"
        case .previewRequired: "rollback.preview-required"
        case .stalePreview: "rollback.stale-preview"
        case .inputsAreNoObject: "run.inputs-no-object"
        }
    }
}

extension Refusal: CustomStringConvertible {
    /// What happened and what to do, in a sentence or two.
    public var description: String {
        switch self {
        case .runExists(let run): "Run \(run) exists already."
        case .runEnded(let phase): "The run has ended (\(phase.rawValue)); nothing can be changed any more."
        case .runIsStopping: "The run is being stopped; only what already works comes to its end."
        case .unknownStep(let step, let nearest):
            "There is no step \(step) in the plan.\(Self.suggestion(nearest))"
        case .unknownAgent(let agent, let nearest): "There is no agent \(agent).\(Self.suggestion(nearest))"
        case .unknownGate(let gate): "There is no gate \(gate) in this run."
        case .gateClosed(let gate, let status):
            "Gate \(gate) is no longer open: \(Self.sentence(about: status))"
        case .staleDigest(let gate, let shown, let actual):
            "Gate \(gate) asks about \(actual.short), but the verdict was given on \(shown.short). "
                + "Look again."
        case .verdictNotAllowed(let gate, let kind, let word, let allowed):
            "Gate \(gate) (\(kind.rawValue)) does not take '\(word)', only "
                + "\(allowed.joined(separator: ", "))."
        case .gateHasNoDeadline(let gate):
            "Gate \(gate) has no deadline that could be taken away; it waits for a person as it is."
        case .gateNotHeld(let gate): "Nobody took the deadline of gate \(gate) away."
        case .emptyText(let field): "The \(field) is empty; say something."
        case .textTooLong(let field, let byteCount, let limit):
            "The \(field) has \(byteCount) bytes; at most \(limit) are kept."
        case .answerNotAnOption(let gate, let options):
            "Gate \(gate) takes one of: \(options.joined(separator: ", "))."
        case .invalidEdit(let problem): "The edit cannot be used: \(problem)"
        case .planProblems(let problems): problems.map(\.description).joined(separator: "\n")
        case .stalePlanRevision(let base, let actual):
            "The edit is based on plan revision \(base), but the plan is at \(actual). Look again."
        case .planUnchanged: "The edited plan is the same as before."
        case .stepHasRun(let step, let phase):
            "Step \(step) is \(phase); roll back to it first if it should be different."
        case .stepHasNotRun(let step): "Step \(step) has not begun; there is nothing to go back to."
        case .stepIsIrreversiblyWorking(let step):
            "Step \(step) is changing the world just now; wait for its end, or stop the run."
        case .effectsCannotBeUndone(let steps):
            "These steps have effects that no 'undo' takes back: "
                + "\(steps.map(\.rawValue).joined(separator: ", ")). "
                + "Confirm each of them to roll back all the same."
        case .staleAttempt(let key):
            "Attempt \(key.number) of step \(key.step) was abandoned or has ended; its report is not used."
        case .notOwner(let epoch, let newest):
            "Epoch \(epoch?.description ?? "none") does not carry out this run; the newest is \(newest)."
        case .alreadyPaused(let scope): "\(Self.name(of: scope)) is paused already."
        case .notPaused(let scope): "\(Self.name(of: scope)) is not paused."
        case .breakpointExists(let step): "There is a breakpoint before \(step) already."
        case .noBreakpoint(let step): "There is no breakpoint before \(step)."
        case .nothingToUndo(let gap): gap.sentence
        case .nothingToRedo: "Nothing was undone last that could be done again."
        case .undoNotTheLast(let revision, let last, let label):
            "Revision \(revision) is not the last step that can be taken back; that is the \(label) at "
                + "revision \(last). Look again."
        case .roleNotAllowed(let needed, let held, let what):
            "\(what) needs the role \(needed.rawValue); you are \(held.rawValue)."
        case .previewRequired(let step, let actual):
            "Rolling back to \(step) takes effects on the world back or leaves them. Look at what it would "
                + "do, and confirm that with its digest; now it is \(actual)."
        case .stalePreview(let step, let shown, let actual):
            "Rolling back to \(step) would do something else by now than \(shown.short), which you "
                + "confirmed. Look again; now it is \(actual)."
        case .inputsAreNoObject: "The inputs must be an object of names and values."
        }
    }

    private static func suggestion(_ nearest: String?) -> String {
        nearest.map { " Did you mean \($0)?" } ?? ""
    }

    private static func name(of scope: HoldScope) -> String {
        switch scope {
        case .run: "The run"
        case .agent(let agent): "Agent \(agent)"
        case .step(let step): "Step \(step)"
        }
    }

    private static func sentence(about status: GateStatus) -> String {
        switch status {
        case .open: "it waits."
        case .decided(let verdict, let actor, _): "\(actor.name) decided: \(verdict.word)."
        case .expired(let outcome, _): "nobody answered in time, so its default was taken: \(outcome.word)."
        case .withdrawn(let reason, _): "it was withdrawn: \(reason)"
        }
    }
}

extension UndoGap {
    /// Why nothing can be undone, and what to do.
    fileprivate var sentence: String {
        switch self {
        case .nothingYet: "Nobody has intervened yet, so there is nothing to undo."
        case .undone:
            "The last intervention has been undone already, and there is one step back and no more. It can "
                + "be done again."
        case .overtaken:
            "There is no intervention left that can be undone: work that rests on the last one has gone on."
        case .final: "The last intervention cut off work or ended something, and that cannot be undone."
        }
    }
}
