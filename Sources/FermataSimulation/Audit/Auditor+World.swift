import FermataCore
import FermataJournal
import FermataRuntime

extension Auditor {
    /// Compares something that was really set in motion with what the log says.
    ///
    /// Between a process's last look at the log and its deed others may have appended. What it cannot know is
    /// not held against it: holds and stops count as it has read them, and so does a rival's epoch.
    mutating func execute(_ execution: Execution) throws(Violation) {
        let isLate = execution.epoch < epoch
        try require(
            !isLate || execution.known < epochRevision, .oneOwner,
            "the owner of epoch \(execution.epoch) has read of epoch \(epoch) and launches \(execution.key)")
        switch execution.key {
        case .attempt(let key): try execute(execution, as: key, isLate: isLate)
        case .compensation(let key): if !isLate { try execute(execution, as: key) }
        }
    }

    private mutating func execute(_ execution: Execution, as key: CompensationKey) throws(Violation) {
        guard let book = undoings[key] else {
            throw violation(.nothingUndecided, "\(key.step) is undone and the log does not say so")
        }
        try require(
            book.endedAt.map { execution.known < $0 } ?? true, .nothingUndecided,
            "\(key.step) is undone by somebody who has read that this is over")
        try require(
            execution.epoch == key.epoch, .oneOwner,
            "the owner of epoch \(execution.epoch) undoes \(key.step) for epoch \(key.epoch)")
        try require(
            launchedUndoings.insert(key).inserted, .noSilentEffect,
            "\(key.step) is undone twice")
        try require(
            Digest(of: execution.action.json) == book.digest, .nothingUndecided,
            "\(key.step) is undone by something else than was let pass with it")
    }

    private mutating func execute(
        _ execution: Execution, as key: AttemptKey, isLate: Bool
    ) throws(Violation) {
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
        if let stopRevision {
            try require(execution.known < stopRevision, .endIsEnd, "\(key.step) is launched after the stop")
        }
        let known = pages[execution.known.number]
        if let step = known.plan[key.step] {
            try require(!known.isHeld(step), .holdsHold, "\(key.step) is launched while it is held")
        }
        let isEntered = page.effects.contains { $0.step == key.step && $0.attempt == key.number }
        try require(
            execution.action.effect != .external || isEntered, .noSilentEffect,
            "\(key.step) changes the world and no ledger has it")
    }

    /// What is in flight is cut off only by its process's death, by a rival, or because the log says so.
    func judgeCutOff(_ flights: [ActionKey], because reason: String) throws(Violation) {
        for key in flights {
            try require(
                working[key.step].map { ActionKey.attempt($0) != key } ?? true, .workGoesOn,
                "\(key.step) is at work and is cut off: \(reason)")
        }
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
