import FermataCore
import FermataJournal
import FermataRuntime

extension Auditor {
    /// Compares something that was really set in motion with what the log says at that moment.
    mutating func execute(_ execution: Execution) throws(Violation) {
        switch execution.key {
        case .attempt(let key): try execute(execution, as: key)
        case .compensation(let step, let number, let epoch):
            guard let undoing, undoing.step == step, undoing.number == number, undoing.epoch == epoch else {
                throw violation(.nothingUndecided, "\(step) is undone and the log does not say so")
            }
            try require(
                execution.epoch == epoch, .oneOwner,
                "the owner of epoch \(execution.epoch) undoes \(step) for epoch \(epoch)")
            try require(
                launchedUndoings.insert(undoingStartedAt).inserted, .noSilentEffect, "\(step) is undone twice"
            )
            try require(
                page.plan[step]?.undo == execution.action.run, .nothingUndecided,
                "\(step) is undone by something else than its undo")
        }
    }

    private mutating func execute(_ execution: Execution, as key: AttemptKey) throws(Violation) {
        guard let digest = started[key] else {
            throw violation(.nothingUndecided, "\(key.step) is launched and the log does not say so")
        }
        try require(
            Digest(of: execution.action.json) == digest, .nothingUndecided,
            "\(key.step) is launched with something else than what was let pass")
        try require(
            execution.epoch == key.epoch, .oneOwner,
            "the owner of epoch \(execution.epoch) launches an attempt of epoch \(key.epoch)")
        try require(
            launched.insert(key).inserted, .noRepetition,
            "attempt \(key.number) of \(key.step) is launched twice")
        try require(!isStopping, .endIsEnd, "\(key.step) is launched after the stop")
        if let step = page.plan[key.step] {
            try require(!page.isHeld(step), .holdsHold, "\(key.step) is launched while it is held")
        }
        guard execution.action.effect == .external else { return }
        let isRepetition = !launchedEffects.insert(key.step).inserted
        try require(
            !isRepetition || explainedEffects.contains(key.step), .noSilentEffect,
            "the effect of \(key.step) is launched again and nobody was asked")
        explainedEffects.remove(key.step)
    }

    /// A run in which nothing moves must wait for something that a person or a clock can give.
    func judgeStandstill(isAnythingInFlight: Bool) throws(Violation) {
        let isHeld = page.isRunHeld || !page.heldAgents.isEmpty || !page.heldSteps.isEmpty
        let waits = isAnythingInFlight || !openGates.isEmpty || isHeld || isPlanRejected
        try require(outcome != nil || waits, .neverStuck, "the run stands still: \(situation)")
    }

    func finish() throws(Violation) {
        try require(outcome != nil, .endsWithPatience, "the run has not ended: \(situation)")
    }

    /// Compares what is kept beside the log for lists with the log.
    func compareLists(summary: RunSummary?, gates listed: [GateSummary]) throws(Violation) {
        try require(
            summary?.phase.isFinal == (outcome != nil), .listsAgree,
            "the list says \(summary?.phase.rawValue ?? "nothing")")
        try require(
            Set(listed.map(\.gate)) == Set(openGates), .listsAgree,
            "the inbox has \(listed.map(\.gate)) and the log \(openGates)")
        for gate in listed where gates[gate.gate]?.gate.digest != gate.digest {
            throw violation(.listsAgree, "the inbox shows \(gate.gate) with another digest")
        }
    }
}
