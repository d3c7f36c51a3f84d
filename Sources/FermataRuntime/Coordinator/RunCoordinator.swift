import FermataCore
import FermataJournal
import Logging

/// Carries out one run while there is something to carry out. It performs what a `RunMachine` says and owns
/// nothing but tasks: no rule, no state of the run, nothing that is not in the log.
actor RunCoordinator {
    /// What a coordinator needs of its engine.
    struct Surroundings: Sendable {
        let journal: any Journal
        let agents: AgentRegistry
        let clock: any WallClock
        let outputs: OutputHub
        let logger: Logger
        /// Asks to be woken at that time and at no other.
        let setAlarm: @Sendable (Timestamp?) async -> Void
        /// Tells that something waits to be stored, or no longer does.
        let setStall: @Sendable (EngineError?) async -> Void
        /// Whether nobody is about to send anything after so much, so that the coordinator may end.
        let mayRetire: @Sendable (RunMachine.Handled, Revision) async -> Bool
    }

    nonisolated let mailbox = Mailbox()
    private let surroundings: Surroundings
    private var machine: RunMachine
    private var flights: [ActionKey: Flight] = [:]
    private var replies: [Int: CheckedContinuation<OrderOutcome, Never>] = [:]

    init(_ machine: RunMachine, surroundings: Surroundings) {
        self.machine = machine
        self.surroundings = surroundings
    }

    /// Gives an order and waits for what comes of it. An order that has an expiry is given up when the task
    /// is cancelled: nobody waits for it any more.
    nonisolated func order(_ order: RunMachine.Order) async -> OrderOutcome {
        var order = order
        order.reply = mailbox.nextReply()
        guard order.expiry != nil else {
            return await withCheckedContinuation { [order] in mailbox.send(.order(order, $0)) }
        }
        return await withTaskCancellationHandler { [order] in
            await withCheckedContinuation { continuation in
                mailbox.send(.order(order, continuation))
                // The handler may have come before the order.
                if Task.isCancelled { mailbox.abandon(order.reply) }
            }
        } onCancel: { [mailbox, reply = order.reply] in
            mailbox.abandon(reply)
        }
    }

    /// Carries the run out until it ends, waits, or is lost.
    func run() async -> RunMachine.Exit {
        let exit = await withTaskCancellationHandler {
            await processInputs()
        } onCancel: {
            mailbox.close(after: .shutDown)
        }
        mailbox.close(after: exit)
        for flight in flights.values { flight.task.cancel() }
        for flight in flights.values { await flight.task.value }
        return exit
    }

    private func processInputs() async -> RunMachine.Exit {
        machine.handle(.begin, at: surroundings.clock.now)
        while true {
            while let output = machine.next() {
                if case .exit(let exit) = output { return exit }
                if let answer = await perform(output) {
                    machine.handle(answer, at: surroundings.clock.now)
                }
            }
            let input = await mailbox.next().map(translated) ?? .shutDown
            machine.handle(input, at: surroundings.clock.now)
        }
    }

    private func translated(_ input: CoordinatorInput) -> RunMachine.Input {
        switch input {
        case .order(let order, let reply):
            replies[order.reply] = reply
            return .order(order)
        case .abandoned(let reply): return .abandoned(reply)
        case .ended(let end):
            flights[end.key] = nil
            return .landed(end.landing)
        case .woken(let count): return .woken(count)
        }
    }

    /// Does what the machine says.
    /// - Returns: the answer, where it waits for one.
    private func perform(_ output: RunMachine.Output) async -> RunMachine.Input? {
        switch output {
        case .append(let append): return .journal(await surroundings.journal.answer(to: append))
        case .read(let revision):
            return .journal(
                await surroundings.journal.page(of: machine.run.state.id, after: revision))
        case .launch(let owed): launch(owed)
        case .forgo: break
        case .end(let key): flights[key]?.task.cancel()
        case .pause(let key): flights[key]?.signals.yield(.pause)
        case .resume(let key): flights[key]?.signals.yield(.resume)
        case .reply(let number, let result):
            replies.removeValue(forKey: number)?.resume(returning: .decided(result))
        case .decline(let number): replies.removeValue(forKey: number)?.resume(returning: .declined)
        case .arm(let time): await surroundings.setAlarm(time)
        case .keep(let snapshot): await keep(snapshot)
        case .stalled(let error): await tell(error)
        case .askToRetire(let handled, let revision):
            return .mayRetire(await surroundings.mayRetire(handled, revision))
        case .exit: break
        }
        return nil
    }

    private func keep(_ snapshot: Snapshot) async {
        do {
            try await surroundings.journal.store(snapshot)
        } catch {
            // A snapshot only saves time later; the log has everything.
            surroundings.logger.warning("No snapshot was kept of run \(snapshot.run): \(error)")
        }
    }

    private func tell(_ stall: EngineError?) async {
        let run = machine.run.state.id
        if let stall {
            surroundings.logger.error(
                "Run \(run) has something to store and cannot; it is kept and tried again: \(stall)")
        } else {
            surroundings.logger.notice("Run \(run) could store what it had kept.")
        }
        await surroundings.setStall(stall)
    }

    private func launch(_ owed: OwedAction) {
        let state = machine.run.state
        let surroundings = surroundings
        fly(owed.key) { context, recorder in
            let result: AgentResult
            do {
                var transcript: [UInt8] = []
                if let digest = state.earlierTranscript(before: owed.key) {
                    transcript = try await surroundings.journal.payload(digest) ?? []
                }
                let request = try state.request(for: owed, earlierTranscript: transcript)
                let agent = try surroundings.agents[request.action.agentKind]
                result = .success(try await agent.perform(request, in: context))
            } catch let failure as AttemptFailure {
                result = .failure(failure)
            } catch {
                result = .failure(
                    AttemptFailure(kind: .notBegun, message: "The journal could not be read: \(error)"))
            }
            return FlightEnd(key: owed.key, result: result, output: recorder.bytes)
        }
    }

    private func fly(
        _ key: ActionKey,
        _ body: @escaping @Sendable @concurrent (AttemptContext, OutputRecorder) async -> FlightEnd
    ) {
        let (signals, continuation) = AsyncStream.makeStream(
            of: AttemptSignal.self, bufferingPolicy: .bufferingNewest(Flight.signalLimit))
        let recorder = OutputRecorder()
        let (run, outputs, mailbox) = (machine.run.state.id, surroundings.outputs, mailbox)
        let context = AttemptContext(
            output: { bytes in
                recorder.append(bytes)
                outputs.publish(OutputChunk(run: run, step: key.step, attempt: key.number, bytes: bytes))
            }, signals: signals)
        let task = Task {
            mailbox.send(.ended(await body(context, recorder)))
            continuation.finish()
        }
        flights[key] = Flight(task: task, signals: continuation)
    }
}
