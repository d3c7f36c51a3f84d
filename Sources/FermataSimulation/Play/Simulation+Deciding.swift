import FermataCore
import FermataJournal

/// What follows from a command: what the engine decided, or what a mutant made of it.
struct Outgrowth {
    var events: [Event]
    var state: RunState

    init(events: [Event], state: RunState) {
        self.events = events
        self.state = state
    }

    init(_ decision: Decision) {
        self.init(events: decision.events, state: decision.state)
    }
}

extension Simulation {
    /// What came of a command.
    enum Reaction: Equatable {
        case appended
        case unchanged
        case refused(Refusal)
        case fenced
        case died
    }

    /// Decides a command and appends what follows, as the engine's writer does: on a conflict it reads what
    /// was appended and decides again. An owner may die at every append, before it or before it is told.
    mutating func perform(
        _ command: Command, on replica: inout Replica, by actor: Actor, epoch: Epoch? = nil
    ) throws(Violation) -> Reaction {
        for _ in 0..<Self.maximumDecisionCount {
            let context = DecisionContext(time: now, actor: actor, epoch: epoch)
            let decision: Outgrowth
            do {
                decision = try decide(command, on: replica.state, in: context)
            } catch {
                if replica.catchUp(with: log) { continue }
                mark(refusal: error)
                note("\(actor.name): \(command.word) is refused: \(error.code)")
                return .refused(error)
            }
            if decision.events.isEmpty {
                if replica.catchUp(with: log) { continue }
                return .unchanged
            }
            if diesNow(epoch) {
                note("owner of epoch \(epoch?.description ?? "-") dies before appending \(command.word)")
                mark(.crashBeforeAppend)
                return .died
            }
            let fence = mutant == .ignoresEpochs ? nil : epoch
            let append = append(
                decision, before: replica.state, head: replica.head, context: context, fence: fence)
            do {
                try ledger.append(append)
            } catch .conflict {
                mark(.conflictDecidedAgain)
                replica.catchUp(with: log)
                continue
            } catch .fenced {
                mark(.ownerFenced)
                note("owner of epoch \(epoch?.description ?? "-") is fenced at \(command.word)")
                return .fenced
            } catch {
                throw Violation(.soundChain, at: replica.head.revision, "the append failed: \(error)")
            }
            note("\(actor.name): \(command.word) → \(decision.events.map(\.kind.rawValue))")
            try audit(decision.state)
            replica = Replica(state: decision.state, head: append.head)
            if diesNow(epoch) {
                note("owner of epoch \(epoch?.description ?? "-") dies before it is told")
                mark(.crashAfterAppend)
                return .died
            }
            return .appended
        }
        throw Violation(
            .neverStuck, at: replica.head.revision, "\(command.word) met a conflict too often")
    }

    private mutating func diesNow(_ epoch: Epoch?) -> Bool {
        epoch != nil && !isSettling && generator.happens(percent: temper.crashPercent)
    }

    mutating func append(
        _ decision: Outgrowth, before: RunState?, head: Head?, context: DecisionContext, fence: Epoch?
    ) -> Append {
        let state = decision.state
        let earlier = before?.openGates ?? []
        commandCount += 1
        return Append(
            run: state.id, expecting: head, records: decision.events.map(\.record), time: context.time,
            actor: context.actor, command: "c\(commandCount)", fence: fence, summary: state.summary,
            openedGates: state.openGates.filter {
                !earlier.contains($0) || state[$0]?.deadline != before?[$0]?.deadline
            }.compactMap { state.summary(of: $0) },
            closedGates: earlier.filter { !state.openGates.contains($0) })
    }

    /// Reads what was just appended back from its bytes, has it judged, and compares the state that was
    /// seen live with the fold of the log.
    mutating func audit(_ live: RunState) throws(Violation) {
        let run = SimulationNames.run
        let entries = try StoredLog.entries(of: run, after: auditor.revision, in: ledger)
        log += entries
        for entry in entries {
            if witness == nil, let state = RunState(first: entry.event, in: entry.context) {
                witness = Replica(state: state, head: entry.head)
            } else {
                witness?.apply(entry)
            }
            try auditor.read(entry)
            marks.formUnion(MarkReader.marks(of: entry, after: auditor))
        }
        guard let witness else { return }
        guard witness.state == live else {
            throw Violation(
                .replayIsLive, at: witness.head.revision,
                "the fold differs from what was seen live: "
                    + StateDifference.description(of: witness.state.json, live.json))
        }
        try auditor.compareLists(
            summary: ledger.runs(RunQuery()).first, gates: ledger.openGates(GateQuery()))
    }

    mutating func keepSnapshot() throws(Violation) {
        guard let witness else { return }
        let bytes = witness.state.json.encodedBytes()
        let snapshot = Snapshot(
            run: SimulationNames.run, head: witness.head, format: RunState.snapshotFormat, state: bytes)
        do {
            try ledger.store(mutated(snapshot))
        } catch {
            throw Violation(.snapshotIsFold, at: witness.head.revision, "it was not kept: \(error)")
        }
        note("a snapshot is kept")
    }

    /// Opens the run as a process does that starts: from a snapshot or from the first event.
    mutating func load() throws(Violation) -> Replica {
        if generator.happens(percent: 60), let snapshot = ledger.snapshot(of: SimulationNames.run) {
            let replica = try Replica(reading: snapshot, catchingUpWith: log)
            mark(.openedFromSnapshot)
            guard replica.state == witness?.state else {
                throw Violation(
                    .snapshotIsFold, at: replica.head.revision, "a run opened from its snapshot is different")
            }
            return replica
        }
        return try Replica(folding: log)
    }
}
