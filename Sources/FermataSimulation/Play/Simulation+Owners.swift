import FermataCore
import FermataJournal
import FermataRuntime

extension Simulation {
    func index(of id: Int) -> Int? { owners.firstIndex { $0.id == id } }

    mutating func letOwnerArrive() throws(Violation) {
        guard owners.count < Self.maximumOwnerCount else { return }
        let force = generator.happens(percent: owners.isEmpty ? 0 : 15)
        try startOwner(force: force)
    }

    /// A process starts and asks its engine to carry the run out.
    @discardableResult
    mutating func startOwner(force: Bool) throws(Violation) -> Int {
        ownerCount += 1
        var engine = EngineMachine(lingeringLimit: generator.happens(percent: 50) ? 0 : 1)
        if mutant == .losesWakes, !isSettling { engine.defects = .registersLate }
        let owner = Owner(id: "p\(ownerCount)", label: "host:\(ownerCount)")
        let process = OwnerProcess(id: ownerCount, owner: owner, engine: engine)
        note("\(process.name) starts\(force ? " by force" : "")")
        if force, !owners.isEmpty { mark(.takenByForce) }
        owners.append(process)
        carryOut(process.id, force: force)
        if !isSettling, generator.happens(percent: 10) {
            mark(.twoCarryOuts)
            carryOut(process.id, force: false)
        }
        try work(process.id)
        return process.id
    }

    private mutating func carryOut(_ id: Int, force: Bool) {
        guard let index = index(of: id) else { return }
        ticketCount += 1
        owners[index].orders[ticketCount] = OwnerProcess.PendingOrder(command: .advance)
        owners[index].engine.carryOut(SimulationNames.run, force: force, ticket: ticketCount)
    }

    mutating func killSomeOwner() {
        guard !owners.isEmpty else { return }
        kill(at: generator.below(owners.count))
    }

    /// A process ends without a word. What it had asked the journal for may still be done.
    mutating func kill(at index: Int) {
        let owner = owners.remove(at: index)
        note("\(owner.name) dies with \(owner.flights.count) in flight")
        if !owner.flights.isEmpty { mark(.crashBetweenLaunchAndReport) }
        if let state = owner.run?.run.state,
            state.openGates.contains(where: { state[$0]?.kind == .question })
        {
            mark(.suspendedAcrossCrash)
        }
        if case .append(let append, let state) = owner.request { orphans.append((append, state)) }
        ledger.retire(owner.owner)
    }

    /// What dead processes had asked for reaches the journal, or is lost.
    mutating func settleOrphans() throws(Violation) {
        let left = orphans
        orphans = []
        for (append, state) in left where generator.happens(percent: 50) {
            if case .stored = try store(append, leadingTo: state, by: nil) { mark(.appendedAfterDeath) }
        }
    }

    /// Has a process do all that its machines say, until they wait for something. Between any two deeds
    /// others may act, and it may die.
    mutating func work(_ id: Int) throws(Violation) {
        while let index = index(of: id) {
            if let output = owners[index].engine.next() {
                try perform(output, of: id, index)
            } else if let output = owners[index].run?.next() {
                try perform(output, of: id, index)
            } else {
                return
            }
            try disturb(id)
        }
    }

    /// Does what an engine says.
    private mutating func perform(
        _ output: EngineMachine.Output, of id: Int, _ index: Int
    ) throws(Violation) {
        switch output {
        case .acquire(let run, let force): try acquire(run, force: force, at: index)
        case .release(let lease):
            if failure(writing: true) != nil {
                mark(.leaseNotGivenBack)
                owners[index].engine.releaseFailed(lease, at: now)
            } else {
                ledger.release(lease)
                owners[index].engine.released(lease)
            }
        case .load(let run):
            if let failure = failure(writing: false) {
                mark(.loadingFailed)
                owners[index].engine.loadFailed(run, .journal(failure), at: now)
            } else {
                let loaded = try load()
                owners[index].read = loaded.head.revision
                owners[index].engine.loaded(loaded)
            }
        case .start(let loaded, let lease, let serial, let adopts):
            start(loaded, lease, serial: serial, adopts: adopts, at: index)
        case .wake: owners[index].run?.handle(.woken(1), at: now)
        case .settle(let ticket, let route): try follow(route, ticket, of: id, index)
        case .timer(let time): owners[index].timer = time
        case .lost: note("\(owners[index].name) has lost the run")
        }
    }

