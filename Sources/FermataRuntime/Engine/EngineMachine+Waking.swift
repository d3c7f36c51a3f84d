public import FermataCore
public import FermataJournal

extension EngineMachine {
    /// What is to be done.
    public enum Output: Sendable {
        /// Take the run's lease, and tell.
        case acquire(RunID, force: Bool)
        /// Give a lease back, and tell.
        case release(Lease)
        /// Read the run, and tell.
        case load(RunID)
        /// Start a coordinator.
        case start(LoadedRun, Lease, serial: Int, adopts: Bool)
        /// Wake the run's coordinator.
        case wake(RunID)
        /// Tell whoever has that ticket where to go.
        case settle(Int, Route)
        /// Tell when that time has come, and no other; `nil` for none.
        case timer(Timestamp?)
        /// Tell that a run had to be given up before its end.
        case lost(RunID)
    }

    /// Where an order goes.
    public enum Route: Hashable, Sendable {
        /// To the run's coordinator, at once: it waits for it.
        case coordinator(serial: Int)
        /// To the journal: this engine does not carry the run out.
        case alone
        /// Nowhere.
        case failed(EngineError)
    }

    /// What the engine of an earlier version did wrong, for a simulation to show that its auditor finds it.
    package struct Defects: OptionSet, Sendable {
        package let rawValue: Int

        package init(rawValue: Int) {
            self.rawValue = rawValue
        }

        /// A run counts as waiting only when its coordinator's end is noticed: what is appended in between
        /// wakes nobody.
        package static let registersLate = Defects(rawValue: 1)
    }

    // Leases

    /// The lease was taken. The log must be told before anything else.
    public mutating func acquired(_ lease: Lease) {
        guard case .acquiring = tenures[lease.run]?.place, !isShutDown else {
            emit(.release(lease))
            return
        }
        unreturned[lease.run] = nil
        forgetLoss(of: lease.run)
        tenures[lease.run]?.lease = lease
        tenures[lease.run]?.place = .loading(adopts: true, from: nil, isWoken: false)
        emit(.load(lease.run))
    }

    /// The lease was not to be had. Who asked by force while somebody asked without is not refused with them.
    public mutating func acquireFailed(_ run: RunID, _ error: JournalError, at now: Timestamp) {
        guard let tenure = tenures[run], case .acquiring(let force) = tenure.place else { return }
        var waiters = tenure.waiters
        if case .leased = error, !force {
            // Somebody else has it, so there is nothing left to give back.
            unreturned[run] = nil
            let forced = waiters.filter(\.isForced)
            waiters.removeAll(where: \.isForced)
            if forced.isEmpty { forget(run) } else { acquire(run, force: true, for: forced) }
        } else {
            forget(run)
            // Who asked for a run that cannot be had is told so.
            if error.isPassing || waiters.isEmpty { retry(run, after: .journal(error), at: now) }
        }
        for waiter in waiters { emit(.settle(waiter.ticket, .failed(.journal(error)))) }
    }

    /// A lease was given back.
    public mutating func released(_ lease: Lease) {
        guard unreturned[lease.run]?.epoch == lease.epoch else { return }
        unreturned[lease.run] = nil
        if !wanted.contains(lease.run) { pauses[lease.run] = nil }
    }

    /// A lease could not be given back: it is tried again, or nobody else can have the run.
    public mutating func releaseFailed(_ lease: Lease, at now: Timestamp) {
        guard !isShutDown, tenures[lease.run] == nil else { return }
        unreturned[lease.run] = lease
        pause(lease.run, at: now)
    }

    /// The run could not be read.
    public mutating func loadFailed(_ run: RunID, _ error: EngineError, at now: Timestamp) {
        guard let tenure = tenures[run], case .loading(let adopts, let revision, let isWoken) = tenure.place
        else { return }
        for waiter in tenure.waiters { emit(.settle(waiter.ticket, .failed(error))) }
        tenures[run]?.waiters = []
        if adopts {
            giveUp(run)
            retry(run, after: error, at: now)
        } else if error.isPassing {
            tenures[run]?.place = .waiting(revision ?? .zero)
            // Its deadline, or what was appended, is not forgotten.
            if isWoken { pause(run, at: now) }
        } else {
            giveUp(run)
            lose(run, because: error)
        }
    }

    /// What could not be had is tried again later, unless it never will be.
    mutating func retry(_ run: RunID, after error: EngineError, at now: Timestamp) {
        guard error.isPassing, !isShutDown else {
            if case .refused = error { return }
            lose(run, because: error)
            return
        }
        wanted.insert(run)
        pause(run, because: error, at: now)
    }

    mutating func pause(_ run: RunID, because error: EngineError? = nil, at now: Timestamp) {
        guard !isShutDown else { return }
        let limits = Self.retrySeconds
        let seconds = pauses[run].map { min($0.seconds * 2, limits.upperBound) } ?? limits.lowerBound
        pauses[run] = Pause(seconds: seconds, error: error ?? pauses[run]?.error)
        let time = now.adding(seconds: seconds)
        if let earlier = alarms[run], earlier > now, earlier < time { return }
        alarms.set(time, for: run)
        armTimer()
    }

    // Waking

    /// Others have appended something to the journal.
    /// - Returns: the runs that wait: whether it was to one of them is for their heads to say.
    public mutating func journalChanged() -> [RunID] {
        var waiting: [RunID] = []
        for run in Array(tenures.keys) {
            switch tenures[run]?.place {
            case .active, .loading: wake(run)
            case .waiting: waiting.append(run)
            case .acquiring, nil: break
            }
        }
        return waiting
    }

    /// The head of a run that waited when it was looked at.
    public mutating func looked(at run: RunID, head: Revision) {
        guard case .waiting(let revision) = tenures[run]?.place, head > revision else { return }
        wake(run)
    }

    /// The head could not be read: it is looked at again.
    public mutating func lookFailed(at run: RunID, at now: Timestamp) {
        guard case .waiting = tenures[run]?.place else { return }
        pause(run, at: now)
    }

    /// This process has appended to the run without its coordinator.
    public mutating func appendedAlone(to run: RunID) { wake(run) }

    /// A coordinator wishes to be woken at that time and at no other.
    public mutating func setAlarm(of run: RunID, serial: Int, at time: Timestamp?) {
        guard case .active(let activation) = tenures[run]?.place, activation.serial == serial else { return }
        alarms.set(time, for: run)
        armTimer()
    }

    /// The time of the timer has come.
    public mutating func rang(at now: Timestamp) {
        for run in alarms.removeDue(at: now) {
            if tenures[run] != nil {
                wake(run)
                continue
            }
            if let lease = unreturned[run] { emit(.release(lease)) }
            if wanted.contains(run) { acquire(run, force: false, for: []) }
        }
        emit(.timer(alarms.next))
    }

    private mutating func armTimer() { emit(.timer(alarms.next)) }

    mutating func wake(_ run: RunID) {
        guard !isShutDown else { return }
        switch tenures[run]?.place {
        case .active(var activation):
            activation.sent.wakeCount += 1
            tenures[run]?.place = .active(activation)
            emit(.wake(run))
        case .loading(let adopts, let revision, _):
            tenures[run]?.place = .loading(adopts: adopts, from: revision, isWoken: true)
        case .waiting(let revision): load(run, from: revision, isWoken: true)
        case .acquiring, nil: break
        }
    }
}
