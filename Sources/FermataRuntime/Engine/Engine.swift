public import FermataCore
public import FermataJournal
public import Logging

/// Carries out runs: one coordinator for each run that has something to do just now. Of the runs that wait
/// for people the newest few keep theirs, so that a verdict finds it ready; all others have no task and no
/// state in memory, only their lease and where their log ended.
///
/// Anyone may decide: `perform` works for every run of the journal, whoever carries it out. The engine
/// performs what an `EngineMachine` says.
public actor Engine {
    /// How many runs that only wait keep their coordinator, unless the engine is told otherwise.
    public static let usualLingeringLimit = 64

    private struct Start: Sendable {
        let run: RunID
        let serial: Int
        let coordinator: RunCoordinator
    }

    /// The live output of what this engine carries out.
    public nonisolated let outputs = OutputHub()
    /// This process, as leases name it.
    public nonisolated let owner: Owner
    /// Names each run that this engine had to give up before its end, as it happens: `loss(of:)` says why.
    /// For one reader, who finds the newest thousand.
    public nonisolated let lostRuns: AsyncStream<RunID>
    private nonisolated let lostRunsContinuation: AsyncStream<RunID>.Continuation
    nonisolated let journal: any Journal
    nonisolated let clock: any WallClock
    private let agents: AgentRegistry
    private let logger: Logger

    private var machine: EngineMachine
    private var coordinators: [Int: RunCoordinator] = [:]
    private var serials: [RunID: Int] = [:]
    private let (starts, startsContinuation) = AsyncStream.makeStream(of: Start.self)
    private var settled: [Int: EngineMachine.Route] = [:]
    private var unsettled: [Int: CheckedContinuation<EngineMachine.Route, Never>] = [:]
    private var nextTicket = 0
    private var timer: (time: Timestamp, task: Task<Void, Never>)?

    /// Creates an engine. It does nothing by itself until `run` is called.
    public init(
        journal: any Journal, agents: AgentRegistry, owner: Owner, clock: any WallClock = SystemClock(),
        logger: Logger, lingeringLimit: Int = Engine.usualLingeringLimit
    ) {
        self.journal = journal
        self.agents = agents
        self.owner = owner
        self.clock = clock
        self.logger = logger
        machine = EngineMachine(lingeringLimit: lingeringLimit)
        (lostRuns, lostRunsContinuation) = AsyncStream.makeStream(
            of: RunID.self, bufferingPolicy: .bufferingNewest(EngineMachine.maximumLossCount))
    }

    /// Carries out what `carryOut` hands over, until the task is cancelled; then ends everything in flight,
    /// and gives the leases back.
    public func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.watchJournal() }
            for await start in starts {
                group.addTask { await self.drive(start) }
            }
            machine.shutDown()
            await perform()
        }
        // What was still handed over meanwhile was never begun.
        for coordinator in coordinators.values {
            coordinator.mailbox.close(after: .shutDown)
        }
        coordinators = [:]
        machine.giveBackLeases()
        await perform()
    }

    /// Makes a run. Nobody carries it out until `carryOut`.
    public nonisolated func create(
        _ created: RunCreated, by actor: Actor, named name: String? = nil
    ) async throws(EngineError) -> RunState {
        try await RunWriter(journal: journal, clock: clock).create(created, by: actor, named: name).state
    }

    /// Takes the run's lease and carries it out from where its log ends: after a crash, a closed terminal, or
    /// for the first time. With `force` the lease is taken from a process that still has it.
    ///
    /// When the lease cannot be taken, or the log cannot be told about it, because the journal is locked or
    /// full, nothing is carried out and the error is thrown; the engine goes on trying.
    ///
    /// Throws `.journal(.leased)` when another living process carries the run out. Returns the state in which
    /// it goes on.
    @discardableResult
    public func carryOut(_ run: RunID, force: Bool = false) async throws(EngineError) -> RunState {
        let ticket = takeTicket()
        machine.carryOut(run, force: force, ticket: ticket)
        let order = RunMachine.Order(.advance, by: .engine, isForOwner: true, reply: 0)
        if let state = try await give(order, to: await route(ticket)) { return state }
        // The owner ended while the order was on its way: the run's end refuses it, and so does a rival.
        let state = try await decideAlone(order, on: run)
        throw .journal(.fenced(newest: state.epoch))
    }

    /// Like `carryOut`, for who does not mind that the run ends by it: what follows by itself when a run is
    /// carried out may be its end, such as a plan that nobody is there to approve.
    ///
    /// Throws `.refused(.runEnded)` only for a run that was over before.
    @discardableResult
    public func carryOutOrEnd(_ run: RunID, force: Bool = false) async throws(EngineError) -> RunState {
        let wasOver = try await state(of: run).phase.isFinal
        do {
            return try await carryOut(run, force: force)
        } catch {
            guard !wasOver, case .refused(.runEnded) = error else { throw error }
            return try await state(of: run)
        }
    }

    /// Decides a command on any run of the journal, and carries out what follows if this engine has its
    /// lease.
    ///
    /// - Parameters:
    ///   - command: What is wished.
    ///   - run: The run.
    ///   - actor: Who wishes.
    ///   - name: What the log calls the command, so that it can be found again; a random name when `nil`.
    ///   - expiry: When nobody waits for it any more: what comes to its turn later is not carried out, and
    ///     neither is what comes to its turn after the task was cancelled. What is being stored at that
    ///     moment is waited for: either it is in the log, or an error is thrown.
    /// - Returns: the state after the command.
    /// - Throws: `.refused` when the rules say no, `.journal` when the log could not be read or written,
    ///   `.expired` when it is too late.
    @discardableResult
    public func perform(
        _ command: Command, on run: RunID, by actor: Actor, named name: String? = nil,
        until expiry: Timestamp? = nil
    ) async throws(EngineError) -> RunState {
        let ticket = takeTicket()
        machine.order(for: run, ticket: ticket)
        let order = RunMachine.Order(command, by: actor, named: name, until: expiry, reply: 0)
        if let state = try await give(order, to: await route(ticket)) { return state }
        return try await decideAlone(order, on: run)
    }

    /// Why this engine no longer carries out a run that it has carried out: another process took it over, or
    /// its log or the journal failed. The newest thousand are remembered.
    public func loss(of run: RunID) -> EngineError? { machine.loss(of: run) }

    /// How many runs have a coordinator just now.
    public var activeRunCount: Int { machine.activeRunCount }

    /// Runs that have something to store and cannot, because the journal is locked, full or failing: it is
    /// kept and tried again, and orders to these runs are refused with this error meanwhile.
    public var stalledRuns: [RunID: EngineError] { machine.stalls }

    /// Why something that must be stored cannot be, if that is so for any run.
    public var stall: JournalError? {
        for case .journal(let error) in machine.stalls.values { return error }
        return nil
    }

    // Orders

    private func takeTicket() -> Int {
        nextTicket += 1
        return nextTicket
    }

    /// Where the order with that ticket goes, once it is settled.
    private func route(_ ticket: Int) async -> EngineMachine.Route {
        await perform()
        if let route = settled.removeValue(forKey: ticket) { return route }
        return await withCheckedContinuation { unsettled[ticket] = $0 }
    }

    /// Gives an order to the coordinator that its route names.
    /// - Returns: the state after it, or `nil` when it is to be decided without one.
    private func give(
        _ order: RunMachine.Order, to route: EngineMachine.Route
    ) async throws(EngineError) -> RunState? {
        switch route {
        case .alone: return nil
        case .failed(let error): throw error
        case .coordinator(let serial):
            guard let coordinator = coordinators[serial] else { return nil }
            switch await coordinator.order(order) {
            case .decided(let result): return try result.get()
            case .declined: return nil
            }
        }
    }

    private func decideAlone(_ order: RunMachine.Order, on run: RunID) async throws(EngineError) -> RunState {
        let loaded = try await LoadedRun.load(run, from: journal)
        let state = try await RunWriter(journal: journal, clock: clock).perform(
            order.command, on: loaded, by: order.actor, named: order.name, until: order.expiry
        ).state
        machine.appendedAlone(to: run)
        await perform()
        return state
    }

    // Performing

    /// Does what the machine says until it says nothing more. Several may do it at a time; each output is
    /// done once.
    private func perform() async {
        while let output = machine.next() {
            switch output {
            case .acquire(let run, let force): await acquire(run, force: force)
            case .release(let lease): await release(lease)
            case .load(let run): await load(run)
            case .start(let run, let lease, let serial, let adopts):
                start(run, lease, serial: serial, adopts: adopts)
            case .wake(let run): serials[run].flatMap { coordinators[$0] }?.mailbox.send(.woken(1))
            case .settle(let ticket, let route):
                if let waiter = unsettled.removeValue(forKey: ticket) {
                    waiter.resume(returning: route)
                } else {
                    settled[ticket] = route
                }
            case .timer(let time): setTimer(time)
            case .lost(let run):
                report(run)
            }
        }
    }

    private func report(_ run: RunID) {
        if let loss = machine.loss(of: run) {
            if case .journal(.fenced) = loss {
                logger.notice("Run \(run) was taken over: \(loss)")
            } else {
                logger.error("Run \(run) cannot be carried out any further: \(loss)")
            }
        }
        lostRunsContinuation.yield(run)
    }

    private func acquire(_ run: RunID, force: Bool) async {
        do {
            machine.acquired(try await journal.acquireLease(of: run, for: owner, force: force))
        } catch {
            machine.acquireFailed(run, error, at: clock.now)
        }
    }

    private func release(_ lease: Lease) async {
        do {
            try await journal.release(lease)
            machine.released(lease)
        } catch {
            logger.warning("The lease of run \(lease.run) was not given back: \(error)")
            machine.releaseFailed(lease, at: clock.now)
        }
    }

    private func load(_ run: RunID) async {
        do {
            machine.loaded(try await LoadedRun.load(run, from: journal))
        } catch {
            logger.warning("Run \(run) could not be read: \(error)")
            machine.loadFailed(run, error, at: clock.now)
        }
    }

    private func start(_ loaded: LoadedRun, _ lease: Lease, serial: Int, adopts: Bool) {
        let run = loaded.state.id
        let surroundings = RunCoordinator.Surroundings(
            journal: journal, agents: agents, clock: clock, outputs: outputs, logger: logger,
            setAlarm: { [weak self] time in await self?.setAlarm(of: run, serial: serial, at: time) },
            setStall: { [weak self] error in await self?.stalled(run, serial: serial, because: error) },
            mayRetire: { [weak self] handled, revision in
                await self?.mayRetire(run, serial: serial, afterHandling: handled, at: revision) ?? true
            })
        let machine = RunMachine(
            loaded, lease: lease, adopts: adopts, nameSeed: .random(in: .min ... .max))
        let coordinator = RunCoordinator(machine, surroundings: surroundings)
        coordinators[serial] = coordinator
        serials[run] = serial
        startsContinuation.yield(Start(run: run, serial: serial, coordinator: coordinator))
    }

    private func drive(_ start: Start) async {
        let exit = await start.coordinator.run()
        coordinators[start.serial] = nil
        if serials[start.run] == start.serial { serials[start.run] = nil }
        machine.exited(start.run, serial: start.serial, because: exit, at: clock.now)
        await perform()
    }

    private func mayRetire(
        _ run: RunID, serial: Int, afterHandling handled: RunMachine.Handled, at revision: Revision
    ) async -> Bool {
        let mayRetire = machine.mayRetire(run, serial: serial, afterHandling: handled, at: revision)
        await perform()
        return mayRetire
    }

    private func stalled(_ run: RunID, serial: Int, because error: EngineError?) {
        machine.stalled(run, serial: serial, because: error)
    }

    // Waking

    /// Others append to the same journal: what they decided is noticed here.
    private func watchJournal() async {
        for await _ in journal.foreignChanges() {
            for run in machine.journalChanged() {
                do {
                    if let head = try await journal.head(of: run) {
                        machine.looked(at: run, head: head.revision)
                    }
                } catch {
                    logger.warning("Run \(run) could not be looked at: \(error)")
                    machine.lookFailed(at: run, at: clock.now)
                }
            }
            await perform()
        }
    }

    private func setAlarm(of run: RunID, serial: Int, at time: Timestamp?) async {
        machine.setAlarm(of: run, serial: serial, at: time)
        await perform()
    }

    private func setTimer(_ time: Timestamp?) {
        guard time != timer?.time else { return }
        timer?.task.cancel()
        timer = nil
        guard let time else { return }
        let task = Task { [clock] in
            do {
                try await clock.wait(until: time)
            } catch {
                // Cancelled: another time or the engine's end has taken its place.
                return
            }
            await self.ring(for: time)
        }
        timer = (time, task)
    }

    private func ring(for time: Timestamp) async {
        guard timer?.time == time else { return }
        timer = nil
        machine.rang(at: clock.now)
        await perform()
    }
}
