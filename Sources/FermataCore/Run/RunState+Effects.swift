extension RunState {
    /// Whether nobody knows if an action of the step has taken effect.
    public func hasUnknownEffect(_ step: StepID) -> Bool {
        effects.contains { $0.step == step && ($0.status == .unknown || $0.status == .failed) }
    }

    /// Whether doing the step would perhaps do again what has been done to the world. An attempt that only
    /// goes on repeats nothing of its own.
    func wouldRepeatEffect(_ step: StepID, besides attempt: Int? = nil) -> Bool {
        let isIdempotent = planStep(step)?.isIdempotent ?? false
        return effects.contains {
            $0.step == step && $0.attempt != attempt && $0.asksBeforeRepetition(isIdempotent: isIdempotent)
        }
    }

    func unknownEffect(of step: StepID, besides attempt: Int? = nil) -> RecordedEffect? {
        effects.last { $0.step == step && $0.attempt != attempt && $0.status == .unknown }
    }

    mutating func changeEffect(of step: StepID, attempt: Int, to status: RecordedEffect.Status) {
        guard let index = effects.lastIndex(where: { $0.step == step && $0.attempt == attempt }) else {
            return
        }
        effects[index].status = status
        effects[index].at = revision.next
    }

    mutating func changeEffect(_ id: EffectID, to status: RecordedEffect.Status) {
        if let index = position(of: id) { effects[index].status = status }
    }
}

/// What going back to before a step takes back, and what it does not. What a person confirms is its digest.
public struct RollbackOutlook: Hashable, Sendable {
    /// The step.
    public let step: StepID
    /// The steps that are taken back, in plan order.
    public let cone: [StepID]
    /// The effects that are undone, the newest first.
    public let undoes: [RecordedEffect]
    /// The effects that stay, because nothing undoes them, the newest first.
    public let leaves: [RecordedEffect]

    /// Whether somebody must have seen it before it is done.
    public var needsConfirmation: Bool { !undoes.isEmpty || !leaves.isEmpty }

    /// The digest of what is shown: the steps, each effect, and exactly what undoes it.
    public var digest: Digest {
        Digest(
            of: .record(
                ("step", step.json), ("cone", cone.json), ("undoes", undoes.map(Self.line).json),
                ("leaves", leaves.map(Self.line).json)))
    }

    private static func line(_ effect: RecordedEffect) -> JSON {
        .record(
            ("effect", effect.id.json), ("step", effect.step.json), ("status", effect.status.json),
            ("compensation", effect.compensation?.json))
    }
}

extension RunState {
    /// What a rollback to before the step would take back now; `nil` when the step is not in the plan.
    ///
    /// Steps that an edit has taken out of the plan count as if they were still in it: what they did is done.
    public func rollbackOutlook(of step: StepID) -> RollbackOutlook? {
        guard graph.position[step] != nil else { return nil }
        let cone = plan.cone(of: [step])
        let affected =
            removedPlanSteps.isEmpty
            ? Set(cone) : Set(Plan(steps: plan.steps + removedPlanSteps).cone(of: [step]))
        let outstanding = effects.filter { affected.contains($0.step) && $0.isOutstanding && !isOwed($0.id) }
            .sorted { ($0.at, $0.id) > ($1.at, $1.id) }
        return RollbackOutlook(
            step: step, cone: cone, undoes: outstanding.filter { $0.compensation != nil },
            leaves: outstanding.filter { $0.compensation == nil })
    }

    private func isOwed(_ effect: EffectID) -> Bool { compensations.contains { $0.effect == effect } }

    /// The steps whose effect on the world a rollback to before the step would have to undo, or leave: the
    /// newest effect first, each step once.
    public func rollbackEffects(of step: StepID) -> [StepID] {
        guard let outlook = rollbackOutlook(of: step) else { return [] }
        var seen: Set<StepID> = []
        return (outlook.undoes + outlook.leaves).sorted { ($0.at, $0.id) > ($1.at, $1.id) }.map(\.step)
            .filter { seen.insert($0).inserted }
    }
}
