public import FermataCore
public import FermataJournal
import HeapModule
public import Logging

/// Carries out runs: one coordinator for each run that has something to do just now. Of the runs that wait
/// for people the newest few keep theirs, so that a verdict finds it ready; all others have no task and no
/// state in memory, only their lease and where their log ended.
///
/// Anyone may decide: `perform` works for every run of the journal, whoever carries it out.
public actor Engine {
    private struct Active {
        let coordinator: RunCoordinator
        /// Commands sent to the coordinator: until it has handled as many it does not retire.
        var sentCommandCount = 0
    }

    /// How many runs that only wait keep their coordinator, unless the engine is told otherwise.
    public static let usualLingeringLimit = 64

    private struct Alarm: Comparable {
        let time: Timestamp
        let run: RunID

        static func < (left: Alarm, right: Alarm) -> Bool { left.time < right.time }
    }

    /// The live output of what this engine carries out.
    public nonisolated let outputs = OutputHub()
    /// This process, as leases name it.
    public nonisolated let owner: Owner
    /// Names each run that this engine had to give up before its end, as it happens: `loss(of:)` says why.
    /// For one reader.
    public nonisolated let lostRuns: AsyncStream<RunID>
    private nonisolated let lostRunsContinuation: AsyncStream<RunID>.Continuation
    nonisolated let journal: any Journal
    nonisolated let clock: any WallClock
    private let agents: AgentRegistry
    private let logger: Logger

    private var leases: [RunID: Lease] = [:]
    private var actives: [RunID: Active] = [:]
    private var waiting: [RunID: Revision] = [:]
    private let lingeringLimit: Int
    /// Runs that wait and kept their coordinator, the one that has waited longest first.
    private var lingering: [RunID] = []
    /// Runs whose coordinator has been told to retire.
    private var retiring: Set<RunID> = []
    private var alarms = Heap<Alarm>()
    private var alarmTask: Task<Void, Never>?
    private var alarmTime: Timestamp?
    private let (starts, startsContinuation) = AsyncStream.makeStream(of: RunCoordinator.self)
    private var startedRuns: [ObjectIdentifier: RunID] = [:]
    private var losses: [RunID: EngineError] = [:]
    private var isShutDown = false

    /// Creates an engine. It does nothing by itself until `run` is called.
    public init(
        journal: any Journal, agents: AgentRegistry, owner: Owner, clock: any WallClock = SystemClock(),
        logger: Logger, lingeringLimit: Int = Engine.usualLingeringLimit
    ) {
        self.lingeringLimit = lingeringLimit
        self.journal = journal
        self.agents = agents
        self.owner = owner
        self.clock = clock
        self.logger = logger
        (lostRuns, lostRunsContinuation) = AsyncStream.makeStream(of: RunID.self)
    }

    /// Carries out what `carryOut` hands over, until the task is cancelled; then ends everything in flight,
    /// and gives the leases back.
    public func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.watchJournal() }
            for await coordinator in starts {
                group.addTask { await self.drive(coordinator) }
            }
        }
        isShutDown = true
        for active in actives.values { active.coordinator.mailbox.close() }
        alarmTask?.cancel()
        for lease in leases.values { await release(lease) }
        leases = [:]
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
    /// Throws `.journal(.leased)` when another living process carries the run out. Returns the state in which
    /// it goes on.
    @discardableResult
    public func carryOut(_ run: RunID, force: Bool = false) async throws(EngineError) -> RunState {
        if leases[run] == nil {
            let lease: Lease
            do {
                lease = try await journal.acquireLease(of: run, for: owner, force: force)
            } catch {
                throw .journal(error)
            }
            leases[run] = lease
            losses[run] = nil
            return try await send(.adopt(lease.epoch, owner: owner.label), to: run, by: .engine)
        }
        return try await send(.advance, to: run, by: .engine)
    }

    /// Decides a command on any run of the journal, and carries out what follows if this engine has its
    /// lease.
    ///
    /// - Parameters:
    ///   - command: What is wished.
    ///   - run: The run.
    ///   - actor: Who wishes.
    ///   - name: What the log calls the command, so that it can be found again; a random name when `nil`.
    /// - Returns: the state after the command.
    /// - Throws: `.refused` when the rules say no, `.journal` when the log could not be read or written.
    @discardableResult
    public func perform(
        _ command: Command, on run: RunID, by actor: Actor, named name: String? = nil
    ) async throws(EngineError) -> RunState {
        if leases[run] != nil { return try await send(command, to: run, by: actor, named: name) }
        let loaded = try await LoadedRun.load(run, from: journal)
        return try await RunWriter(journal: journal, clock: clock).perform(
            command, on: loaded, by: actor, named: name
        ).state
    }

    /// Why this engine no longer carries out a run that it has carried out: another process took it over, or
    /// its log or the journal failed.
    public func loss(of run: RunID) -> EngineError? { losses[run] }

    /// How many runs have a coordinator just now.
    public var activeRunCount: Int { actives.count }

    // Coordinators

    private func send(
        _ command: Command, to run: RunID, by actor: Actor, named name: String? = nil
    ) async throws(EngineError) -> RunState {
        let coordinator = try await activate(run)
        actives[run]?.sentCommandCount += 1
        let result = await withCheckedContinuation { reply in
            coordinator.mailbox.send(.command(command, actor, name: name, reply))
        }
        return try result.get()
    }

    private func activate(_ run: RunID) async throws(EngineError) -> RunCoordinator {
        if isShutDown { throw .shutDown }
        if let active = actives[run] { return active.coordinator }
        let loaded = try await LoadedRun.load(run, from: journal)
        // Somebody else may have activated it while it was being read.
        if let active = actives[run] { return active.coordinator }
        guard let lease = leases[run], !isShutDown else { throw .shutDown }
        let surroundings = RunCoordinator.Surroundings(
            journal: journal, agents: agents, clock: clock, outputs: outputs, logger: logger,
            setAlarm: { [weak self] run, time in await self?.setAlarm(for: run, at: time) },
            mayRetire: { [weak self] run, handled in
                await self?.mayRetire(run, afterHandling: handled) ?? true
            })
        let coordinator = RunCoordinator(loaded, lease: lease, surroundings: surroundings)
        actives[run] = Active(coordinator: coordinator)
        startedRuns[ObjectIdentifier(coordinator)] = run
        waiting[run] = nil
        startsContinuation.yield(coordinator)
        return coordinator
    }

    private func drive(_ coordinator: RunCoordinator) async {
        let exit = await coordinator.run()
        guard let run = startedRuns.removeValue(forKey: ObjectIdentifier(coordinator)) else { return }
        if actives[run]?.coordinator === coordinator { actives[run] = nil }
        lingering.removeAll { $0 == run }
        retiring.remove(run)
        switch exit {
        case .waiting(let loaded): waiting[run] = loaded.head.revision
        case .finished: await giveUp(run)
        case .fenced:
            losses[run] = .journal(.fenced(newest: leases[run]?.epoch ?? .zero))
            leases[run] = nil
            lostRunsContinuation.yield(run)
        case .failed(let error):
            logger.error("Run \(run) cannot be carried out any further: \(error)")
            losses[run] = error
            await giveUp(run)
            lostRunsContinuation.yield(run)
        case .shutDown: break
        }
    }

    private func mayRetire(_ run: RunID, afterHandling handledCommandCount: Int) -> Bool {
        // A deadline may have passed just now: its wake-up is the only one there will be.
        guard let active = actives[run], active.sentCommandCount == handledCommandCount,
            !active.coordinator.mailbox.isWakePending
        else { return false }
        lingering.removeAll { $0 == run }
        if retiring.remove(run) != nil || lingeringLimit == 0 {
            actives[run] = nil
            return true
        }
        lingering.append(run)
        if lingering.count > lingeringLimit {
            let longest = lingering.removeFirst()
            retiring.insert(longest)
            actives[longest]?.coordinator.mailbox.send(.woken)
        }
        return false
    }

    private func giveUp(_ run: RunID) async {
        guard let lease = leases.removeValue(forKey: run) else { return }
        await release(lease)
    }

    private func release(_ lease: Lease) async {
        do {
            try await journal.release(lease)
        } catch {
            // The next owner finds that this process has ended and takes the lease all the same.
            logger.warning("The lease of run \(lease.run) was not given back: \(error)")
        }
    }

    // Waking

    /// Others append to the same journal: what they decided is noticed here.
    private func watchJournal() async {
        for await _ in journal.foreignChanges() { await wakeAfterForeignAppend() }
    }

    private func wakeAfterForeignAppend() async {
        for active in actives.values { active.coordinator.mailbox.send(.woken) }
        for (run, revision) in waiting where actives[run] == nil {
            do {
                guard let head = try await journal.head(of: run), head.revision > revision else { continue }
                try await wake(run)
            } catch {
                logger.error("Run \(run) could not be looked at: \(error)")
            }
        }
    }

    private func wake(_ run: RunID) async throws(EngineError) {
        guard leases[run] != nil else { return }
        try await activate(run).mailbox.send(.woken)
    }

    private func setAlarm(for run: RunID, at time: Timestamp) {
        alarms.insert(Alarm(time: time, run: run))
        armAlarm()
    }

    private func armAlarm() {
        guard let next = alarms.min?.time, alarmTime.map({ next < $0 }) ?? true else { return }
        alarmTask?.cancel()
        alarmTime = next
        alarmTask = Task { [clock] in
            do {
                try await clock.wait(until: next)
            } catch {
                // Cancelled: an earlier alarm or the engine's end has taken its place.
                return
            }
            await self.ring()
        }
    }

    private func ring() async {
        alarmTime = nil
        alarmTask = nil
        let now = clock.now
        while let next = alarms.min, next.time <= now {
            alarms.removeMin()
            do {
                try await wake(next.run)
            } catch {
                logger.error("The deadline of run \(next.run) could not be kept: \(error)")
            }
        }
        armAlarm()
    }
}
