import FermataCore

extension Auditor {
    mutating func judge(_ rolledBack: RolledBack) throws(Violation) {
        let cone = Set(rolledBack.cone)
        for step in page.plan.steps where cone.contains(step.id) || step.needs.contains(where: cone.contains)
        {
            try require(
                cone.contains(step.id), .needsEnded, "\(step.id) stays although what it needs goes back")
            try require(working[step.id] == nil, .endedNeverAppends, "\(step.id) works through a rollback")
        }
        let affected = coneWithRemovedSteps(of: rolledBack.step)
        let outstanding = page.effects.indices
            .filter {
                affected.contains(page.effects[$0].step) && page.effects[$0].isOutstanding
                    && !page.owed.contains($0)
            }
            .sorted { (page.effects[$0].at, $0) > (page.effects[$1].at, $1) }
        let undone = outstanding.filter { page.effects[$0].compensation != nil }
        let left = outstanding.filter { page.effects[$0].compensation == nil }
        try require(
            rolledBack.undoes?.map { $0.number - 1 } == undone, .compensationFirst,
            "\(rolledBack.undoes ?? []) are undone instead of \(undone.map { EffectID($0 + 1) })")
        try require(
            rolledBack.leaves?.map { $0.number - 1 } == left, .compensationFirst,
            "an effect is forgotten by the rollback to \(rolledBack.step)")
        try require(
            rolledBack.preview != nil || outstanding.isEmpty, .verdictIsBound,
            "the rollback to \(rolledBack.step) was done without having been shown")
        page.owed += undone
        for index in left { page.effects[index].end = .left }
        for step in rolledBack.cone {
            // What never began may begin without waiting, should a person supply what it needs.
            let hasBegun = begun.contains(step) || page.steps[step]?.hasEnded == true
            let mustBeAsked = page.steps[step]?.mustBeAsked ?? false
            page.steps[step] = StepBook(
                mustBeAsked: mustBeAsked, awaitsCompensation: hasBegun && !page.owed.isEmpty)
        }
    }

    /// The step, what needs it, and what needed it before an edit took it away.
    private func coneWithRemovedSteps(of root: StepID) -> Set<StepID> {
        let all = page.plan.steps + page.removed
        var cone: Set<StepID> = [root]
        while true {
            let more = all.filter { !cone.contains($0.id) && $0.needs.contains(where: cone.contains) }
            if more.isEmpty { return cone }
            cone.formUnion(more.map(\.id))
        }
    }

    mutating func judge(_ start: CompensationStarted) throws(Violation) {
        try require(!isStopping, .endIsEnd, "the undoing of \(start.step) starts after the stop")
        try require(start.epoch == epoch, .oneOwner, "the undoing of \(start.step) starts under an old epoch")
        try require(undoing == nil, .compensationFirst, "two compensations work at once")
        guard let index = page.owed.first, start.effect == EffectID(index + 1) else {
            throw violation(.compensationFirst, "\(start.step) is undone out of turn: \(page.owed)")
        }
        try require(
            page.effects[index].compensation.map { Digest(of: $0.json) } == start.digest,
            .compensationFirst, "\(start.step) is undone by something else than was let pass with it")
        try require(!page.isRunHeld, .holdsHold, "the undoing of \(start.step) starts while the run is held")
        undoing = start
        undoings[key(of: start)] = UndoingBook(digest: start.digest)
    }

    private func key(of start: CompensationStarted) -> CompensationKey {
        CompensationKey(
            effect: start.effect ?? EffectID(0), step: start.step, number: start.number, epoch: start.epoch)
    }

    mutating func judge(_ end: CompensationEnded) throws(Violation) {
        guard let current = undoing, current.effect == end.effect, current.number == end.number else {
            throw violation(.endedNeverAppends, "a compensation of \(end.step) ends that does not work")
        }
        undoings[key(of: current)]?.endedAt = revision
        undoing = nil
        if end.failure == nil { settleCompensation(as: .undone) }
    }

    mutating func settleCompensation(as end: EffectBook.End) {
        if let index = page.owed.first {
            page.effects[index].end = end
            page.owed.removeFirst()
        }
        if page.owed.isEmpty { releaseRolledBackSteps() }
    }

    private mutating func releaseRolledBackSteps() {
        for step in page.steps.keys { page.steps[step]?.awaitsCompensation = false }
    }

    /// An undo takes back exactly what the intervention did to what it was about, and a redo what the undo
    /// did.
    mutating func judgeTakingBack(_ revision: Revision, by actor: Actor) throws(Violation) {
        var index = revision.number - 1
        guard events.indices.contains(index) else {
            throw violation(.soundChain, "revision \(revision) is undone and does not exist")
        }
        let before = pages[index]
        // An undo may be of a redo, which is of an undo, and so on: what they are about is the same.
        for _ in events.indices {
            if case .interventionUndone(let undone) = events[index] {
                index = undone.revision.number - 1
            } else if case .interventionRedone(let redone) = events[index] {
                index = redone.revision.number - 1
            } else {
                break
            }
            guard events.indices.contains(index) else {
                throw violation(.soundChain, "what is undone at \(revision) does not exist")
            }
        }
        try require(
            actors[index].role < .approver || actor.role >= .approver, .rolesHold,
            "\(actor.name), who may not approve, takes back what an approver did")
        try restore(events[index], from: before, at: index)
        if page.owed.isEmpty { releaseRolledBackSteps() }
    }

    private mutating func restore(_ event: Event, from before: AuditPage, at index: Int) throws(Violation) {
        var steps: [StepID] = []
        switch event {
        case .stepSkipped(let skipped):
            steps = [skipped.step] + skipped.asks
            for case .stepSkipped(let part) in events[index...] where part.root == skipped.step {
                steps += [part.step] + part.asks
            }
        case .stepTakenOver(let takenOver): steps = [takenOver.step]
        case .stepRedirected(let redirected): steps = [redirected.step]
        case .rolledBack(let rolledBack):
            steps = rolledBack.cone
            for id in (rolledBack.undoes ?? []) + (rolledBack.leaves ?? []) {
                page.effects[id.number - 1].end = before.effects[id.number - 1].end
            }
            page.owed = before.owed.filter { page.effects[$0].isOutstanding }
        case .planRevised(let revised):
            steps = revised.touched
            for step in page.plan.steps where before.plan[step.id] == nil && begun.contains(step.id) {
                page.removed.append(step)
            }
            page.removed.removeAll { before.plan[$0.id] != nil }
            page.plan = Plan(revision: page.plan.revision + 1, steps: before.plan.steps)
            page.breakpoints = before.breakpoints
            page.ownBreakpoints = before.ownBreakpoints
            for step in steps { restoreHold(.step(step), from: before) }
            try judgeGraph()
        case .paused(let paused): restoreHold(paused.scope, from: before)
        case .resumed(let resumed): restoreHold(resumed.scope, from: before)
        case .autonomyChanged:
            page.autonomy = before.autonomy
            page.agentAutonomy = before.agentAutonomy
        case .breakpointAdded, .breakpointRemoved:
            page.breakpoints = before.breakpoints
            page.ownBreakpoints = before.ownBreakpoints
        case .noteAdded: break
        default:
            throw violation(.soundChain, "\(event.kind.rawValue) is undone and is no intervention")
        }
        for step in steps {
            try require(working[step] == nil, .endedNeverAppends, "\(step) works through an undo")
            page.steps[step] = before.steps[step] ?? StepBook()
        }
    }

    private mutating func restoreHold(_ scope: HoldScope, from before: AuditPage) {
        page.ownHolds = before.ownHolds
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
