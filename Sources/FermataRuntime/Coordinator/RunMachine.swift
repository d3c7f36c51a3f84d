public import FermataCore
public import FermataJournal

/// Everything that the owner of one run decides, without I/O, clock or task: what is stored and in which
/// order, what is launched and ended, what becomes of a journal that is locked or full, when it is over.
/// `RunCoordinator` performs what it says, and so does the simulation.
///
/// It owns the one copy of the run. It asks the journal for one thing at a time; everything else may come at
/// any time and waits its turn.
public struct RunMachine: Sendable {
    /// Events appended between two snapshots.
    static let snapshotInterval = 256
    /// How long what could not be stored waits before it is tried again, in seconds: first and at most.
    public static let storeRetrySeconds = 1...5

    var lease: Lease
    let rules: Rules
    /// Bugs that a simulation builds in on purpose; none outside of one.
    package var defects: Defects = []
    /// The run as far as this machine has read it.
    public internal(set) var run: LoadedRun
    var flights = FlightTable()
    var operation: Operation?
    var orders: [Order] = []
    var landings: [Landing] = []
    /// Whether the run is still to be adopted: nothing is done before that is in the log.
    var mustAdopt: Bool
    /// Whether the log may have grown or a deadline passed.
    var mustLook = false
    /// Whether the state has news that nobody with the lease has decided on yet.
    var mustAdvance: Bool
    /// Whether the log is known to have more than the state.
    var isBehind = false
    var stall: Stall?
    var exit: Exit?
    var handled = Handled()
    private var isAsking = false
    private var armed: Timestamp?
    /// A deadline that had passed and was still there after a decision.
    var fruitlessDeadline: Timestamp?
    private var snapshotRevision: Revision
    private var names: CommandNames
    private var outputs: [Output] = []
    private var nextOutput = 0

    /// Creates the machine of a run that was read from its log.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - lease: The owner's lease.
    ///   - adopts: Whether the lease is new, so that the log does not know of it yet.
    ///   - nameSeed: From what the names of its commands follow.
    public init(_ run: LoadedRun, lease: Lease, adopts: Bool, nameSeed: UInt64) {
        self.init(run, lease: lease, adopts: adopts, nameSeed: nameSeed, rules: .core)
    }

    package init(_ run: LoadedRun, lease: Lease, adopts: Bool, nameSeed: UInt64, rules: Rules) {
        self.run = run
        self.lease = lease
        self.rules = rules
        mustAdopt = adopts
        mustAdvance = !adopts
        snapshotRevision = run.head.revision
        names = CommandNames(seed: nameSeed)
    }

    /// Takes an input; what is to be done then is there to be fetched by `next`.
    public mutating func handle(_ input: Input, at now: Timestamp) {
        switch input {
        case .begin: break
        case .order(let order): take(order)
        case .abandoned(let reply): abandon(reply)
        case .landed(let landing): if flights.landed(landing.key) { landings.append(landing) }
        case .journal(let answer): take(answer, at: now)
        case .woken(let count):
            handled.wakeCount += count
            mustLook = true
            armed = nil
        case .mayRetire(let isAllowed):
            isAsking = false
            if isAllowed { finish(.waiting(run.head.revision)) }
            return
        case .shutDown: finish(.shutDown)
        }
        pump(at: now)
    }

    /// What is to be done next, in this order, or `nil` until the next input.
    public mutating func next() -> Output? {
        guard nextOutput < outputs.count else {
            outputs.removeAll(keepingCapacity: true)
            nextOutput = 0
            return nil
        }
        nextOutput += 1
        return outputs[nextOutput - 1]
    }

    mutating func emit(_ output: Output) { outputs.append(output) }

    mutating func nextName() -> String { names.next() }

    /// Begins one thing after another until the journal is asked for something or nothing is left to do.
    private mutating func pump(at now: Timestamp) {
        if defects.contains(.ignoresEpochs) { lease.epoch = max(lease.epoch, run.state.epoch) }
        while operation == nil, exit == nil {
            if let stall, now < stall.retryTime { break }
            if mustAdopt {
                adopt(at: now)
            } else if !landings.isEmpty {
                report(at: now)
            } else if mustLook || mustAdvance {
                look()
            } else if !orders.isEmpty {
                decideOrder(at: now)
            } else {
                break
            }
        }
        if operation == nil, exit == nil { rest(at: now) }
    }

    /// Nothing is left to do just now.
    private mutating func rest(at now: Timestamp) {
        let isFinal = run.state.phase.isFinal
        if isFinal, flights.isEmpty, stall == nil {
            finish(.finished)
            return
        }
        arm(at: now)
        keepSnapshot()
        guard flights.isEmpty, stall == nil, !isAsking else { return }
        isAsking = true
        emit(.askToRetire(handled, at: run.head.revision))
    }

    private mutating func arm(at now: Timestamp) {
        var wanted = stall?.retryTime
        if wanted == nil, let deadline = nextDeadline {
            // One that has passed and changes nothing is looked at again, but not without a pause.
            let isFruitless = deadline == fruitlessDeadline
            wanted = isFruitless ? now.adding(seconds: Self.storeRetrySeconds.upperBound) : deadline
        }
        guard wanted != armed else { return }
        armed = wanted
        emit(.arm(wanted))
    }

    /// When the next gate takes its default.
    package var nextDeadline: Timestamp? {
        guard !run.state.phase.isFinal else { return nil }
        return run.state.openGates.lazy.compactMap { run.state[$0]?.deadline }.min()
    }

    private mutating func keepSnapshot() {
        guard run.head.revision.number - snapshotRevision.number >= Self.snapshotInterval else { return }
        snapshotRevision = run.head.revision
        emit(.keep(run.snapshot))
    }

    /// The state that the append under way leads to: not true until it is stored.
    package var proposal: RunState? {
        if case .deciding(_, let machine, _, _) = operation { machine.proposal } else { nil }
    }

    /// Whether something has ended whose end is not stored yet.
    package var hasLandings: Bool { !landings.isEmpty }

    /// How many orders and wake-ups it has handled.
    package var handledSoFar: (orders: Int, wakes: Int) { (handled.orderCount, handled.wakeCount) }

    /// Whether something waits for the journal to store again.
    package var isStalled: Bool { stall != nil }

    /// Closes the difference between what is owed and what is in flight.
    mutating func reconcile() {
        var epoch = lease.epoch
        var mayLaunch = run.state.epoch == epoch && !isBehind
        if defects.contains(.launchesBeforeAdoption) {
            epoch = run.state.epoch
            mayLaunch = true
        }
        let owed = run.state.obligations.owed
        for output in flights.reconcile(with: owed, epoch: epoch, mayLaunch: mayLaunch) {
            switch output {
            case .launch(let owed): emit(.launch(owed))
            case .forgo(let key):
                emit(.forgo(key))
                if flights.landed(key) { landings.append(.forgone(key)) }
            case .end(let key): emit(.end(key))
            case .pause(let key): emit(.pause(key))
            case .resume(let key): emit(.resume(key))
            }
        }
    }
}
