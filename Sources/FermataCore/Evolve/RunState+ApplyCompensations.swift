extension RunState {
    mutating func apply(_ event: CompensationStarted) {
        loseUndo(.overtaken)
        changeCompensation(event.effect) { compensation in
            compensation.status = .working(event.epoch)
            compensation.number = event.number
        }
    }

    mutating func apply(_ event: CompensationEnded) {
        if event.failure == nil {
            endCompensation(of: event.effect, leaving: .undone)
        } else {
            changeCompensation(event.effect) { $0.status = .waiting }
        }
    }

    /// Changes one compensation; the one that is owed first where a log from before effects were numbered
    /// does not say which.
    mutating func changeCompensation(_ effect: EffectID?, _ body: (inout Compensation) -> Void) {
        let index =
            effect.map { id in compensations.firstIndex { $0.effect == id } } ?? compensations.indices.first
        if let index { body(&compensations[index]) }
    }

    mutating func endCompensation(of effect: EffectID?, leaving status: RecordedEffect.Status) {
        // What was rolled back when the last intervention came is about to be released.
        if undoable?.steps.contains(where: { $0.phase == .rolledBack }) == true { loseUndo(.overtaken) }
        let index =
            effect.map { id in compensations.firstIndex { $0.effect == id } } ?? compensations.indices.first
        if let index { changeEffect(compensations.remove(at: index).effect, to: status) }
        releaseRolledBackSteps()
    }

    /// Steps that were rolled back may run again only when every effect of theirs has been undone.
    mutating func releaseRolledBackSteps() {
        guard compensations.isEmpty else { return }
        for index in steps.indices where steps[index].phase == .rolledBack { steps[index].phase = .pending }
        refreshReadiness()
    }
}
