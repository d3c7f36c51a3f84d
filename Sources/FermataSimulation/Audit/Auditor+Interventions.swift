import FermataCore

extension Auditor {
    mutating func judge(_ revised: PlanRevised) throws(Violation) {
        try require(
            revised.plan.revision == page.plan.revision + 1, .planIsGraph,
            "plan revision \(revised.plan.revision) follows \(page.plan.revision)")
        for step in revised.touched {
            let book = page.steps[step] ?? StepBook()
            try require(!book.hasEnded, .noRepetition, "\(step) was edited after it had ended")
            try require(working[step] == nil, .endedNeverAppends, "\(step) was edited while it works")
        }
        for step in page.plan.steps.map(\.id) where revised.plan[step] == nil {
            // What comes back under its name later is another step; only what it did to the world stays done.
            let book = page.steps[step] ?? StepBook()
            page.steps[step] = StepBook(effectAt: book.effectAt, unknownEffectAt: book.unknownEffectAt)
            page.heldSteps.remove(step)
        }
        page.plan = revised.plan
        isPlanRejected = false
        for step in revised.touched + revised.invalidated { page.steps[step]?.hasWord = false }
        for step in revised.touched {
            page.steps[step, default: StepBook()].mustBeAsked = revised.asksAgain
        }
        try judgeGraph()
        // Where nobody is asked whether it happened, whoever changes such a step says that it is to run.
        if playbook?.gates[.recovery].isOn == false { explainedEffects.formUnion(revised.touched) }
    }

    /// Takes away steps that need nothing until none is left: what stays is a circle or needs what is not
    /// there.
    func judgeGraph() throws(Violation) {
        var left = page.plan.steps
        var gone: Set<StepID> = []
        while true {
            let free = left.filter { $0.needs.allSatisfy(gone.contains) }.map(\.id)
            if free.isEmpty { break }
            gone.formUnion(free)
            left.removeAll { free.contains($0.id) }
        }
        try require(left.isEmpty, .planIsGraph, "\(left.map(\.id)) can never start")
    }

    mutating func judge(_ start: RunStarted) throws(Violation) {
        try require(!hasStarted, .nothingUndecided, "the run is started twice")
        try require(
            start.plan == Digest(of: page.plan.json), .verdictIsBound,
            "the run is started with another plan than the one there is")
        if let id = start.gate {
            guard let book = gates[id], case .plan = book.gate.subject else {
                throw violation(
                    .nothingUndecided, "the run is started by \(id), which does not ask about a plan")
            }
            switch book.ending {
            case .gateDecided(let decided):
                if decided.verdict == .approve, book.gate.digest != start.plan {
                    throw violation(.verdictIsBound, "\(id) showed another plan than the one that is started")
                }
            case .gateExpired(let expired):
                try require(
                    expired.outcome == .approve && book.gate.digest == start.plan, .verdictIsBound,
                    "\(id) did not let this plan pass")
            default: throw violation(.nothingUndecided, "\(id) did not let the plan pass")
            }
        }
        hasStarted = true
    }

    mutating func judge(_ end: RunEnded) throws(Violation) {
        try require(working.isEmpty, .endIsEnd, "the run ends while \(working.keys.sorted()) work")
        try require(undoing == nil, .endIsEnd, "the run ends while a compensation works")
        try require(openGates.isEmpty, .gateEndsOnce, "the run ends while \(openGates) ask")
        try require(end.outcome.isFinal, .endIsEnd, "the run ends as \(end.outcome.rawValue)")
        if end.outcome == .completed {
            let left = page.plan.steps.map(\.id).filter { page.steps[$0]?.hasEnded != true }
            try require(left.isEmpty, .needsEnded, "the run completes without \(left)")
            try require(page.owed.isEmpty, .compensationFirst, "the run completes and owes \(page.owed)")
            try require(!isStopping, .endIsEnd, "the run completes after the stop")
        } else {
            try require(isStopping, .endIsEnd, "the run ends early and nobody asked for it")
        }
        outcome = end.outcome
    }

