import FermataCore
import FermataJournal
import FermataRuntime

extension Simulation {
    mutating func letOwnerArrive() throws(Violation) {
        guard owners.count < Self.maximumOwnerCount else { return }
        let force = generator.happens(percent: owners.isEmpty ? 0 : 15)
        try startOwner(force: force)
    }

    mutating func startOwner(force: Bool) throws(Violation) {
        ownerCount += 1
        let name = "p\(ownerCount)"
        let lease: Lease
        do {
            let owner = Owner(id: name, label: "host:\(ownerCount)")
            lease = try ledger.acquireLease(of: SimulationNames.run, for: owner, force: force)
        } catch .leased {
            mark(.leaseRefused)
            return
        } catch {
            throw Violation(.oneOwner, at: auditor.revision, "the lease was not given: \(error)")
        }
        note("\(name) takes the lease of epoch \(lease.epoch)\(force ? " by force" : "")")
        if force, !owners.isEmpty { mark(.takenByForce) }
        owners.append(OwnerProcess(name: name, lease: lease, replica: try load()))
        try carryOut(.adopt(lease.epoch, owner: name), at: owners.count - 1)
    }

    mutating func killSomeOwner() {
        guard !owners.isEmpty else { return }
        kill(at: generator.below(owners.count))
    }

    mutating func kill(at index: Int) {
        let owner = owners.remove(at: index)
        note("\(owner.name) dies with \(owner.flights.count) in flight")
        if !owner.flights.isEmpty { mark(.crashBetweenLaunchAndReport) }
        if owner.replica.state.openGates.contains(where: { owner.replica.state[$0]?.kind == .question }) {
            mark(.suspendedAcrossCrash)
        }
        ledger.retire(owner.lease.owner)
    }

    mutating func wakeSomeOwner() throws(Violation) {
        guard !owners.isEmpty else { return }
        try wake(at: generator.below(owners.count))
    }

    mutating func wake(at index: Int) throws(Violation) {
        owners[index].replica.catchUp(with: log)
        guard !owners[index].replica.state.phase.isFinal else {
            kill(at: index)
            return
        }
        if let deadline = owners[index].replica.state.obligations.nextDeadline, deadline > now {
            mark(.earlyExpiryTried)
        }
        try carryOut(.expireGates, at: index)
    }

    /// Has an owner decide something and do what follows from it, as its coordinator does.
    mutating func carryOut(_ command: Command, at index: Int) throws(Violation) {
        let epoch = epoch(of: owners[index])
        var replica = owners[index].replica
        if mutant == .launchesBeforeAppending { try launchEarly(command, at: index, epoch: epoch) }
        let reaction = try perform(command, on: &replica, by: .engine, epoch: epoch)
        owners[index].replica = replica
        switch reaction {
        case .fenced, .died:
            kill(at: index)
            return
        case .refused(.notOwner), .refused(.runEnded):
            kill(at: index)
            return
        case .appended, .unchanged, .refused: break
        }
        try reconcile(at: index)
    }

    private func epoch(of owner: OwnerProcess) -> Epoch {
        mutant == .ignoresEpochs
            ? max(owner.lease.epoch, owner.replica.state.epoch) : owner.lease.epoch
    }

    /// Closes the difference between what is owed and what is in flight. The process may die at any point
    /// of it.
    private mutating func reconcile(at index: Int) throws(Violation) {
        let outputs = owners[index].machine.reconcile(with: owners[index].replica.state.obligations)
        for output in outputs {
            if !isSettling, generator.happens(percent: temper.crashPercent) {
                mark(.crashBeforeLaunch)
                kill(at: index)
                return
            }
            switch output {
            case .launch(let key):
                // A step that is gone from the plan ends as a failure without anything being done.
                let action = owners[index].replica.state.action(of: key)
                try launch(.attempt(key), action, at: index)
            case .forgo(let key):
                mark(.launchForgone)
                guard let action = owners[index].replica.state.action(of: key) else { continue }
                owners[index].flights.append(
                    OwnerProcess.Flight(key: .attempt(key), action: action, isForgone: true))
            case .launchUndoing(let undoing):
                let key = FlightKey.compensation(undoing.step, number: undoing.number, undoing.epoch)
                try launch(key, undoing.action, at: index)
            case .end(let key):
                mark(.flightEnded)
                owners[index].change(key) { $0.isEnding = true }
            case .pause(let key):
                mark(.flightPaused)
                owners[index].change(key) { $0.isPaused = true }
            case .resume(let key): owners[index].change(key) { $0.isPaused = false }
            }
        }
    }

    private mutating func launch(_ key: FlightKey, _ action: Action?, at index: Int) throws(Violation) {
        guard let action = action.map(mutated) else { return }
        owners[index].flights.append(OwnerProcess.Flight(key: key, action: action))
        note("\(owners[index].name) launches \(key.step) (\(key))")
        try auditor.execute(
            Execution(key: key, action: action, epoch: owners[index].lease.epoch))
    }

    private mutating func launchEarly(_ command: Command, at index: Int, epoch: Epoch) throws(Violation) {
        let context = DecisionContext(time: now, actor: .engine, epoch: epoch)
        let decision: Decision
        do {
            decision = try owners[index].replica.state.decide(command, in: context)
        } catch {
            return
        }
        for output in owners[index].machine.reconcile(with: decision.state.obligations) {
            guard case .launch(let key) = output else { continue }
            try launch(.attempt(key), decision.state.action(of: key), at: index)
        }
    }
}
