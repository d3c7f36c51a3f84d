import FermataCore
import FermataJournal
import FermataRuntime

extension Simulation {
    /// Why the journal does not do something just now, if it does not. A lock and a full disk hinder whoever
    /// writes; a disk that hardly answers hinders all.
    mutating func failure(writing: Bool) -> JournalError? {
        if isCalm { return nil }
        var failure = outage?.error
        if failure == nil, generator.happens(percent: temper.faultPercent) { failure = someFailure() }
        guard let failure else { return nil }
        switch failure {
        case .busy where writing: mark(.journalBusy)
        case .diskFull where writing: mark(.journalFull)
        case .storage: mark(.journalBroken)
        default: return nil
        }
        return failure
    }

    mutating func someFailure() -> JournalError {
        switch generator.below(5) {
        case 0, 1: .busy(path: "journal")
        case 2, 3: .diskFull(path: "journal")
        default: .storage(path: "journal", detail: "It hardly answers.")
        }
    }

    /// Somebody locks the journal, or fills its disk, for some time.
    mutating func letJournalFail() {
        guard outage == nil else { return }
        let length = generator.within(1...20)
        outage = Outage(error: someFailure(), end: now.adding(seconds: length))
        note("the journal fails: \(outage?.error.code ?? "")")
    }

    /// Appends what somebody has decided.
    mutating func store(
        _ append: Append, leadingTo state: RunState, by process: Int?
    ) throws(Violation) -> JournalAnswer {
        if let failure = failure(writing: true) { return .failed(failure) }
        do {
            try ledger.append(append)
        } catch .conflict {
            mark(.conflictDecidedAgain)
            return .conflict
        } catch {
            guard case .fenced = error else {
                throw Violation(.soundChain, at: auditor.revision, "the append failed: \(error)")
            }
            mark(.ownerFenced)
            return .failed(error)
        }
        note("\(append.events.first?.command ?? "") appends \(append.events.map(\.type))")
        try audit(state)
        for index in owners.indices where owners[index].id != process { owners[index].hasNews = true }
        return .stored
    }

    /// The log after a revision, as far as a page goes.
    mutating func page(after revision: Revision) -> JournalAnswer {
        if let failure = failure(writing: false) { return .failed(failure) }
        return .page(log.dropFirst(revision.number).prefix(LoadedRun.pageSize).map(\.envelope))
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
            if let expiry = expiries[entry.stored.command], entry.stored.time > expiry {
                throw Violation(
                    .expiredNeverActs, at: entry.stored.revision,
                    "\(entry.stored.type) follows from an order that nobody waited for any more")
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

    // Answers that come late

    /// A process asks the journal for something: it gets its answer at once, or later, and may die before it
    /// asks and before it is told.
    mutating func ask(
        _ request: OwnerProcess.Request, of id: Int, _ index: Int
    ) throws(Violation) {
        if diesNow() {
            if case .append = request { mark(.crashBeforeAppend) }
            kill(at: index)
            return
        }
        owners[index].request = request
        if !isCalm, generator.happens(percent: temper.blockPercent) {
            if case .append = request { mark(.appendBlocked) } else { mark(.readBlocked) }
            // What is asked may be done at once and its answer be late.
            guard generator.happens(percent: 50) else { return }
            try carryOutRequest(of: id)
            // A rival may come by force before it is told.
            if owners.count < Self.maximumOwnerCount, generator.happens(percent: 10) {
                try startOwner(force: true)
            }
            return
        }
        try answer(id)
    }

    private mutating func carryOutRequest(of id: Int) throws(Violation) {
        guard let index = index(of: id), case .append(let append, let state) = owners[index].request else {
            return
        }
        let answer = try store(append, leadingTo: state, by: id)
        var revision = owners[index].read
        if case .stored = answer { revision = append.head.revision }
        owners[index].request = .answered(answer, at: revision)
    }

    /// The journal's answer reaches its process.
    mutating func answer(_ id: Int) throws(Violation) {
        try carryOutRequest(of: id)
        guard let index = index(of: id), case .answered(let answer, let revision) = owners[index].request
        else { return }
        if case .stored = answer, diesNow() {
            mark(.crashAfterAppend)
            kill(at: index)
            return
        }
        owners[index].request = nil
        owners[index].read = max(owners[index].read, revision)
        owners[index].run?.handle(.journal(answer), at: now)
    }

    mutating func letAnswerCome() throws(Violation) {
        let waiting = owners.filter { $0.request != nil }.map(\.id)
        guard let id = generator.pickAny(waiting) else { return }
        try answer(id)
        try work(id)
    }

    mutating func diesNow() -> Bool {
        !isSettling && !isCalm && generator.happens(percent: temper.crashPercent)
    }
}
