import FermataCore
import FermataJournal
import Logging

/// Carries out one run while there is something to carry out. A thin shell: the core decides, the state
/// machine compares, and this performs. It owns no rule and nothing that is not in the log.
actor RunCoordinator {
    /// Events appended between two snapshots.
    static let snapshotInterval = 256
    /// How long a report that cannot be stored waits before it is tried again, in seconds: first and at most.
    static let storeRetrySeconds = 1...5

    /// Why a coordinator has come to its end.
    enum Exit: Sendable {
        /// The run has ended.
        case finished
        /// The run waits for people or a deadline only.
        case waiting(LoadedRun)
        /// The lease was taken over.
        case fenced
        /// The log or the journal failed.
        case failed(EngineError)
        /// The engine is shut down.
        case shutDown
    }

    /// What a coordinator needs of its engine.
    struct Surroundings: Sendable {
        let journal: any Journal
        let agents: AgentRegistry
        let clock: any WallClock
        let outputs: OutputHub
        let logger: Logger
        /// Asks to be woken at that time.
        let setAlarm: @Sendable (RunID, Timestamp) async -> Void
        /// Whether nobody is about to send anything after that many commands, so that the coordinator may
        /// end.
        let mayRetire: @Sendable (RunID, _ handledCommandCount: Int) async -> Bool
    }

    nonisolated let mailbox = Mailbox()
    private let surroundings: Surroundings
    private let writer: RunWriter
    private let lease: Lease
    private var loaded: LoadedRun
    private var machine = CoordinatorStateMachine()
    private var flights: [FlightKey: Flight] = [:]
    private var alarm: Timestamp?
    private var handledCommandCount = 0
    private var snapshotRevision: Revision

    init(_ loaded: LoadedRun, lease: Lease, surroundings: Surroundings) {
        self.loaded = loaded
        self.lease = lease
        self.surroundings = surroundings
        writer = RunWriter(journal: surroundings.journal, clock: surroundings.clock)
        snapshotRevision = loaded.head.revision
    }

    /// Carries the run out until it ends, waits, or is lost.
    func run() async -> Exit {
        let exit = await withTaskCancellationHandler {
            await processInputs()
        } onCancel: {
            mailbox.close()
        }
        mailbox.close()
        for flight in flights.values { flight.task.cancel() }
        for flight in flights.values { await flight.task.value }
        return exit
    }

    private func processInputs() async -> Exit {
        while let input = await mailbox.next() {
            do {
                switch input {
                case .command(let command, let actor, let name, let reply):
                    handledCommandCount += 1
                    try await answer(command, by: actor, named: name, reply)
                case .ended(let end): try await accept(end)
                case .woken: try await wake()
                }
                try await afterChange()
            } catch .journal(.fenced) {
                return .fenced
            } catch {
                return .failed(error)
            }
            if loaded.state.phase.isFinal, machine.isIdle { return .finished }
            if machine.isIdle, await surroundings.mayRetire(loaded.state.id, handledCommandCount) {
                return .waiting(loaded)
            }
        }
        return .shutDown
    }

    /// A person's or the engine's wish: a refusal or a failing disk is told to whoever waits, and the run
    /// goes on.
    private func answer(
        _ command: Command, by actor: Actor, named name: String?,
        _ reply: CheckedContinuation<Result<RunState, EngineError>, Never>
    ) async throws(EngineError) {
        do {
            loaded = try await writer.perform(
                command, on: loaded, by: actor, epoch: lease.epoch, named: name)
            reply.resume(returning: .success(loaded.state))
        } catch {
            reply.resume(returning: .failure(error))
            switch error {
            case .refused, .contended, .shutDown: break
            case .journal(.diskFull), .journal(.busy): break
            case .journal, .inconsistent: throw error
            }
        }
    }

    /// An end must get into the log: while the disk is full or locked it is tried again and again.
    private func accept(_ end: FlightEnd) async throws(EngineError) {
        flights[end.key] = nil
        machine.ended(end.key)
        let (command, payloads) = end.report
        var seconds = Self.storeRetrySeconds.lowerBound
        while true {
            do {
                loaded = try await writer.perform(
                    command, on: loaded, by: .engine, epoch: lease.epoch, payloads: payloads)
                return
            } catch .refused(let refusal) {
                // The attempt was abandoned meanwhile; its report has no place in the run any more.
                surroundings.logger.debug("Report not used: \(refusal)")
                return
            } catch .journal(.diskFull(let path)) {
                surroundings.logger.error(
                    "The disk is full at \(path); the step's end is kept and tried again.")
            } catch .journal(.busy(let path)) {
                surroundings.logger.warning("\(path) is locked; the step's end is kept and tried again.")
            }
            do {
                try await surroundings.clock.wait(until: surroundings.clock.now.adding(seconds: seconds))
            } catch {
                throw .shutDown
            }
            seconds = min(seconds * 2, Self.storeRetrySeconds.upperBound)
        }
    }

    private func wake() async throws(EngineError) {
        mailbox.wakeWasRead()
        loaded = try await loaded.caughtUp(from: surroundings.journal)
        guard !loaded.state.phase.isFinal else { return }
        do {
            loaded = try await writer.perform(.expireGates, on: loaded, by: .engine, epoch: lease.epoch)
        } catch .refused(.runEnded) {
            // Somebody ended the run between the look and the append; there is nothing left to do.
        } catch .refused(.notOwner(_, let newest)) {
            throw .journal(.fenced(newest: newest))
        }
    }

    /// Closes the difference between what is owed and what is in flight.
    private func afterChange() async throws(EngineError) {
        let obligations = loaded.state.obligations
        for output in machine.reconcile(with: obligations) { perform(output) }
        if let deadline = obligations.nextDeadline, deadline != alarm {
            alarm = deadline
            await surroundings.setAlarm(loaded.state.id, deadline)
        }
        guard loaded.head.revision.number - snapshotRevision.number >= Self.snapshotInterval else { return }
        snapshotRevision = loaded.head.revision
        do {
            try await surroundings.journal.store(loaded.snapshot)
        } catch {
            // A snapshot only saves time later; the log has everything.
            surroundings.logger.warning("No snapshot was kept of run \(loaded.state.id): \(error)")
        }
    }

    private func perform(_ output: CoordinatorStateMachine.Output) {
        switch output {
        case .launch(let key): launch(key)
        case .launchUndoing(let undoing): launch(undoing)
        case .forgo(let key):
            let failure = AttemptFailure(
                kind: .permanent, message: "The run was stopped before the step was begun.")
            mailbox.send(.ended(.attempt(key, .failure(failure), output: [])))
        case .end(let key): flights[key]?.task.cancel()
        case .pause(let key): flights[key]?.signals.yield(.pause)
        case .resume(let key): flights[key]?.signals.yield(.resume)
        }
    }

    private func launch(_ key: AttemptKey) {
        let state = loaded.state
        let surroundings = surroundings
        fly(.attempt(key), attempt: key.number) { context, recorder in
            var transcript: [UInt8] = []
            var result: AgentResult
            do {
                if let digest = state.earlierTranscript(before: key) {
                    transcript = try await surroundings.journal.payload(digest) ?? []
                }
                guard let request = state.request(for: key, earlierTranscript: transcript) else {
                    throw AttemptFailure(
                        kind: .permanent, message: "Step \(key.step) is no longer in the plan.")
                }
                let agent = try surroundings.agents[request.action.kind]
                result = .success(try await agent.perform(request, in: context))
            } catch let failure as AttemptFailure {
                result = .failure(failure)
            } catch {
                result = .failure(
                    AttemptFailure(kind: .transient, message: "The journal could not be read: \(error)"))
            }
            return .attempt(key, result, output: recorder.bytes)
        }
    }

    private func launch(_ undoing: Obligations.Undoing) {
        let request = loaded.state.request(for: undoing)
        let agents = surroundings.agents
        let key = FlightKey.compensation(undoing.step, number: undoing.number, undoing.epoch)
        fly(key, attempt: undoing.number) { context, recorder in
            var failure: AttemptFailure?
            do {
                let outcome = try await agents[request.action.kind].perform(request, in: context)
                if case .suspended = outcome {
                    failure = AttemptFailure(
                        kind: .permanent, message: "A command that undoes a step cannot ask.")
                }
            } catch let thrown as AttemptFailure {
                failure = thrown
            } catch {
                failure = AttemptFailure(kind: .uncertain, message: "\(error)")
            }
            return .compensation(undoing, failure, output: recorder.bytes)
        }
    }

    private func fly(
        _ key: FlightKey, attempt: Int,
        _ body: @escaping @Sendable @concurrent (AttemptContext, OutputRecorder) async -> FlightEnd
    ) {
        let (signals, continuation) = AsyncStream.makeStream(
            of: AttemptSignal.self, bufferingPolicy: .bufferingNewest(Flight.signalLimit))
        let recorder = OutputRecorder()
        let (run, outputs, mailbox) = (loaded.state.id, surroundings.outputs, mailbox)
        let context = AttemptContext(
            output: { bytes in
                recorder.append(bytes)
                outputs.publish(OutputChunk(run: run, step: key.step, attempt: attempt, bytes: bytes))
            }, signals: signals)
        let task = Task {
            mailbox.send(.ended(await body(context, recorder)))
            continuation.finish()
        }
        flights[key] = Flight(task: task, signals: continuation)
    }
}
