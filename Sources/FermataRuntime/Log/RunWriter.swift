public import FermataCore
public import FermataJournal

/// Decides commands and appends what follows. Anyone may: a stale writer is refused by the journal and
/// decides again on what is there now.
public struct RunWriter: Sendable {
    /// How often a command is decided anew because others appended first.
    static let maximumAttemptCount = 32

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
        let append = append(decision, before: nil, head: nil, context: context, payloads: [], named: name)
        do {
            try await journal.append(append)
        } catch {
            if case .conflict = error { throw .refused(.runExists(created.run)) }
            throw .journal(error)
        }
        return LoadedRun(state: decision.state, head: append.head)
    }

    /// Decides a command on a run and appends what follows, reloading and deciding again on a conflict.
    ///
    /// - Parameters:
    ///   - command: What is wished.
    ///   - run: The run as it is known.
    ///   - actor: Who wishes.
    ///   - epoch: The epoch of the writer's lease, if it carries the run out.
    ///   - payloads: Bytes to keep together with the events.
    ///   - name: What the log calls the command; a random name when `nil`.
    /// - Returns: the run after the command; the same when nothing followed.
    /// - Throws: `.refused` when the domain says no, `.journal` when nothing could be stored, `.contended`
    ///   when others kept appending first.
    public func perform(
        _ command: Command, on run: LoadedRun, by actor: Actor, epoch: Epoch? = nil, payloads: [Payload] = [],
        named name: String? = nil
    ) async throws(EngineError) -> LoadedRun {
        var loaded = run
        for _ in 0..<Self.maximumAttemptCount {
            let context = DecisionContext(time: clock.now, actor: actor, epoch: epoch)
            let decision: Decision
            do {
                decision = try loaded.state.decide(command, in: context)
            } catch {
                // What the state is decided on may be out of date, and with it the refusal.
                if try await loaded.catchUp(from: journal) { continue }
                throw .refused(error)
            }
            if decision.events.isEmpty {
                if try await loaded.catchUp(from: journal) { continue }
                return loaded
            }
            let append = append(
                decision, before: loaded.state, head: loaded.head, context: context, payloads: payloads,
                named: name)
            do {
                try await journal.append(append)
                loaded.advance(to: decision.state, head: append.head)
                return loaded
            } catch .conflict {
                try await loaded.catchUp(from: journal)
            } catch {
                throw .journal(error)
            }
        }
        throw .contended(loaded.state.id, attempts: Self.maximumAttemptCount)
    }

    private func append(
        _ decision: Decision, before: RunState?, head: Head?, context: DecisionContext, payloads: [Payload],
        named name: String?
    ) -> Append {
        let state = decision.state
        let earlier = before?.openGates ?? []
        return Append(
            run: state.id, expecting: head, records: decision.events.map(\.record), time: context.time,
            actor: context.actor, command: name ?? Self.newCommandName(), fence: context.epoch,
            summary: state.summary,
            openedGates: state.openGates.filter {
                !earlier.contains($0) || state[$0]?.deadline != before?[$0]?.deadline
            }.compactMap { state.summary(of: $0) },
            closedGates: earlier.filter { !state.openGates.contains($0) }, payloads: payloads)
    }

    /// Twelve random characters: enough to tell the commands of one run apart.
    private static func newCommandName() -> String {
        let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
        var bits = UInt64.random(in: .min ... .max)
        return String(
            unsafeUninitializedCapacity: 12,
            initializingUTF8With: { buffer in
                for index in 0..<12 {
                    buffer[index] = alphabet[Int(bits & 31)]
                    bits >>= 5
                }
                return 12
            })
    }
}
