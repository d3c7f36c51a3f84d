import FermataCore
import FermataJournal

extension RunMachine {
    /// Draws the consequences of a decision that has come to its end.
    mutating func conclude(
        _ purpose: Purpose, _ ending: DecisionMachine.Ending, stale: LoadedRun?, at now: Timestamp
    ) {
        switch (purpose, ending) {
        case (.adoption, .appended), (.adoption, .unchanged): haveAdopted(at: now)
        case (.adoption, .failed(let error)): failAdoption(error, at: now)
        case (.landing(let landing), .appended), (.landing(let landing), .unchanged):
            flights.closed(landing.key)
            endStall()
        case (.landing(let landing), .failed(let error)): failReport(landing, error, stale, at: now)
        case (.order(let order), .appended), (.order(let order), .unchanged):
            emit(.reply(order.reply, .success(run.state)))
        case (.order(let order), .failed(let error)): failOrder(order, error)
        case (.advance, .appended):
            // A deadline that has passed is that of a gate opened just now, or has passed meanwhile.
            fruitlessDeadline = nil
            endStall()
        case (.advance, .unchanged):
            fruitlessDeadline = nextDeadline.flatMap { $0 <= now ? $0 : nil }
            endStall()
        case (.advance, .failed(let error)): failAdvance(error, at: now)
        }
    }

    private mutating func haveAdopted(at now: Timestamp) {
        mustAdopt = false
        // A deadline may have passed while nobody carried the run out.
        if let nextDeadline, nextDeadline <= now { mustAdvance = true }
        endStall()
        let waiting = orders.filter(\.isForOwner)
        orders.removeAll(where: \.isForOwner)
        for order in waiting { emit(.reply(order.reply, .success(run.state))) }
    }

    /// Under a lease that the log does not know nothing is launched: it is given back.
    private mutating func failAdoption(_ error: EngineError, at now: Timestamp) {
        if case .refused(.notOwner(_, let newest)) = error {
            guard newest != lease.epoch else {
                // The journal had failed after it had stored the adoption.
                mustAdvance = true
                haveAdopted(at: now)
                return
            }
            finish(.notAdopted(.journal(.fenced(newest: newest))))
        } else if defects.contains(.launchesBeforeAdoption) {
            mustAdopt = false
        } else {
            finish(.notAdopted(error))
        }
    }

    /// An end must get into the log: while the journal is full or locked it is kept and tried again.
    private mutating func failReport(
        _ landing: Landing, _ error: EngineError, _ stale: LoadedRun?, at now: Timestamp
    ) {
        if let newest = error.newestEpoch(above: lease.epoch) {
            finish(.fenced(newest: newest))
        } else if error.isPassing {
            landings.insert(landing, at: 0)
            wait(because: error, at: now)
        } else if case .refused = error {
            // The attempt was abandoned meanwhile, and the state says so: its report has no place any more.
            flights.closed(landing.key)
            endStall()
            if let stale {
                flights.forgetLaunch(of: landing.key)
                run = stale
            } else if run.state.obligations.owed.contains(where: { $0.key == landing.key }) {
                finish(.failed(error))
            }
        } else {
            finish(.failed(error))
        }
    }

    /// A refusal or a failing disk is told to whoever waits, and the run goes on.
    private mutating func failOrder(_ order: Order, _ error: EngineError) {
        if let newest = error.newestEpoch(above: lease.epoch) {
            answer(order, after: .fenced(newest: newest))
            finish(.fenced(newest: newest))
            return
        }
        emit(.reply(order.reply, .failure(error)))
        switch error {
        case .journal(let failure) where !failure.isPassing: finish(.failed(error))
        case .inconsistent: finish(.failed(error))
        case .journal, .refused, .contended, .expired, .shutDown: break
        }
    }

    private mutating func failAdvance(_ error: EngineError, at now: Timestamp) {
        mustAdvance = true
        if let newest = error.newestEpoch(above: lease.epoch) {
            finish(.fenced(newest: newest))
        } else if case .refused = error {
            // Somebody ended the run between the look and the append; there is nothing left to do.
            mustAdvance = false
        } else if defects.contains(.diesOnBusyDeadline) {
            finish(.failed(error))
        } else if defects.contains(.dropsWakeOnBusy) {
            mustAdvance = false
            mustLook = false
            fruitlessDeadline = nextDeadline
        } else if error.isPassing {
            wait(because: error, at: now)
        } else {
            finish(.failed(error))
        }
    }

    // Waiting for the journal

    /// Something waits to be stored and is tried again later. Work in flight goes on; orders are told at
    /// once.
    mutating func wait(because error: EngineError, at now: Timestamp) {
        let limits = Self.storeRetrySeconds
        let seconds = stall.map { min($0.seconds * 2, limits.upperBound) } ?? limits.lowerBound
        if stall?.error != error { emit(.stalled(error)) }
        stall = Stall(error: error, retryTime: now.adding(seconds: seconds), seconds: seconds)
        for order in orders { emit(.reply(order.reply, .failure(error))) }
        orders = []
    }

    mutating func endStall() {
        guard stall != nil else { return }
        stall = nil
        emit(.stalled(nil))
    }

    // The end

    /// Ends the machine. Every order gets its answer.
    mutating func finish(_ exit: Exit) {
        guard self.exit == nil else { return }
        self.exit = exit
        endStall()
        if case .deciding(.order(let order), _, _, _) = operation { answer(order, after: exit) }
        operation = nil
        for order in orders { answer(order, after: exit) }
        orders = []
        emit(.exit(exit))
    }

    mutating func answer(_ order: Order, after exit: Exit) {
        if let error = exit.refusal(of: order) {
            emit(.reply(order.reply, .failure(error)))
        } else {
            emit(.decline(order.reply))
        }
    }
}

extension RunMachine.Exit {
    /// What an order is told that comes when it is over; `nil` for one that is to be decided on the journal:
    /// anyone can.
    func refusal(of order: RunMachine.Order) -> EngineError? {
        switch self {
        case .finished, .waiting: nil
        case .fenced(let newest): order.isForOwner ? .journal(.fenced(newest: newest)) : nil
        case .notAdopted(let error): order.isForOwner ? error : nil
        case .failed(let error): error
        case .shutDown: .shutDown
        }
    }
}

extension EngineError {
    /// The epoch that has taken the place of an older one, if that is what the error says.
    func newestEpoch(above epoch: Epoch) -> Epoch? {
        switch self {
        case .journal(.fenced(let newest)): newest
        case .refused(.notOwner(_, let newest)) where newest > epoch: newest
        case .refused, .journal, .inconsistent, .contended, .expired, .shutDown: nil
        }
    }
}
