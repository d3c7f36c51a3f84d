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
        let action = try recordedAction(of: start)
        try judge(action, as: step)
        try judgeDecision(of: start, step, book, action)
        enter(start, action)
        started[key] = start.digest
        working[key.step] = key
        begun.insert(key.step)
        page.steps[key.step, default: StepBook()].hasPassedBreakpoint = true
    }

    private func isAboutCompensation(_ gate: GateID) -> Bool {
        if case .compensation = gates[gate]?.gate.subject { true } else { false }
    }

    /// What starts is what the plan has, but for what a person may edit when they let it pass.
    private func judge(_ action: Action, as step: PlanStep) throws(Violation) {
        try require(
            action.kind == .step && action.agent == step.agent && action.effect == step.effect
                && action.impact == step.impact && action.undo == step.undo
                && action.approval == step.approval
                && action.retries == step.retries && action.isIdempotent == step.isIdempotent
                && action.onFailure == step.onFailure,
            .nothingUndecided, "\(step.id) starts as something else than the plan has")
    }

    /// The action that the log lets start, and what undoes it: the same in everything but the command.
    private func recordedAction(of start: AttemptStarted) throws(Violation) -> Action {
        guard let action = start.action, Digest(of: action.json) == start.digest else {
            throw violation(.nothingUndecided, "\(start.key.step) starts as something else than is recorded")
        }
        if let compensation = start.compensation {
            try require(
                compensation.run == action.undo && compensation.env == action.env
                    && compensation.inputs == action.inputs && compensation.with == action.with
                    && compensation.shell == action.shell && compensation.inherits == action.inherits
                    && compensation.directory == action.directory && compensation.agent == action.agent,
                .compensationFirst, "what undoes \(start.key.step) is not run as \(start.key.step) was")
        }
        try require(
            (start.compensation != nil) == (action.effect == .external && action.undo != nil),
            .compensationFirst, "what undoes \(start.key.step) is not recorded with it")
        return action
    }

    private mutating func enter(_ start: AttemptStarted, _ action: Action) {
        guard action.effect == .external else { return }
        if let index = page.effects.lastIndex(where: {
            $0.step == start.key.step && $0.attempt == start.key.number
        }) {
            page.effects[index].end = .open
            page.effects[index].action = action
            page.effects[index].compensation = start.compensation
            page.effects[index].at = revision
            return
        }
        page.effects.append(
            EffectBook(
                step: start.key.step, attempt: start.key.number, action: action,
                compensation: start.compensation, at: revision))
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

    private mutating func judgeDecision(
        of start: AttemptStarted, _ step: PlanStep, _ book: StepBook, _ action: Action
    ) throws(Violation) {
        try require(
            playbook?.forbid.contains { $0.forbids(step) } != true, .nothingUndecided,
            "\(step.id) starts although a rule forbids it")
        let goesOn = start.key.invocation > 1 && resumes(start)
        try require(
            goesOn || book.hasPassedBreakpoint || !isStopped(step), .nothingUndecided,
            "\(step.id) starts past the breakpoint before it")
        switch start.decision {
        case .gate(let gate):
            try require(
                hasLetPass(gate, start.digest, of: step.id), .verdictIsBound,
                "\(step.id) starts by \(gate), which did not let exactly this pass")
            try require(
                goesOn || gates[gate]?.isUsed == false, .verdictOnce,
                "\(step.id) starts a second time by \(gate)")
            gates[gate]?.isUsed = true
        case .policy(let level):
            let actual = autonomy(of: step.agent)
            try require(
                level == actual, .nothingUndecided,
                "\(step.id) starts at autonomy \(level.rawValue), but \(actual.rawValue) holds")
            // An attempt that goes on with its answer as what it was let pass for.
            guard !goesOn else { return }
            try require(
                !book.mustBeAsked, .nothingUndecided, "\(step.id) was changed and starts unasked")
            if let budget = playbook?.budget {
                try require(
                    cost < budget, .nothingUndecided, "\(step.id) starts unasked at a cost of \(cost)")
            }
            try require(
                !mustBeAsked(about: step, at: actual), .nothingUndecided,
                "\(step.id) starts at autonomy \(actual.rawValue) and nobody was asked")
            let repeated = page.effects.first {
                $0.step == step.id && $0.attempt != start.key.number && $0.asksBeforeRepetition
            }
            if let repeated {
                throw violation(
                    .noSilentEffect,
                    "\(step.id) starts again unasked, and attempt \(repeated.attempt) may have taken effect")
            }
        }
    }

    /// Whether a breakpoint holds the run before the step at the level that is in force.
    private func isStopped(_ step: PlanStep) -> Bool {
        guard let breakpoint = page.breakpoints[step.id], !breakpoint.logOnly else { return false }
        let levels: [(level: Breakpoint.Level, autonomy: Autonomy)] = [
            (.manual, .manual), (.guided, .guided), (.supervised, .supervised), (.autonomous, .autonomous),
        ]
        let actual = autonomy(of: step.agent)
        // Down to the first of both, the level is at least as free as what is in force.
        guard let first = levels.first(where: { $0.level == breakpoint.level || $0.autonomy == actual })
        else {
            return true
        }
        return first.autonomy == actual
    }

    private func resumes(_ start: AttemptStarted) -> Bool {
        let earlier = started.filter { $0.key.step == start.key.step && $0.key.number == start.key.number }
        return earlier.max { ($0.key.invocation, $0.key.epoch) < ($1.key.invocation, $1.key.epoch) }?.value
            == start.digest
    }

    /// Whether the level of autonomy or the playbook wants a person asked before the step, whatever it costs.
    private func mustBeAsked(about step: PlanStep, at level: Autonomy) -> Bool {
        let isHuman = playbook?.agent(step.agent)?.kind == .human
        if level == .manual, !isHuman { return true }
        let isCritical = step.effect == .external || step.impact == .high
        let isOn = playbook?.gates[.beforeCriticalAction].isOn == true
        return isCritical && (isOn || level == .manual || level == .guided)
    }

    func autonomy(of agent: AgentID) -> Autonomy {
        if let level = page.agentAutonomy[agent] { return level }
        let order: [Autonomy] = [.manual, .guided, .supervised, .autonomous]
        let declared = playbook?.agent(agent)?.autonomy ?? page.autonomy
        return order.first { $0 == declared || $0 == page.autonomy } ?? page.autonomy
    }

    mutating func judge(_ completed: AttemptCompleted) throws(Violation) {
        try endAttempt(completed.key, "completes")
        cost += completed.assessment.cost ?? 0
        change(completed.key.step, completed.key.number, to: .happened)
        guard completed.isAccepted else { return }
        try require(
            page.plan[completed.key.step]?.approval != .required, .nothingUndecided,
            "the result of \(completed.key.step) must be approved and was used unseen")
        try endStep(completed.key.step)
    }

    mutating func judge(_ failed: AttemptFailed) throws(Violation) {
        try endAttempt(failed.key, "fails")
        cost += failed.cost ?? 0
        let isHarmless = failed.failure.kind == .notBegun
        try require(
            failed.isHarmless == isHarmless, .noSilentEffect,
            "\(failed.key.step) failed (\(failed.failure.kind.rawValue)) and is taken for harmless")
        let isCut: Bool =
            switch failed.failure.kind {
            case .uncertain, .timedOut, .cancelled: true
            case .transient, .permanent, .notBegun, .refused: false
            }
        change(failed.key.step, failed.key.number, to: isHarmless ? .absent : isCut ? .unknown : .failed)
        guard failed.retries, let gate = gate(thatStarted: failed.key) else {
            if failed.retries { try judgeRetry(failed, isHarmless: isHarmless, isCut: isCut, gate: nil) }
            return
        }
        try judgeRetry(failed, isHarmless: isHarmless, isCut: isCut, gate: gate)
        gates[gate]?.isUsed = false
    }

    /// An external effect is tried again only by a declaration that was let pass with it, and never when
    /// nobody knows how it ended.
    private func judgeRetry(
        _ failed: AttemptFailed, isHarmless: Bool, isCut: Bool, gate: GateID?
    ) throws(Violation) {
        let effect = page.effects.last { $0.step == failed.key.step && $0.attempt == failed.key.number }
        guard let effect, !isHarmless else { return }
        var isDeclared = effect.action.isIdempotent
        if let gate, case .gateDecided = gates[gate]?.ending, effect.action.retries > 0 { isDeclared = true }
        try require(
            isDeclared && !isCut, .noSilentEffect,
            "\(failed.key.step) is tried again, and what it may have done nobody was asked about")
    }

    private func gate(thatStarted key: AttemptKey) -> GateID? {
        for case .attemptStarted(let start) in events.reversed() where start.key == key {
            if case .gate(let gate) = start.decision { return gate }
            return nil
        }
        return nil
    }

    mutating func judge(_ suspended: AttemptSuspended) throws(Violation) {
        try endAttempt(suspended.key, "asks")
        cost += suspended.cost ?? 0
        let effect = page.effects.last { $0.step == suspended.key.step && $0.attempt == suspended.key.number }
        let isPerson = effect?.action.agentKind == .human
        change(suspended.key.step, suspended.key.number, to: isPerson ? .absent : .unknown)
    }

    mutating func endAttempt(_ key: AttemptKey, _ how: String) throws(Violation) {
        try require(
            working[key.step] == key, .endedNeverAppends,
            "attempt \(key.number).\(key.invocation) of \(key.step) \(how) and does not work")
        try require(key.epoch == epoch, .oneOwner, "\(key.step) \(how) under the old epoch \(key.epoch)")
        working[key.step] = nil
    }

    mutating func cutAttempt(of step: StepID, _ number: Int, _ how: String, repeats: Bool) throws(Violation) {
        guard let key = working[step], key.number == number else {
            throw violation(.endedNeverAppends, "attempt \(number) of \(step) \(how) and does not work")
        }
        working[step] = nil
        let effect = page.effects.last { $0.step == step && $0.attempt == number }
        if let effect {
            try require(!repeats, .noSilentEffect, "\(step) is tried again after it was cut short, unasked")
            change(step, number, to: effect.action.agentKind == .human ? .absent : .unknown)
        }
        if repeats, let gate = gate(thatStarted: key) { gates[gate]?.isUsed = false }
    }

    mutating func change(_ step: StepID, _ attempt: Int, to end: EffectBook.End) {
        guard let index = page.effects.lastIndex(where: { $0.step == step && $0.attempt == attempt }) else {
            return
        }
        page.effects[index].end = end
        page.effects[index].at = revision
    }

    mutating func endStep(_ step: StepID) throws(Violation) {
        var book = page.steps[step] ?? StepBook()
        try require(!book.hasEnded, .noRepetition, "\(step) ends twice")
        try require(working[step] == nil, .endedNeverAppends, "\(step) ends while an attempt works")
        book.hasEnded = true
        page.steps[step] = book
    }
}