    private mutating func acquire(_ run: RunID, force: Bool, at index: Int) throws(Violation) {
        if let failure = failure(writing: true) {
            mark(.leaseNotTaken)
            owners[index].engine.acquireFailed(run, failure, at: now)
            return
        }
        do {
            let lease = try ledger.acquireLease(of: run, for: owners[index].owner, force: force)
            note("\(owners[index].name) takes the lease of epoch \(lease.epoch)")
            newestEpoch = lease.epoch
            // A lock that begins between the lease and its first append must do no more than undo it.
            if temper.outageWeight > 0, generator.happens(percent: 25) { letJournalFail() }
            owners[index].engine.acquired(lease)
        } catch {
            guard case .leased = error else {
                throw Violation(.oneOwner, at: auditor.revision, "the lease was not given: \(error)")
            }
            mark(.leaseRefused)
            owners[index].engine.acquireFailed(run, error, at: now)
        }
    }

    private mutating func start(
        _ loaded: LoadedRun, _ lease: Lease, serial: Int, adopts: Bool, at index: Int
    ) {
        if !adopts { mark(.awakened) }
        var machine = RunMachine(
            loaded, lease: lease, adopts: adopts, nameSeed: generator.next(), rules: rules)
        machine.defects = defects
        machine.handle(.begin, at: now)
        owners[index].run = machine
        owners[index].lease = lease
        owners[index].serial = serial
        owners[index].exit = nil
    }

    private var defects: RunMachine.Defects {
        guard let mutant, !isSettling else { return [] }
        return mutant.defects
    }

    /// An order goes where its engine says.
    private mutating func follow(
        _ route: EngineMachine.Route, _ ticket: Int, of id: Int, _ index: Int
    ) throws(Violation) {
        guard let order = owners[index].orders[ticket] else { return }
        switch route {
        case .coordinator(let serial):
            guard owners[index].run != nil, owners[index].serial == serial else {
                try decline(ticket, of: id)
                return
            }
            let actor = order.person.map { people[$0].actor } ?? .engine
            if order.person != nil {
                mark(.orderToOwner)
                if owners[index].request != nil { mark(.orderWhileBlocked) }
            }
            owners[index].run?.handle(
                .order(
                    RunMachine.Order(
                        order.command, by: actor, named: order.name, until: order.expiry,
                        isForOwner: order.person == nil, reply: ticket)), at: now)
        case .alone: try decline(ticket, of: id)
        case .failed(let error):
            owners[index].orders[ticket] = nil
            note("\(owners[index].name) refuses an order: \(error.code)")
            if order.person != nil { mark(.orderWhileStalled) }
        }
    }

    /// An order that the owner does not take is decided on the journal.
    mutating func decline(_ ticket: Int, of id: Int) throws(Violation) {
        guard let index = index(of: id), let order = owners[index].orders.removeValue(forKey: ticket),
            let person = order.person
        else { return }
        if isFinal { mark(.orderAfterTheEnd) }
        try performAlone(order.command, at: person, named: order.name, until: order.expiry)
        guard let index = self.index(of: id) else { return }
        owners[index].engine.appendedAlone(to: SimulationNames.run)
    }

    /// An engine notices that its coordinator has ended.
    mutating func noticeExit(of id: Int) throws(Violation) {
        guard let index = index(of: id), let exit = owners[index].exit else { return }
        owners[index].exit = nil
        owners[index].engine.exited(
            SimulationNames.run, serial: owners[index].serial, because: exit, at: now)
        try work(id)
        // What was appended while it retired must have been noticed.
        if !isCalm, case .waiting = exit, generator.happens(percent: 20) { try calmDown() }
    }
}
