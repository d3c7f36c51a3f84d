import FermataCore
import FermataJournal
import FermataRuntime

extension Simulation {
    /// What came of a command.
    enum Reaction: Equatable {
        case appended
        case unchanged
        case refused(Refusal)
        case failed
    }

    /// Decides a command without a lease, as any terminal does, by the machine of the engine's own writer.
    mutating func decideAlone(_ wish: Wish, on replica: inout Replica) throws(Violation) -> Reaction {
        var loaded = replica.loaded
        var machine = DecisionMachine(wish, rules: rules)
        var output = machine.begin(on: loaded, at: now)
        while true {
            let answer: JournalAnswer
            switch output {
            case .append(let append):
                guard let state = machine.proposal else {
                    throw Violation(.soundChain, at: auditor.revision, "an append leads nowhere")
                }
                answer = try store(append, leadingTo: state, by: nil)
            case .read(let revision): answer = page(after: revision)
            case .ended(let ending):
                replica = Replica(loaded)
                return react(to: wish, ending)
            }
            output = machine.take(answer, on: &loaded, at: now)
        }
    }

    private mutating func react(to wish: Wish, _ ending: DecisionMachine.Ending) -> Reaction {
        let (command, actor) = (wish.command, wish.actor)
        switch ending {
        case .appended:
            note("\(actor.name): \(command.word)")
            return .appended
        case .unchanged: return .unchanged
        case .failed(.refused(let refusal)):
            mark(refusal: refusal)
            note("\(actor.name): \(command.word) is refused: \(refusal.code)")
            return .refused(refusal)
        case .failed(.expired):
            mark(.orderExpired)
            return .failed
        case .failed(let error):
            note("\(actor.name): \(command.word) fails: \(error.code)")
            return .failed
        }
    }

    mutating func nextCommandName() -> String {
        commandCount += 1
        return "c\(commandCount)"
    }

    /// What decides: the core, unless a mutant does.
    var rules: Rules {
        guard let mutant, !isSettling else { return .core }
        return Rules(isFenced: mutant != .ignoresEpochs) { (command, state, context) throws(Refusal) in
            try mutant.decide(command, on: state, in: context)
        }
    }

    mutating func keepSnapshot() throws(Violation) {
        guard let witness else { return }
        let bytes = witness.state.json.encodedBytes()
        let snapshot = Snapshot(
            run: SimulationNames.run, head: witness.head, format: RunState.snapshotFormat, state: bytes)
        try keep(snapshot)
        note("a snapshot is kept")
    }

    mutating func keep(_ snapshot: Snapshot) throws(Violation) {
        do {
            try ledger.store(mutated(tampered(snapshot)))
        } catch {
            throw Violation(.snapshotIsFold, at: snapshot.head.revision, "it was not kept: \(error)")
        }
    }

    /// Somebody who can write where the journal is changes what a snapshot says, and leaves its seal.
    private mutating func tampered(_ snapshot: Snapshot) -> Snapshot {
        guard !isCalm, generator.happens(percent: 10) else { return snapshot }
        mark(.snapshotChanged)
        return Snapshot(
            run: snapshot.run, head: snapshot.head, format: snapshot.format,
            state: Self.changed(snapshot.state), seal: snapshot.seal)
    }

    /// The run as its snapshot has it, if there is one that is to be believed, and what came after.
    private func replicaOfSnapshot() -> Replica? {
        guard let snapshot = ledger.snapshot(of: SimulationNames.run).map(believed),
            let loaded = LoadedRun(
                snapshot, whereLogHas: log[snapshot.head.revision.number - 1].stored.hash)
        else { return nil }
        var replica = Replica(loaded)
        replica.catchUp(with: log)
        return replica
    }

    /// Opens the run as a process does that starts: from a snapshot or from the first event.
    mutating func load() throws(Violation) -> LoadedRun {
        if generator.happens(percent: 60), let replica = replicaOfSnapshot() {
            mark(.openedFromSnapshot)
            guard replica.state == witness?.state else {
                throw Violation(
                    .snapshotIsFold, at: replica.head.revision, "a run opened from its snapshot is different")
            }
            return replica.loaded
        }
        return try Replica(folding: log).loaded
    }
}
