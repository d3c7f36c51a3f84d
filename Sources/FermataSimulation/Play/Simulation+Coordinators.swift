import FermataCore
import FermataJournal
import FermataRuntime

extension Simulation {
    /// Does what a coordinator's machine says.
    mutating func perform(_ output: RunMachine.Output, of id: Int, _ index: Int) throws(Violation) {
        switch output {
        case .append(let append):
            guard let state = owners[index].run?.proposal else {
                throw Violation(.soundChain, at: auditor.revision, "an append leads nowhere")
            }
            if mutant == .launchesBeforeAppending { try launchEarly(state, at: index) }
            try ask(.append(append, leadingTo: state), of: id, index)
        case .read(let revision):
            let answer = page(after: revision)
            var read = owners[index].read
            if case .page(let page) = answer { read = max(read, page.last?.revision ?? revision) }
            try ask(.answered(answer, at: read), of: id, index)
        case .launch(let owed):
            if diesNow() {
                mark(.crashBeforeLaunch)
                kill(at: index)
            } else {
                try launch(owed, at: index)
            }
        case .forgo: mark(.launchForgone)
        case .end(let key):
            mark(.flightEnded)
            owners[index].change(key) { $0.isEnding = true }
        case .pause(let key):
            mark(.flightPaused)
            owners[index].change(key) { $0.isPaused = true }
        case .resume(let key): owners[index].change(key) { $0.isPaused = false }
        case .reply(let ticket, let result): take(result, ticket, at: index)
        case .decline(let ticket): try decline(ticket, of: id)
        case .arm(let time):
            let serial = owners[index].serial
            owners[index].engine.setAlarm(of: SimulationNames.run, serial: serial, at: time)
        case .keep(let snapshot): try keep(snapshot)
        case .stalled(let error):
            mark(error: error, at: index)
            let serial = owners[index].serial
            owners[index].engine.stalled(SimulationNames.run, serial: serial, because: error)
        case .askToRetire(let handled, let revision):
            let mayRetire = owners[index].engine.mayRetire(
                SimulationNames.run, serial: owners[index].serial, afterHandling: handled, at: revision)
            owners[index].run?.handle(.mayRetire(mayRetire), at: now)
        case .exit(let exit): try end(exit, at: index)
        }
    }

    private mutating func mark(error: EngineError?, at index: Int) {
        if let error {
            mark(owners[index].run?.hasLandings == true ? .reportStalled : .wakeStalled)
            note("\(owners[index].name) waits for the journal: \(error.code)")
        } else {
            mark(.stallEnded)
        }
    }

    private mutating func launch(_ owed: OwedAction, at index: Int) throws(Violation) {
        guard let run = owners[index].run?.run, let lease = owners[index].lease else { return }
        let action = mutated(owed)
        owners[index].flights.append(OwnerProcess.Flight(key: owed.key, action: action))
        note("\(owners[index].name) launches \(owed.key.step) (\(owed.key))")
        if lease.epoch < auditor.epoch { mark(.launchedUnknowingly) }
        try auditor.execute(
            Execution(key: owed.key, action: action, epoch: lease.epoch, known: run.head.revision))
        guard run.head.revision >= owners[index].read else {
            throw Violation(
                .nothingUndecided, at: auditor.revision,
                "\(owed.key.step) is launched from revision \(run.head.revision), "
                    + "and \(owners[index].read) was read")
        }
    }

    private mutating func launchEarly(_ state: RunState, at index: Int) throws(Violation) {
        guard let run = owners[index].run, let lease = owners[index].lease else { return }
        for owed in state.obligations.owed
        where !owners[index].flights.contains(where: { $0.key == owed.key }) {
            try auditor.execute(
                Execution(
                    key: owed.key, action: owed.action, epoch: lease.epoch, known: run.run.head.revision))
        }
    }

    private mutating func take(_ result: Result<RunState, EngineError>, _ ticket: Int, at index: Int) {
        guard let order = owners[index].orders.removeValue(forKey: ticket) else { return }
        let name = order.person.map { people[$0].actor.name } ?? owners[index].name
        switch result {
        case .success: note("\(name): \(order.command.word) at \(owners[index].name)")
        case .failure(.refused(let refusal)):
            mark(refusal: refusal)
            note("\(name): \(order.command.word) is refused: \(refusal.code)")
        case .failure(.expired): mark(.orderExpired)
        case .failure(let error):
            note("\(name): \(order.command.word) fails: \(error.code)")
            if order.person != nil { mark(.orderWhileStalled) }
        }
    }

    /// A coordinator has ended: what it had in flight is cut off. Its engine notices a little later.
    private mutating func end(_ exit: RunMachine.Exit, at index: Int) throws(Violation) {
        let keys = owners[index].flights.filter { !$0.isEnding }.map(\.key)
        note("\(owners[index].name) ends: \(exit)")
        switch exit {
        case .failed(let error): try auditor.judgeCutOff(keys, because: error.description)
        case .waiting: mark(.retired)
        case .notAdopted(.journal): mark(.adoptionFailed)
        case .finished, .notAdopted, .fenced, .shutDown: break
        }
        owners[index].flights = []
        owners[index].run = nil
        owners[index].request = nil
        owners[index].exit = exit
        guard case .waiting = exit, !isCalm, !isSettling, generator.happens(percent: 20) else { return }
        // Before its engine notices, somebody appends, and the news of it come.
        mark(.appendedWhileRetiring)
        try performAlone(wish(of: people[0].screen.state), at: 0)
        try spreadNews()
    }
}
