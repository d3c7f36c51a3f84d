public import FermataCore

extension Problem {
    /// The rules said no.
    public init(_ refusal: Refusal) {
        self.init(
            status: Self.status(of: refusal), code: refusal.code, title: Self.title(of: refusal),
            detail: refusal.description, extras: Self.extras(of: refusal).memberList)
    }

    private static func status(of refusal: Refusal) -> Int {
        switch refusal {
        case .unknownGate, .unknownStep, .unknownAgent, .noBreakpoint: 404
        case .runExists, .runEnded, .runIsStopping, .gateClosed, .staleDigest, .stalePlanRevision,
            .staleAttempt, .notOwner, .alreadyPaused, .notPaused, .breakpointExists, .nothingToUndo,
            .nothingToRedo, .undoNotTheLast, .stalePreview, .gateHasNoDeadline, .gateNotHeld:
            409
        case .roleNotAllowed: 403
        case .verdictNotAllowed, .emptyText, .textTooLong, .answerNotAnOption, .invalidEdit, .planProblems,
            .planUnchanged, .stepHasRun, .stepHasNotRun, .stepIsIrreversiblyWorking, .effectsCannotBeUndone,
            .inputsAreNoObject, .previewRequired:
            422
        }
    }

    private static func title(of refusal: Refusal) -> String {
        switch refusal {
        case .runExists: "The run exists already"
        case .runEnded: "The run has ended"
        case .runIsStopping: "The run is being stopped"
        case .unknownStep: "There is no such step"
        case .unknownAgent: "There is no such agent"
        case .unknownGate: "There is no such gate"
        case .gateClosed: "The gate is no longer open"
        case .staleDigest: "The gate has changed"
        case .verdictNotAllowed: "The gate does not take this verdict"
        case .gateHasNoDeadline: "The gate has no deadline"
        case .gateNotHeld: "The gate is not held"
        case .emptyText: "The text is empty"
        case .textTooLong: "The text is too long"
        case .answerNotAnOption: "The answer is none of the options"
        case .invalidEdit: "The edit cannot be used"
        case .planProblems: "The plan is not valid"
        case .stalePlanRevision: "The plan has changed"
        case .planUnchanged: "The plan is the same as before"
        case .stepHasRun: "The step has run"
        case .stepHasNotRun: "The step has not run"
        case .stepIsIrreversiblyWorking: "The step is changing the world"
        case .effectsCannotBeUndone: "Effects would stay"
        case .staleAttempt: "The attempt is over"
        case .notOwner: "Another process carries out the run"
        case .alreadyPaused: "It is paused already"
        case .notPaused: "It is not paused"
        case .breakpointExists: "There is a breakpoint already"
        case .noBreakpoint: "There is no such breakpoint"
        case .nothingToUndo: "There is nothing to undo"
        case .nothingToRedo: "There is nothing to do again"
        case .undoNotTheLast: "Something else came last"
        case .roleNotAllowed: "The role does not allow it"
        case .previewRequired: "The rollback must be confirmed"
        case .stalePreview: "The rollback would do something else by now"
        case .inputsAreNoObject: "The inputs are no object"
        }
    }

    private static func extras(of refusal: Refusal) -> JSON {
        switch refusal {
        case .runEnded(let phase): .record(("phase", phase.json))
        case .unknownStep(_, let nearest), .unknownAgent(_, let nearest):
            .record(("nearest", nearest?.json))
        case .gateClosed(_, let status): .record(("gateStatus", status.json))
        case .staleDigest(_, _, let actual): .record(("actual", actual.json))
        case .verdictNotAllowed(_, _, _, let allowed): .record(("allowed", allowed.json))
        case .answerNotAnOption(_, let options): .record(("options", options.json))
        case .textTooLong(let field, _, let limit): .record(("field", field.json), ("limit", limit.json))
        case .emptyText(let field): .record(("field", field.json))
        case .planProblems(let problems): .record(("problems", problems.map(\.description).json))
        case .stalePlanRevision(_, let actual): .record(("actual", actual.json))
        case .effectsCannotBeUndone(let steps): .record(("steps", steps.json))
        case .stepHasRun(let step, _), .stepHasNotRun(let step), .stepIsIrreversiblyWorking(let step),
            .breakpointExists(let step), .noBreakpoint(let step):
            .record(("step", step.json))
        case .previewRequired(let step, let actual), .stalePreview(let step, _, let actual):
            .record(("step", step.json), ("actual", actual.json))
        case .undoNotTheLast(_, let last, let label):
            .record(("last", last.json), ("label", label.json))
        case .roleNotAllowed(let needed, let held, _):
            .record(("needed", needed.json), ("held", held.json))
        case .nothingToUndo(let gap): .record(("because", gap.json))
        case .runExists, .runIsStopping, .unknownGate, .gateHasNoDeadline, .gateNotHeld, .invalidEdit,
            .planUnchanged, .staleAttempt,
            .notOwner, .alreadyPaused, .notPaused, .nothingToRedo, .inputsAreNoObject:
            .object([])
        }
    }
}
