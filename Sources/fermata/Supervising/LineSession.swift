import FermataCore
import FermataJournal

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Follows a run in lines until it ends or is left: on a pipe, in a log file, wherever no screen is.
struct LineSession: Sendable {
    let supervision: any Supervision
    let surroundings: Surroundings
    /// The run as it was when the session began.
    let start: RunState
    /// The newest event that needs no telling.
    let toldUpTo: Revision
    /// Whether the session ends when a gate without a default waits for a person.
    let leavesWhenWaiting: Bool
    let signals: SignalFeed
    let printer: any RunPrinter
    /// Where orders are read, if they are.
    let orders: ByteReader?
    private let desk = OrderDesk()

    private var run: RunID { supervision.run }
    private var carriesOut: Bool { supervision.carriesOut }
    private var console: Console { surroundings.console }

    init(
        supervision: any Supervision, surroundings: Surroundings, start: RunState, toldUpTo: Revision,
        leavesWhenWaiting: Bool, isForPrograms: Bool
    ) throws(FileProblem) {
        self.supervision = supervision
        self.surroundings = surroundings
        self.start = start
        self.toldUpTo = toldUpTo
        self.leavesWhenWaiting = leavesWhenWaiting
        signals = try SignalFeed()
        if isForPrograms {
            printer = JSONPrinter(console: surroundings.console)
            orders = try ByteReader(STDIN_FILENO)
        } else {
            printer = PlainPrinter(start, console: surroundings.console, supervision: supervision)
            orders = nil
        }
    }

    /// Follows the run to its end, or to the end of the session.
    func follow() async throws -> SessionEnd {
        let end = try await withThrowingTaskGroup(of: SessionEnd?.self) { group in
            group.addTask { try await followEvents() }
            group.addTask { try await heedSignals() }
            if supervision.hasWholeOutput { group.addTask { await followOutput() } }
            if carriesOut { group.addTask { await noticeLoss() } }
            if let orders { group.addTask { await heed(orders) } }
            defer { group.cancelAll() }
            while let end = try await group.next() {
                guard let end else { continue }
                // A server's news of what an order has done may come before the order's own answer.
                if case .ended = end { await desk.waitUntilFree() }
                return end
            }
            throw CancellationError()
        }
        SignalFeed.release()
        await tell(end)
        return end
    }

    private func followEvents() async throws -> SessionEnd? {
        if toldUpTo >= start.revision {
            if start.phase.isFinal { return .ended(start.phase) }
            if let end = try await waiting(at: start.revision, in: { start }) { return end }
        }
        return try await supervision.followEvents(after: toldUpTo, knowing: start) { happening in
            try await printer.show(happening)
            if case .runEnded(let ended) = happening.event { return .ended(ended.outcome) }
            let revision = happening.envelope.revision
            return revision > start.revision ? try await waiting(at: revision, in: happening.state) : nil
        }
    }

    private func waiting(
        at revision: Revision, in state: () async throws -> RunState
    ) async throws -> SessionEnd? {
        // Between two events of one append a state is not yet what was decided.
        guard leavesWhenWaiting, try await supervision.isNewest(revision) else { return nil }
        return try await state().gateThatWaitsForever.map { .waits($0) }
    }

    private func followOutput() async -> SessionEnd? {
        await supervision.followOutputs { chunk in await printer.show(chunk, at: surroundings.now) }
        return nil
    }

    private func heed(_ orders: ByteReader) async -> SessionEnd? {
        await OrderReader(supervision: supervision, desk: desk, console: console).run(from: orders)
        return nil
    }

    private func noticeLoss() async -> SessionEnd? {
        await supervision.waitForLoss().map { .lost($0) }
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
                    let person = try await surroundings.conductor.person()
                    try await supervision.perform(.stop(reason: "Interrupted by \(person.name)."))
                } catch {
                    let failure = CommandFailure(error)
                    guard failure.status == .refused else { throw error }
                    console.writeError(failure.message)
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
                    + (carriesOut
                        ? "answer it, then `fermata resume \(run)` goes on."
                        : "it goes on when somebody answers it."))
        case .detached: break
        case .left:
            console.writeError(
                carriesOut
                    ? "Leaving; nothing is lost. `fermata resume \(run)` goes on."
                    : "No longer watching. The run is not affected.")
        case .lost(let failure): console.writeError(failure.message)
        }
    }
}

extension RunState {
    /// The gate that holds everything up: nothing works, and nothing will happen until a person answers.
    var gateThatWaitsForever: GateID? {
        let owed = obligations
        guard !phase.isFinal, owed.owed.isEmpty, owed.nextDeadline == nil else {
            return nil
        }
        return openGates.first
    }
}
