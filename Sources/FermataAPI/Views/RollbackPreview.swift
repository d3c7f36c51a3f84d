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
    /// Why the rollback would be refused even so; absent when it would not.
    public var refusal: Refusal?

    /// Looks at what a rollback to before the step would do to a run as it stands.
    ///
    /// - Throws: `unknownStep` when it is not in the plan.
    public init(to step: StepID, in state: RunState) throws(Refusal) {
        let effects = state.rollbackEffects(of: step)
        var refused: Refusal?
        do {
            let accepting = effects.filter { state.planStep($0)?.undo == nil }
            let context = DecisionContext(time: state.updatedAt, actor: .engine)
            _ = try state.decide(
                .rollBack(step, instructions: nil, accepting: accepting), in: context)
        } catch {
            if case .unknownStep = error { throw error }
            refused = error
        }
        steps = state.plan.cone(of: [step]).filter {
            state[$0].map { $0.phase.isEnded || !$0.attempts.isEmpty } ?? false
        }
        let all = effects.compactMap { id -> Effect? in
            guard let planned = state.planStep(id), let step = state[id] else { return nil }
            return Effect(
                step: id, title: planned.title, effect: planned.effect, undo: planned.undo,
                isUncertain: step.unknownEffectAt != nil)
        }
        effectsUndone = all.filter { $0.undo != nil }
        effectsThatStay = all.filter { $0.undo == nil }
        refusal = refused
    }

    /// The preview as JSON.
    public var json: JSON {
        .record(
            ("steps", steps.json), ("effectsUndone", .array(effectsUndone.map(\.json))),
            ("effectsThatStay", .array(effectsThatStay.map(\.json))),
            ("refusal", refusal.map { Problem($0).json }))
    }
}
