public import FermataCore
import FermataJournal

/// Everything that an engine decides about the runs it has to do with, without I/O, clock or task: which
/// leases it takes and gives back, which runs have a coordinator, which wait, and when each is woken.
/// `Engine` performs what it says, and so does the simulation.
///
/// A run is in one place at a time. Who asks meanwhile waits with a ticket, and is told when it is settled.
public struct EngineMachine: Sendable {
    /// How long a lease that could not be taken, given back or confirmed, or a run that could not be read,
    /// waits before it is tried again, in seconds: first and at most.
    public static let retrySeconds = 1...60
    /// How many losses are remembered, the newest.
    public static let maximumLossCount = 1_000

    /// Where a run is.
    enum Place {
        /// The lease is being taken.
        case acquiring(force: Bool)
        /// The log is being read for a coordinator.
        case loading(adopts: Bool, from: Revision?, isWoken: Bool)
        /// It has a coordinator.
        case active(Activation)
        /// It waits for people or a deadline, without a trace but this.
        case waiting(Revision)
    }

    struct Activation {
        var serial: Int
        /// What was sent to the coordinator: until it has handled as much it does not retire.
        var sent = RunMachine.Handled()
        /// Why orders need not be sent: something waits to be stored.
        var stall: EngineError?
    }

    struct Tenure {
        var lease: Lease?
        var place: Place
        /// Who waits for the place to be settled.
        var waiters: [Waiter] = []
    }

    /// How long the next pause before another attempt is, and why there is one.
    struct Pause {
        var seconds: Int
        var error: EngineError?
    }

    struct Waiter {
        var ticket: Int
        var isForced = false
    }

    private let lingeringLimit: Int
    package var defects: Defects = []
    var tenures: [RunID: Tenure] = [:]
    /// Runs that wait and kept their coordinator, the one that has waited longest first.
    private var lingering: [RunID] = []
    /// Runs whose coordinator has been told to retire.
    private var retiring: Set<RunID> = []
    /// Runs that somebody wants carried out and that could not be had.
    var wanted: Set<RunID> = []
    /// Leases that could not be given back.
    var unreturned: [RunID: Lease] = [:]
    var pauses: [RunID: Pause] = [:]
    var alarms = AlarmTable()
    private var losses: [RunID: EngineError] = [:]
    private var lossOrder: [RunID] = []
    private var serial = 0
    private(set) var isShutDown = false
    private var outputs: [Output] = []
    private var nextOutput = 0

    /// Creates the machine of an engine that has no runs yet.
    public init(lingeringLimit: Int) {
        self.lingeringLimit = lingeringLimit
    }

    // Asking

    /// Somebody wants the run carried out here.
    public mutating func carryOut(_ run: RunID, force: Bool, ticket: Int) {
        if isShutDown {
            emit(.settle(ticket, .failed(.shutDown)))
        } else if case .acquiring? = tenures[run]?.place {
            tenures[run]?.waiters.append(Waiter(ticket: ticket, isForced: force))
        } else if tenures[run] != nil {
            route(ticket, to: run)
        } else {
            acquire(run, force: force, for: [Waiter(ticket: ticket, isForced: force)])
        }
    }

    /// Somebody has an order for the run, whoever carries it out.
    public mutating func order(for run: RunID, ticket: Int) {
        if tenures[run]?.lease == nil {
            emit(.settle(ticket, .alone))
        } else {
            route(ticket, to: run)
        }
    }

    private mutating func route(_ ticket: Int, to run: RunID) {
        switch tenures[run]?.place {
        case .waiting where isShutDown, .loading where isShutDown:
            emit(.settle(ticket, .failed(.shutDown)))
        case .active(var activation):
            if let stall = activation.stall {
                emit(.settle(ticket, .failed(stall)))
                return
            }
            activation.sent.orderCount += 1
            tenures[run]?.place = .active(activation)
            emit(.settle(ticket, .coordinator(serial: activation.serial)))
        case .loading, .acquiring: tenures[run]?.waiters.append(Waiter(ticket: ticket))
        case .waiting(let revision):
            tenures[run]?.waiters.append(Waiter(ticket: ticket))
            load(run, from: revision, isWoken: false)
        case nil: emit(.settle(ticket, .alone))
        }
    }

    mutating func acquire(_ run: RunID, force: Bool, for waiters: [Waiter]) {
        tenures[run] = Tenure(place: .acquiring(force: force), waiters: waiters)
        wanted.insert(run)
        emit(.acquire(run, force: force))
    }

    mutating func load(_ run: RunID, from revision: Revision?, isWoken: Bool) {
        tenures[run]?.place = .loading(adopts: false, from: revision, isWoken: isWoken)
        emit(.load(run))
    }

    // Coordinators

    /// A run was read: it gets its coordinator.
    public mutating func loaded(_ run: LoadedRun) {
        let id = run.state.id
        guard !isShutDown, let tenure = tenures[id], let lease = tenure.lease,
            case .loading(let adopts, _, let isWoken) = tenure.place
        else { return }
        serial += 1
        var activation = Activation(serial: serial)
        activation.sent.orderCount = tenure.waiters.count
        if !adopts { pauses[id] = nil }
        tenures[id]?.place = .active(activation)
        tenures[id]?.waiters = []
        emit(.start(run, lease, serial: serial, adopts: adopts))
        for waiter in tenure.waiters { emit(.settle(waiter.ticket, .coordinator(serial: serial))) }
        if isWoken { wake(id) }
    }

