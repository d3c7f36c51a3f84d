public import FermataCore

/// A step as a page shows it.
public struct StepView: Hashable, Sendable {
    let step: StepState
    let plan: PlanStep
    let situation: StepSituation

    /// The step of a run as it stands; `nil` when it is not in the plan.
    public init?(_ step: StepID, in state: RunState) {
        guard let index = state.graph.position[step] else { return nil }
        let situations = StepSituations(state, AllowedInterventions(in: state))
        self.init(step: state.steps[index], plan: state.plan.steps[index], situation: situations[index])
    }

    init(step: StepState, plan: PlanStep, situation: StepSituation) {
        self.step = step
        self.plan = plan
        self.situation = situation
    }

    /// Where it stands.
    public var standing: StepStanding { situation.standing }

    /// The view as JSON. `startedAt` and `endedAt` are those of the newest try; values of agents and people
    /// are bounded by `BoundedValue`.
    public var json: JSON {
        let newest = step.attempt
        return .record(
            ("id", step.id.json), ("number", situation.number.json), ("title", plan.title.json),
            ("agent", plan.agent.json), ("needs", plan.needs.json), ("effect", plan.effect.json),
            ("impact", plan.impact.json), ("isIrreversible", plan.isIrreversible.json),
            ("effectNote", EffectNote(plan).json), ("neededBy", situation.neededBy.json),
            ("isOver", (step.phase.isEnded || step.phase == .rolledBack).json),
            ("isDone", (step.phase == .done).json),
            ("state", situation.standing.json), ("stateText", situation.text.json),
            ("gate", step.phase.gate.map { GateName(situation.run, $0).json }),
            ("isPaused", step.isPaused.json), ("isChanged", step.isChanged.json),
            ("startedAt", newest?.startedAt.json), ("endedAt", newest?.endedAt?.json),
            ("attempts", .array(step.attempts.map(Self.json))),
            ("outputs", step.outputs.map { BoundedValue.json($0) }), ("result", step.outputs.map(result)),
            ("summary", step.assessment?.summary.map { BoundedValue.text($0).json }),
            ("uncertainty", step.assessment?.uncertainty?.json), ("cost", step.assessment?.cost?.json),
            ("reason", step.reason.map { BoundedValue.text($0).json }),
            ("instructions", .array(step.instructions.map(Self.json))), ("plan", plan.json),
            ("can", situation.can.json))
    }

    /// How much of a result is told in a line, in bytes.
    private static let resultByteCount = 240

    /// What the step has produced as it counts now, in a line, and who changed it, if a person did.
    private func result(_ outputs: JSON) -> JSON {
        let text = outputs["text"]?.stringValue ?? outputs.encoded()
        return .record(
            ("text", BoundedValue.text(text, maximumByteCount: Self.resultByteCount).json),
            ("editedBy", situation.editedBy?.json))
    }

    private static func json(_ attempt: Attempt) -> JSON {
        let word: String
        var failure: AttemptFailure?
        switch attempt.status {
        case .working: word = "working"
        case .suspended: word = "suspended"
        case .completed: word = "completed"
        case .failed(let reason): (word, failure) = ("failed", reason)
        case .abandoned: word = "abandoned"
        case .interrupted: word = "interrupted"
        }
        return .record(
            ("number", attempt.number.json), ("startedAt", attempt.startedAt.json),
            ("endedAt", attempt.endedAt?.json), ("status", word.json),
            (
                "failure",
                failure.map {
                    .record(("kind", $0.kind.json), ("message", BoundedValue.text($0.message).json))
                }
            ),
            ("transcript", attempt.transcript?.json))
    }

    private static func json(_ instruction: Instruction) -> JSON {
        .record(("kind", instruction.kind.json), ("text", BoundedValue.text(instruction.text).json))
    }
}
