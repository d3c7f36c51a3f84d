extension RunState {
    var settings: RunSettings {
        RunSettings(
            autonomy: autonomy, isAutonomyChosen: isAutonomyChosen, agentAutonomy: agentAutonomy,
            breakpoints: breakpoints, ownBreakpoints: ownBreakpoints, isPaused: isPaused,
            pausedAgents: pausedAgents, ownHolds: ownHolds)
    }

    mutating func rememberSettings(as label: String, by actor: Actor) {
        remember([], downstream: [], as: label, by: actor)
    }

    /// Keeps what an intervention is about to change. Work that it cut off cannot be brought back, so then
    /// there is nothing to undo.
    mutating func remember(
        _ targets: [StepID], downstream: [StepID], as label: String, by actor: Actor, plan: [PlanStep]? = nil
    ) {
        redoable = nil
        let states = targets.compactMap { self[$0] }
        if states.contains(where: { $0.attempt?.status == .abandoned && $0.phase == .ready }) {
            loseUndo(.final)
            return
        }
        undoable = UndoRecord(
            revision: revision.next, label: label, by: actor, steps: states, downstream: downstream,
            plan: plan, root: nil, settings: settings, effects: [], compensations: nil)
    }

    /// Work on the step has gone on since the last intervention: what was remembered of it no longer holds.
    mutating func forgetUndo(of step: StepID) {
        if undoable?.downstream.contains(step) == true { loseUndo(.overtaken) }
        if redoable?.downstream.contains(step) == true { redoable = nil }
    }

    mutating func loseUndo(_ gap: UndoGap) {
        redoable = nil
        guard undoable != nil || gap == .final else { return }
        undoable = nil
        undoGap = gap
    }

    mutating func apply(_ event: InterventionUndone, by actor: Actor) {
        guard let record = event.restores ?? undoable else { return }
        let inverse = self.inverse(of: record, by: record.by)
        restore(record)
        undoable = nil
        undoGap = .undone
        redoable = inverse
    }

    mutating func apply(_ event: InterventionRedone, by actor: Actor) {
        let inverse = self.inverse(of: event.restores, by: event.restores.by)
        restore(event.restores)
        redoable = nil
        undoable = inverse
    }

    /// What puts everything back as it is now, after the record has been.
    private func inverse(of record: UndoRecord, by actor: Actor) -> UndoRecord {
        UndoRecord(
            revision: revision.next, label: record.label, by: actor,
            steps: record.steps.compactMap { self[$0.id] }
                + (record.plan.map { earlier in
                    steps.filter { step in !earlier.contains { $0.id == step.id } }
                }
                ?? []).filter { step in !record.steps.contains { $0.id == step.id } },
            downstream: record.downstream, plan: record.plan == nil ? nil : plan.steps, root: record.root,
            settings: settings, effects: record.effects.compactMap { self[$0.id] },
            compensations: record.compensations == nil ? nil : compensations)
    }

    private mutating func restore(_ record: UndoRecord) {
        if let earlier = record.plan { replacePlan(with: Plan(revision: plan.revision + 1, steps: earlier)) }
        for state in record.steps { change(state.id) { $0 = state } }
        autonomy = record.settings.autonomy
        isAutonomyChosen = record.settings.isAutonomyChosen
        agentAutonomy = record.settings.agentAutonomy
        breakpoints = record.settings.breakpoints.filter { graph.position[$0.step] != nil }
        ownBreakpoints = record.settings.ownBreakpoints
        isPaused = record.settings.isPaused
        pausedAgents = record.settings.pausedAgents
        ownHolds = record.settings.ownHolds
        for effect in record.effects {
            if let index = position(of: effect.id) { effects[index] = effect }
        }
        // What is no longer rolled back owes nothing, whether it had ended or was being asked about. What was
        // owed before stands as it stands now: it may have been decided about, or have ended, since.
        if let owed = record.compensations {
            let present = compensations
            compensations = owed.compactMap { earlier in
                let isItsOwn = record.effects.contains { $0.id == earlier.effect }
                return present.first { $0.effect == earlier.effect } ?? (isItsOwn ? earlier : nil)
            }
        }
        refreshReadiness()
        // An earlier rollback may have waited for nothing but what is no longer owed.
        releaseRolledBackSteps()
        guard phase == .concluding else { return }
        if record.plan != nil { synthesis = nil }
        if !steps.allSatisfy(\.phase.isEnded) {
            phase = .running
            synthesis = nil
        }
    }
}
