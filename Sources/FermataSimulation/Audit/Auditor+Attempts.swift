import FermataCore

extension Auditor {
    mutating func judge(_ start: AttemptStarted) throws(Violation) {
        let key = start.key
        try require(!isStopping, .endIsEnd, "\(key.step) starts after the stop")
        try require(hasStarted, .nothingUndecided, "\(key.step) starts before the plan was let pass")
        try require(
            key.epoch == epoch, .oneOwner,
            "\(key.step) starts under epoch \(key.epoch), the newest is \(epoch)")
        try require(started[key] == nil, .oneOwner, "\(key.step) starts twice as \(key)")
        if let other = working[key.step] {
            throw violation(.oneOwner, "\(key.step) starts while attempt \(other.number) of it works")
        }
        guard let step = page.plan[key.step] else {
            throw violation(.planIsGraph, "\(key.step) starts and is no step of the plan")
        }
        let book = page.steps[step.id] ?? StepBook()
        try require(!book.hasEnded, .noRepetition, "\(step.id) starts again after it has ended")
        try require(
            !book.awaitsCompensation, .compensationFirst,
            "\(step.id) starts before \(page.owed) are compensated")
        try require(!page.isHeld(step), .holdsHold, "\(step.id) starts while it is held")
        for need in step.needs where page.steps[need]?.hasEnded != true {
            throw violation(.needsEnded, "\(step.id) starts before \(need) has ended")
        }
        let asking = openGates.filter { gates[$0]?.gate.step == step.id && !isAboutCompensation($0) }
        try require(asking.isEmpty, .nothingUndecided, "\(step.id) starts while \(asking) ask about it")
        try judgeLimits(of: step)
        try judgeDecision(of: start, step, book)
        started[key] = start.digest
        working[key.step] = key
        begun.insert(key.step)
    }

    private func isAboutCompensation(_ gate: GateID) -> Bool {
        if case .compensation = gates[gate]?.gate.subject { true } else { false }
    }

    private func judgeLimits(of step: PlanStep) throws(Violation) {
        guard let playbook else { return }
        try require(
            working.count < playbook.concurrency, .withinLimits,
            "\(step.id) starts as number \(working.count + 1) of \(playbook.concurrency)")
        guard let limit = playbook.agent(step.agent)?.concurrency else { return }
        let count = working.keys.filter { page.plan[$0]?.agent == step.agent }.count
        try require(
            count < limit, .withinLimits,
            "\(step.id) starts as number \(count + 1) of \(limit) of \(step.agent)")
    }

    private func judgeDecision(
        of start: AttemptStarted, _ step: PlanStep, _ book: StepBook
    ) throws(Violation) {
        switch start.decision {
        case .gate(let gate):
            try require(
                hasLetPass(gate, start.digest, of: step.id), .verdictIsBound,
                "\(step.id) starts by \(gate), which did not let exactly this pass")
        case .policy(let level):
            let actual = autonomy(of: step.agent)
            try require(
                level == actual, .nothingUndecided,
                "\(step.id) starts at autonomy \(level.rawValue), but \(actual.rawValue) holds")
            // An attempt that goes on with its answer, or that a person asked for, was let pass by that.
            guard start.key.invocation == 1, !book.hasWord else { return }
            try require(
                !book.mustBeAsked, .nothingUndecided, "\(step.id) was changed and starts unasked")
            if let budget = playbook?.budget {
                try require(
                    cost < budget, .nothingUndecided, "\(step.id) starts unasked at a cost of \(cost)")
            }
            try require(
                !mustBeAsked(about: step, at: actual), .nothingUndecided,
                "\(step.id) starts at autonomy \(actual.rawValue) and nobody was asked")
        }
    }

    /// Whether the level of autonomy or the playbook wants a person asked before the step, whatever it costs.
    private func mustBeAsked(about step: PlanStep, at level: Autonomy) -> Bool {
        let isOn = playbook?.gates[.beforeCriticalAction].isOn
        if isOn == false { return false }
        let isHuman = playbook?.agent(step.agent)?.kind == .human
        if level == .manual, !isHuman { return true }
        let isCritical = step.effect == .external || step.impact == .high
        return isCritical && (isOn == true || level == .manual || level == .guided)
    }

    private func autonomy(of agent: AgentID) -> Autonomy {
        if let level = page.agentAutonomy[agent] { return level }
        let order: [Autonomy] = [.manual, .guided, .supervised, .autonomous]
        let declared = playbook?.agent(agent)?.autonomy ?? page.autonomy
        return order.first { $0 == declared || $0 == page.autonomy } ?? page.autonomy
    }

    mutating func judge(_ completed: AttemptCompleted) throws(Violation) {
        try endAttempt(completed.key, "completes")
        cost += completed.assessment.cost ?? 0
        if page.plan[completed.key.step]?.effect == .external {
            page.steps[completed.key.step, default: StepBook()].effectAt = revision
        }
        guard completed.isAccepted else { return }
        try require(
            page.plan[completed.key.step]?.approval != .required, .nothingUndecided,
            "the result of \(completed.key.step) must be approved and was used unseen")
        try endStep(completed.key.step)
    }

    mutating func judge(_ failed: AttemptFailed) throws(Violation) {
        try endAttempt(failed.key, "fails")
        cost += failed.cost ?? 0
        switch failed.failure.kind {
        case .notBegun, .transient, .permanent: explainedEffects.insert(failed.key.step)
        case .uncertain, .timedOut, .cancelled:
            let isExternal = page.plan[failed.key.step]?.effect == .external
            noteUnknownEffect(of: failed.key.step)
            try require(
                !(failed.retries && isExternal), .noSilentEffect,
                "\(failed.key.step) is tried again although nobody knows whether it happened")
        }
    }

    mutating func endAttempt(_ key: AttemptKey, _ how: String) throws(Violation) {
        try require(
            working[key.step] == key, .endedNeverAppends,
            "attempt \(key.number).\(key.invocation) of \(key.step) \(how) and does not work")
        try require(key.epoch == epoch, .oneOwner, "\(key.step) \(how) under the old epoch \(key.epoch)")
        working[key.step] = nil
    }

    mutating func endAttempt(of step: StepID, _ number: Int, _ how: String) throws(Violation) {
        try require(
            working[step]?.number == number, .endedNeverAppends,
            "attempt \(number) of \(step) \(how) and does not work")
        working[step] = nil
        noteUnknownEffect(of: step)
    }

    private mutating func noteUnknownEffect(of step: StepID) {
        guard page.plan[step]?.effect == .external else { return }
        page.steps[step, default: StepBook()].unknownEffectAt = revision
    }

    mutating func endStep(_ step: StepID) throws(Violation) {
        var book = page.steps[step] ?? StepBook()
        try require(!book.hasEnded, .noRepetition, "\(step) ends twice")
        try require(working[step] == nil, .endedNeverAppends, "\(step) ends while an attempt works")
        book.hasEnded = true
        page.steps[step] = book
    }
}