    mutating func judge(_ rolledBack: RolledBack) throws(Violation) {
        let cone = Set(rolledBack.cone)
        var owed: [(step: StepID, effectAt: Revision)] = []
        for step in page.plan.steps where cone.contains(step.id) || step.needs.contains(where: cone.contains)
        {
            try require(
                cone.contains(step.id), .needsEnded, "\(step.id) stays although what it needs goes back")
            try require(working[step.id] == nil, .endedNeverAppends, "\(step.id) works through a rollback")
            if let effectAt = page.steps[step.id]?.lastEffectAt { owed.append((step.id, effectAt)) }
        }
        owed.sort { $0.effectAt > $1.effectAt }
        let undoable = owed.map(\.step).filter { page.plan[$0]?.undo != nil }
        try require(
            undoable == rolledBack.compensated, .compensationFirst,
            "\(rolledBack.compensated) are compensated instead of \(undoable)")
        try require(
            owed.allSatisfy {
                rolledBack.compensated.contains($0.step) || rolledBack.uncompensated.contains($0.step)
            },
            .compensationFirst, "an effect is forgotten by the rollback to \(rolledBack.step)")
        page.owed += undoable
        explainedEffects.formUnion(cone)
        for step in rolledBack.cone {
            // What never began may begin without waiting, should a person supply what it needs.
            let hasBegun = begun.contains(step) || page.steps[step]?.hasEnded == true
            page.steps[step] = StepBook(awaitsCompensation: hasBegun && !page.owed.isEmpty)
        }
    }

    mutating func judge(_ start: CompensationStarted) throws(Violation) {
        try require(!isStopping, .endIsEnd, "the undoing of \(start.step) starts after the stop")
        try require(start.epoch == epoch, .oneOwner, "the undoing of \(start.step) starts under an old epoch")
        try require(undoing == nil, .compensationFirst, "two compensations work at once")
        try require(
            page.owed.first == start.step, .compensationFirst,
            "\(start.step) is undone out of turn: \(page.owed)")
        try require(!page.isRunHeld, .holdsHold, "the undoing of \(start.step) starts while the run is held")
        undoing = start
        undoingStartedAt = revision
    }

    mutating func judge(_ end: CompensationEnded) throws(Violation) {
        guard let current = undoing, current.step == end.step, current.number == end.number else {
            throw violation(.endedNeverAppends, "a compensation of \(end.step) ends that does not work")
        }
        undoing = nil
        if end.failure == nil { settleCompensation() }
    }

    mutating func settleCompensation() {
        if !page.owed.isEmpty { page.owed.removeFirst() }
        if page.owed.isEmpty { releaseRolledBackSteps() }
    }

    private mutating func releaseRolledBackSteps() {
        for step in page.steps.keys { page.steps[step]?.awaitsCompensation = false }
    }

    /// An undo takes back exactly what the intervention did to what it was about.
    mutating func judge(_ undone: InterventionUndone) throws(Violation) {
        let index = undone.revision.number - 1
        guard events.indices.contains(index) else {
            throw violation(.soundChain, "revision \(undone.revision) is undone and does not exist")
        }
        let before = pages[index]
        var steps: [StepID] = []
        switch events[index] {
        case .stepSkipped(let skipped):
            steps = [skipped.step]
            for case .stepSkipped(let part) in events[index...] where part.root == skipped.step {
                steps.append(part.step)
            }
        case .stepTakenOver(let takenOver): steps = [takenOver.step]
        case .stepRedirected(let redirected): steps = [redirected.step]
        case .rolledBack(let rolledBack):
            steps = rolledBack.cone
            page.owed.removeAll { rolledBack.compensated.contains($0) }
        case .planRevised(let revised):
            steps = revised.touched
            page.plan = Plan(revision: page.plan.revision + 1, steps: before.plan.steps)
            for step in steps { restoreHold(.step(step), from: before) }
            try judgeGraph()
        case .paused(let paused): restoreHold(paused.scope, from: before)
        case .resumed(let resumed): restoreHold(resumed.scope, from: before)
        case .autonomyChanged:
            page.autonomy = before.autonomy
            page.agentAutonomy = before.agentAutonomy
        case .noteAdded, .breakpointAdded, .breakpointRemoved: break
        default:
            throw violation(.soundChain, "\(events[index].kind.rawValue) is undone and is no intervention")
        }
        for step in steps {
            try require(working[step] == nil, .endedNeverAppends, "\(step) works through an undo")
            page.steps[step] = before.steps[step] ?? StepBook()
        }
        if page.owed.isEmpty { releaseRolledBackSteps() }
    }

    private mutating func restoreHold(_ scope: HoldScope, from before: AuditPage) {
        switch scope {
        case .run: page.isRunHeld = before.isRunHeld
        case .agent: page.heldAgents = before.heldAgents
        case .step(let step):
            if before.heldSteps.contains(step) {
                page.heldSteps.insert(step)
            } else {
                page.heldSteps.remove(step)
            }
        }
    }
}
