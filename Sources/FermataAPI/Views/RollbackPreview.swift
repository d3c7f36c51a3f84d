public import FermataCore

/// What going back to before a step would take back, and what would stay.
public struct RollbackPreview: Hashable, Sendable {
    /// An effect on the world that a step of the rollback had, or may have had.
    public struct Effect: Hashable, Sendable {
        /// The step.
        public var step: StepID
        /// What it is called.
        public var title: String
        /// What it changed.
        public var effect: FermataCore.Effect
        /// The command that undoes it; absent when it stays.
        public var undo: String?
        /// Whether nobody knows if it happened.
        public var isUncertain: Bool

        /// The effect as JSON.
        public var json: JSON {
            .record(
                ("step", step.json), ("title", title.json), ("effect", effect.json), ("undo", undo?.json),
                ("isUncertain", isUncertain ? true : nil))
        }
    }

    /// The steps that would be done again, in plan order.
    public var steps: [StepID]
    /// Effects that would be undone, in the order of undoing.
    public var effectsUndone: [Effect]
    /// Effects that no command undoes; each must be accepted by name.
    public var effectsThatStay: [Effect]
    /// What an order to roll back must carry, so that exactly this is done.
    public var digest: Digest

    /// Looks at what a rollback to before the step would do to a run as it stands.
    ///
    /// - Throws: why the rollback would be refused even when every effect that stays is accepted.
    public init(to step: StepID, in state: RunState) throws(Refusal) {
        guard let outlook = state.rollbackOutlook(of: step) else {
            // The rules know the step that was probably meant.
            let context = DecisionContext(time: state.updatedAt, actor: .engine)
            _ = try state.decide(.rollBack(step, instructions: nil, accepting: []), in: context)
            throw .unknownStep(step, nearest: nil)
        }
        let command = Command.rollBack(
            step, instructions: nil, accepting: outlook.leaves.map(\.step), preview: outlook.digest)
        _ = try state.decide(command, in: DecisionContext(time: state.updatedAt, actor: .engine))
        steps = state.plan.cone(of: [step]).filter {
            state[$0].map { $0.phase.isEnded || !$0.attempts.isEmpty } ?? false
        }
        let line = { (effect: RecordedEffect) in
            let planned = state.planStep(effect.step) ?? state.removedPlanSteps.first { $0.id == effect.step }
            return Effect(
                step: effect.step, title: planned?.title ?? effect.step.rawValue, effect: .external,
                undo: effect.compensation?.run, isUncertain: effect.status != .happened)
        }
        effectsUndone = outlook.undoes.map(line)
        effectsThatStay = outlook.leaves.map(line)
        digest = outlook.digest
    }

    /// The preview as JSON.
    public var json: JSON {
        .record(
            ("steps", steps.json), ("undone", .array(effectsUndone.map(\.json))),
            ("effectsThatStay", .array(effectsThatStay.map(\.json))), ("digest", digest.json))
    }
}
