public import FermataCore
public import FermataJournal

/// Decides commands and appends what follows. Anyone may: a stale writer is refused by the journal and
/// decides again on what is there now. It performs what a `DecisionMachine` says.
public struct RunWriter: Sendable {
    private let journal: any Journal
    private let clock: any WallClock

    /// Creates a writer.
    public init(journal: any Journal, clock: any WallClock) {
        self.journal = journal
        self.clock = clock
    }

    /// Makes a run: its first events, as far as they go without anybody carrying it out.
    public func create(
        _ created: RunCreated, by actor: Actor, named name: String? = nil
    ) async throws(EngineError) -> LoadedRun {
        let context = DecisionContext(time: clock.now, actor: actor)
        let decision: Decision
        do {
            decision = try RunState.create(created, in: context)
        } catch {
            throw .refused(error)
        }
        let append = Append(decision, after: nil, context: context, named: name ?? CommandNames.random())
        do {
            try await journal.append(append)
        } catch {
            if case .conflict = error { throw .refused(.runExists(created.run)) }
            throw .journal(error)
        }
        return LoadedRun(state: decision.state, head: append.head)
    }

    /// Decides a command on a run and appends what follows, reading and deciding again on a conflict.
    ///
    /// - Parameters:
    ///   - command: What is wished.
    ///   - run: The run as it is known.
    ///   - actor: Who wishes.
    ///   - epoch: The epoch of the writer's lease, if it carries the run out.
    ///   - payloads: Bytes to keep together with the events.
    ///   - name: What the log calls the command; a random name when `nil`.
    ///   - expiry: When nobody waits for it any more: later it is not carried out, nor is it when the task
    ///     was cancelled.
    /// - Returns: the run after the command; the same when nothing followed.
    /// - Throws: `.refused` when the domain says no, `.journal` when nothing could be stored, `.contended`
    ///   when others kept appending first, `.expired` when it is too late.
    public func perform(
        _ command: Command, on run: LoadedRun, by actor: Actor, epoch: Epoch? = nil, payloads: [Payload] = [],
        named name: String? = nil, until expiry: Timestamp? = nil
    ) async throws(EngineError) -> LoadedRun {
        var loaded = run
        let wish = Wish(
            command, by: actor, epoch: epoch, named: name ?? CommandNames.random(), payloads: payloads,
            until: expiry)
        var machine = DecisionMachine(wish)
        if expiry != nil, Task.isCancelled { machine.abandon() }
        var output = machine.begin(on: loaded, at: clock.now)
        while true {
            let answer: JournalAnswer
            switch output {
            case .append(let append): answer = await journal.answer(to: append)
            case .read(let revision): answer = await journal.page(of: loaded.state.id, after: revision)
            case .ended(.appended), .ended(.unchanged): return loaded
            case .ended(.failed(let error)): throw error
            }
            if expiry != nil, Task.isCancelled { machine.abandon() }
            output = machine.take(answer, on: &loaded, at: clock.now)
        }
    }
}

extension Journal {
    /// Appends, and says what came of it.
    func answer(to append: Append) async -> JournalAnswer {
        do {
            try await self.append(append)
            return .stored
        } catch .conflict {
            return .conflict
        } catch {
            return .failed(error)
        }
    }

    /// The events after a revision, as far as one page goes.
    func page(of run: RunID, after revision: Revision) async -> JournalAnswer {
        do {
            return .page(
                try await envelopes(of: run, after: revision, limit: LoadedRun.pageSize, upcasting: .current))
        } catch {
            return .failed(error)
        }
    }
}
