import FermataCore
import FermataJournal
import FermataRuntime

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Follows a run in lines until it ends or is left: on a pipe, in a log file, wherever no screen is.
struct LineSession: Sendable {
    let engine: Engine
    let surroundings: Surroundings
    /// The run as it was when the session began.
    let start: LoadedRun
    /// The newest event that needs no telling.
    let toldUpTo: Revision
    /// Whether this process carries the run out, so that a signal concerns the run and not only the watching.
    let carriesOut: Bool
    /// Whether the session ends when a gate without a default waits for a person.
    let leavesWhenWaiting: Bool
    let signals: SignalFeed
    let printer: any RunPrinter
    /// Where orders are read, if they are.
    let orders: ByteReader?

    private var run: RunID { start.state.id }
    private var console: Console { surroundings.console }

    init(
        engine: Engine, surroundings: Surroundings, start: LoadedRun, toldUpTo: Revision, carriesOut: Bool,
        leavesWhenWaiting: Bool, isForPrograms: Bool
    ) throws(FileProblem) {
        self.engine = engine
        self.surroundings = surroundings
        self.start = start
        self.toldUpTo = toldUpTo
        self.carriesOut = carriesOut
        self.leavesWhenWaiting = leavesWhenWaiting
        signals = try SignalFeed()
        if isForPrograms {
            printer = JSONPrinter(console: surroundings.console)
            orders = try ByteReader(STDIN_FILENO)
        } else {
            printer = PlainPrinter(
                start.state, console: surroundings.console, journal: surroundings.journal)
            orders = nil
        }
    }

    /// Follows the run to its end, or to the end of the session.
    func follow() async throws -> SessionEnd {
        let end = try await withThrowingTaskGroup(of: SessionEnd?.self) { group in
            group.addTask { try await followEvents() }
            group.addTask { try await heedSignals() }
            group.addTask { await followOutput() }
            if carriesOut { group.addTask { await noticeLoss() } }
            if let orders { group.addTask { await heed(orders) } }
            defer { group.cancelAll() }
            while let end = try await group.next() {
                if let end { return end }
            }
            throw CancellationError()
        }
        SignalFeed.release()
        await tell(end)
        return end
    }

    private func followEvents() async throws -> SessionEnd? {
        var (state, head) = (start.state, start.head)
        if toldUpTo >= head.revision, let end = try await end(of: state, at: head) { return end }
        for try await envelope in engine.events(of: run, after: toldUpTo) {
            try await printer.show(envelope)
            guard envelope.revision > head.revision else { continue }
            state.apply(try envelope.event, in: EventContext(time: envelope.time, actor: envelope.actor))
            head = envelope.head
            if let end = try await end(of: state, at: head) { return end }
        }
        return state.phase.isFinal ? .ended(state.phase) : nil
    }

    private func end(of state: RunState, at head: Head) async throws -> SessionEnd? {
        if state.phase.isFinal { return .ended(state.phase) }
        guard leavesWhenWaiting, let gate = state.gateThatWaitsForever else { return nil }
        // Between two events of one append a state is not yet what was decided.
        return try await surroundings.journal.head(of: run) == head ? .waits(gate) : nil
    }

    private func followOutput() async -> SessionEnd? {
        for await chunk in engine.outputs.outputs(of: run) {
            await printer.show(chunk, at: surroundings.now)
        }
        return nil
    }

    private func heed(_ orders: ByteReader) async -> SessionEnd? {
        let reader = OrderReader(engine: engine, run: run, person: surroundings.person, console: console)
        await reader.run(from: orders)
        return nil
    }

    private func noticeLoss() async -> SessionEnd? {
        for await lost in engine.lostRuns where lost == run {
            if let loss = await engine.loss(of: run) { return .lost(loss) }
        }
        return nil
    }

    /// The first interrupt stops the run in good order, the second ends this process, and with it what it
    /// started.
    private func heedSignals() async throws -> SessionEnd? {
        var isInterrupted = false
        while let numbers = await signals.next() {
            for number in numbers {
                guard number == SIGINT, carriesOut else { return .left(signal: number) }
                if isInterrupted {
                    console.writeError("Killed. `fermata resume \(run)` goes on.")
                    _exit(ExitStatus.interrupted.rawValue)
                }
                isInterrupted = true
                console.writeError("Stopping in good order. Interrupt again to kill what runs.")
                do {
                    try await engine.perform(
                        .stop(reason: "Interrupted by \(surroundings.person.name)."), on: run,
                        by: surroundings.person)
                } catch {
                    guard case .refused(let refusal) = error else { throw error }
                    console.writeError(refusal.description)
                }
            }
        }
        return nil
    }

    private func tell(_ end: SessionEnd) async {
        switch end {
        case .ended: await printer.summarize(at: surroundings.now)
        case .waits(let gate):
            console.writeError(
                "Gate \(GateText.reference(run, gate)) waits for a person and declares no default. "
                    + "The run is kept: "
                    + "answer it, then `fermata resume \(run)` goes on.")
        case .detached: break
        case .left:
            console.writeError(
                carriesOut
                    ? "Leaving; nothing is lost. `fermata resume \(run)` goes on."
                    : "No longer watching. The run is not affected.")
        case .lost(let error): console.writeError(CommandFailure(error).message)
        }
    }
}

extension RunState {
    /// The gate that holds everything up: nothing works, and nothing will happen until a person answers.
    var gateThatWaitsForever: GateID? {
        let owed = obligations
        guard !phase.isFinal, owed.work.isEmpty, owed.undoing == nil, owed.nextDeadline == nil else {
            return nil
        }
        return openGates.first
    }
}