    /// A coordinator has nothing to do. It may end when nothing is on its way to it; from that very moment on
    /// the run counts as waiting, so that whatever is appended from here on wakes it.
    public mutating func mayRetire(
        _ run: RunID, serial: Int, afterHandling handled: RunMachine.Handled, at revision: Revision
    ) -> Bool {
        guard case .active(let activation) = tenures[run]?.place, activation.serial == serial,
            activation.sent == handled
        else { return false }
        pauses[run] = nil
        wanted.remove(run)
        lingering.removeAll { $0 == run }
        if retiring.remove(run) != nil || lingeringLimit == 0 {
            let registersLate = defects.contains(.registersLate)
            tenures[run]?.place = .waiting(registersLate ? Revision(.max) : revision)
            return true
        }
        lingering.append(run)
        if lingering.count > lingeringLimit {
            let longest = lingering.removeFirst()
            retiring.insert(longest)
            wake(longest)
        }
        return false
    }

    /// A coordinator has something to store and cannot, or no longer has.
    public mutating func stalled(_ run: RunID, serial: Int, because error: EngineError?) {
        guard case .active(var activation) = tenures[run]?.place, activation.serial == serial else { return }
        activation.stall = error
        tenures[run]?.place = .active(activation)
    }

    /// A coordinator has come to its end, and with it everything that it had in flight.
    public mutating func exited(
        _ run: RunID, serial: Int, because exit: RunMachine.Exit, at now: Timestamp
    ) {
        if defects.contains(.registersLate), case .waiting(let revision) = exit,
            case .waiting = tenures[run]?.place
        {
            tenures[run]?.place = .waiting(revision)
        }
        guard case .active(let activation) = tenures[run]?.place, activation.serial == serial else { return }
        switch exit {
        case .waiting, .shutDown: break
        case .finished: giveUp(run)
        case .fenced(let newest):
            forget(run)
            lose(run, because: .journal(.fenced(newest: newest)))
        case .notAdopted(let error):
            giveUp(run)
            retry(run, after: error, at: now)
        case .failed(let error):
            giveUp(run)
            lose(run, because: error)
        }
    }

    // The end

    /// The engine ends: nothing is begun any more, and everybody who waits is told.
    public mutating func shutDown() {
        isShutDown = true
        for (run, tenure) in tenures {
            for waiter in tenure.waiters { emit(.settle(waiter.ticket, .failed(.shutDown))) }
            tenures[run]?.waiters = []
        }
        alarms = AlarmTable()
        emit(.timer(nil))
    }

    /// Every coordinator has ended: the leases are given back.
    public mutating func giveBackLeases() {
        for run in tenures.keys.sorted() { giveUp(run) }
        for run in unreturned.keys.sorted() { if let lease = unreturned[run] { emit(.release(lease)) } }
        wanted = []
        pauses = [:]
    }

    mutating func giveUp(_ run: RunID) {
        let lease = tenures[run]?.lease
        forget(run)
        if let lease { emit(.release(lease)) }
    }

    mutating func forget(_ run: RunID) {
        tenures[run] = nil
        wanted.remove(run)
        alarms.set(nil, for: run)
        lingering.removeAll { $0 == run }
        retiring.remove(run)
    }

    mutating func lose(_ run: RunID, because error: EngineError) {
        pauses[run] = nil
        lossOrder.removeAll { $0 == run }
        lossOrder.append(run)
        losses[run] = error
        if lossOrder.count > Self.maximumLossCount { losses[lossOrder.removeFirst()] = nil }
        emit(.lost(run))
    }

    mutating func forgetLoss(of run: RunID) {
        guard losses.removeValue(forKey: run) != nil else { return }
        lossOrder.removeAll { $0 == run }
    }

    // Reading

    /// What is to be done next, in this order, or `nil` until it is told something.
    public mutating func next() -> Output? {
        guard nextOutput < outputs.count else {
            outputs.removeAll(keepingCapacity: true)
            nextOutput = 0
            return nil
        }
        nextOutput += 1
        return outputs[nextOutput - 1]
    }

    /// Why the run is no longer carried out here.
    public func loss(of run: RunID) -> EngineError? { losses[run] }

    /// How many runs have a coordinator.
    public var activeRunCount: Int {
        tenures.values.count { if case .active = $0.place { true } else { false } }
    }

    /// Runs that have something to store and cannot, or that are wanted and cannot be had, with the reason.
    public var stalls: [RunID: EngineError] {
        var stalls = pauses.filter { tenures[$0.key] == nil }.compactMapValues(\.error)
        for (run, tenure) in tenures {
            if case .active(let activation) = tenure.place { stalls[run] = activation.stall }
        }
        return stalls
    }

    mutating func emit(_ output: Output) { outputs.append(output) }
}

extension EngineMachine {
    /// Whether it has nothing to do with any run, and wants nothing.
    package var isIdle: Bool { tenures.isEmpty && !isTryingAgain }

    /// Whether something that could not be done is to be tried again later.
    package var isTryingAgain: Bool {
        !unreturned.isEmpty || wanted.contains { tenures[$0] == nil }
            || pauses.keys.contains { if case .waiting = tenures[$0]?.place { true } else { false } }
    }

    /// How many entries the table of alarms has, those that count no more among them.
    package var alarmEntryCount: Int { alarms.entryCount }

    package func hasLease(of run: RunID) -> Bool { tenures[run]?.lease != nil }

    package func epoch(of run: RunID) -> Epoch? { tenures[run]?.lease?.epoch }

    /// The revision at which a run waits without a coordinator.
    package func waitingRevision(of run: RunID) -> Revision? {
        if case .waiting(let revision) = tenures[run]?.place { revision } else { nil }
    }
}
