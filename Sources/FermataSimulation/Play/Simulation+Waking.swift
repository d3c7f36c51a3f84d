import FermataCore
import FermataJournal
import FermataRuntime

extension Simulation {
    /// An owner is woken, whether there is something new or not.
    mutating func wakeSomeOwner() throws(Violation) {
        guard let id = generator.pickAny(owners.map(\.id)), let index = index(of: id) else { return }
        if !owners[index].hasNews { mark(.wakeSpurious) }
        if let deadline = owners[index].run?.nextDeadline, deadline > now { mark(.earlyExpiryTried) }
        try tellNews(to: id)
    }

    /// The news of what others have appended reaches their readers, or gets lost.
    mutating func spreadNews() throws(Violation) {
        for id in owners.map(\.id) {
            guard let index = index(of: id), owners[index].hasNews else { continue }
            if !isCalm, generator.happens(percent: temper.lossPercent) {
                owners[index].hasNews = false
                owners[index].isExcused = true
                mark(.wakeLost)
            } else if isCalm || generator.happens(percent: 80) {
                try tellNews(to: id)
            } else {
                mark(.wakeLate)
            }
        }
    }

    private mutating func tellNews(to id: Int) throws(Violation) {
        guard let index = index(of: id) else { return }
        owners[index].hasNews = false
        owners[index].isExcused = false
        let isWaiting = !owners[index].engine.journalChanged().isEmpty
        if isWaiting {
            if failure(writing: false) != nil {
                owners[index].engine.lookFailed(at: SimulationNames.run, at: now)
            } else {
                let head = auditor.revision
                owners[index].engine.looked(at: SimulationNames.run, head: head)
            }
        }
        try work(id)
    }

    /// Alarms ring whose time has come.
    mutating func ringTimers() throws(Violation) {
        for id in owners.map(\.id) {
            guard let index = index(of: id), let time = owners[index].timer, time <= now else { continue }
            owners[index].timer = nil
            if owners[index].engine.isTryingAgain { mark(.adoptionTriedAgain) }
            owners[index].engine.rang(at: now)
            try work(id)
        }
    }

    /// Processes that have lost the run, or have nothing to do with it any more, end.
    mutating func removeIdleOwners() {
        for id in owners.map(\.id) {
            guard let index = index(of: id), owners[index].exit == nil, owners[index].engine.isIdle else {
                continue
            }
            note("\(owners[index].name) has nothing to do")
            ledger.retire(owners[index].owner)
            owners.remove(at: index)
        }
    }

    /// Between two deeds of a process somebody else acts.
    mutating func disturb(_ id: Int) throws(Violation) {
        guard !isSettling, !isCalm, disturbanceDepth < Self.maximumDisturbanceDepth, !isFinal,
            generator.happens(percent: temper.disturbancePercent)
        else { return }
        disturbanceDepth += 1
        if generator.happens(percent: 60) {
            mark(.commandBetweenOutputs)
            let index = generator.below(people.count)
            people[index].screen.catchUp(with: log)
            try performAlone(wish(of: people[index].screen.state), at: index)
        } else if let index = index(of: id), !owners[index].flights.isEmpty {
            mark(.endBetweenOutputs)
            try endSomeFlight(of: id)
        }
        disturbanceDepth -= 1
    }

    /// The day calms down for a moment: the journal works, answers and news arrive, retries are waited for.
    /// Whoever has the newest lease must then know all that is in the log, and owe nothing.
    mutating func calmDown() throws(Violation) {
        isCalm = true
        outage = nil
        note("everything calms down")
        for _ in 0..<Self.maximumCalmRoundCount {
            try settleOrphans()
            for id in owners.map(\.id) {
                try answer(id)
                try work(id)
                try noticeExit(of: id)
            }
            try spreadNews()
            try ringTimers()
            let isWaiting = owners.contains {
                $0.hasNews || $0.request != nil || $0.exit != nil || $0.run?.isStalled == true
                    || $0.engine.isTryingAgain || $0.isRinging(at: now)
            }
            if !isWaiting { break }
            let retries = owners.filter { $0.run?.isStalled == true || $0.engine.isTryingAgain }
            if let time = retries.compactMap(\.timer).min() { now = max(now, time) }
        }
        for owner in owners { try judgeCalm(owner) }
        removeIdleOwners()
        isCalm = isSettling
    }

    private mutating func judgeCalm(_ owner: OwnerProcess) throws(Violation) {
        let revision = auditor.revision
        func require(_ holds: Bool, _ detail: String) throws(Violation) {
            if !holds { throw Violation(.neverStuck, at: revision, "\(owner.name) \(detail)") }
        }
        try require(!owner.engine.isTryingAgain, "still tries to have the run or to give it back")
        let holds = ledger.owner(of: SimulationNames.run)?.id == owner.owner.id
        let knows = owner.engine.hasLease(of: SimulationNames.run)
        try require(!holds || knows || isFinal, "has the lease and carries nothing out")
        guard holds, knows, owner.engine.epoch(of: SimulationNames.run) == newestEpoch, !owner.isExcused,
            !isFinal
        else { return }
        try require(owner.run?.isStalled != true, "still waits for the journal")
        let known =
            owner.run?.run.head.revision ?? owner.engine.waitingRevision(of: SimulationNames.run) ?? .zero
        try require(
            known == revision, "stands still at revision \(known) and has not noticed what came after")
        let deadline = owner.run?.nextDeadline ?? witness?.state.obligations.nextDeadline
        try require(
            deadline.map { owner.timer != nil && $0 > now } ?? true,
            "lets the deadline at \(deadline?.milliseconds ?? 0) pass: it is \(now.milliseconds), "
                + "and its alarm is at \(owner.timer?.milliseconds ?? 0)")
        try require(!isAnythingUndecided(for: newestEpoch), "has not done what follows from what it knows")
        mark(.stillAndUpToDate)
    }

    /// Whether more follows from the log by itself, for the owner of that epoch.
    private func isAnythingUndecided(for epoch: Epoch) -> Bool {
        guard let state = witness?.state, state.epoch == epoch else { return false }
        do {
            let context = DecisionContext(time: now, actor: .engine, epoch: epoch)
            return try !rules.decide(.expireGates, state, context).events.isEmpty
        } catch {
            return false
        }
    }
}
