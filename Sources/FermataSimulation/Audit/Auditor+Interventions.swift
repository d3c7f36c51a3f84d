import FermataCore

extension Auditor {
    mutating func judge(_ revised: PlanRevised, by actor: Actor) throws(Violation) {
        try require(
            revised.plan.revision == page.plan.revision + 1, .planIsGraph,
            "plan revision \(revised.plan.revision) follows \(page.plan.revision)")
        try require(
            revised.asksAgain || actor.role >= .approver, .rolesHold,
            "\(actor.name), who may not approve, changed the plan, and nobody will be asked")
        for step in revised.touched {
            let book = page.steps[step] ?? StepBook()
            try require(!book.hasEnded, .noRepetition, "\(step) was edited after it had ended")
            try require(working[step] == nil, .endedNeverAppends, "\(step) was edited while it works")
        }
        for step in page.plan.steps where revised.plan[step.id] == nil {
            // What comes back under its name later is another step; only what it did to the world stays done.
            page.steps[step.id] = StepBook()
            page.heldSteps.remove(step.id)
            page.breakpoints[step.id] = nil
            page.ownBreakpoints.remove(step.id)
            if begun.contains(step.id) { page.removed.append(step) }
        }
        page.removed.removeAll { revised.plan[$0.id] != nil }
        page.plan = revised.plan
        isPlanRejected = false
        for step in revised.touched {
            let stays = page.steps[step]?.mustBeAsked == true && actor.role < .approver
            page.steps[step, default: StepBook()].mustBeAsked = revised.asksAgain || stays
        }
        for step in revised.touched + revised.invalidated {
            page.steps[step, default: StepBook()].hasPassedBreakpoint = false
        }
        try judgeGraph()
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
        if let id = start.gate, case .gateDecided = gates[id]?.ending {
            // Somebody has looked at the whole plan and said yes.
            for step in page.steps.keys { page.steps[step]?.mustBeAsked = false }
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

    mutating func judge(_ skipped: StepSkipped) throws(Violation) {
        try endStep(skipped.step)
        for step in skipped.asks { page.steps[step, default: StepBook()].mustBeAsked = true }
    }

    mutating func judge(_ change: AutonomyChanged, by actor: Actor) throws(Violation) {
        let earlier = change.agent.map { autonomy(of: $0) } ?? page.autonomy
        let order: [Autonomy] = [.autonomous, .supervised, .guided, .manual]
        let isMore = order.first { $0 == earlier || $0 == change.autonomy } == change.autonomy
        try require(
            !isMore || earlier == change.autonomy || actor.role >= .approver, .rolesHold,
            "\(actor.name), who may not approve, gave more autonomy")
        if let agent = change.agent {
            page.agentAutonomy[agent] = change.autonomy
        } else {
            page.autonomy = change.autonomy
        }
    }

    mutating func hold(_ scope: HoldScope, _ isHeld: Bool, by actor: Actor) throws(Violation) {
        try require(
            isHeld || actor.role >= .approver || page.ownHolds.contains(scope), .rolesHold,
            "\(actor.name), who may not approve, lifted an approver's hold of \(scope)")
        switch scope {
        case .run: page.isRunHeld = isHeld
        case .agent(let agent):
            if isHeld { page.heldAgents.insert(agent) } else { page.heldAgents.remove(agent) }
        case .step(let step):
            if isHeld { page.heldSteps.insert(step) } else { page.heldSteps.remove(step) }
        }
        page.ownHolds.removeAll { $0 == scope }
        if isHeld, actor.role < .approver { page.ownHolds.append(scope) }
    }
}
