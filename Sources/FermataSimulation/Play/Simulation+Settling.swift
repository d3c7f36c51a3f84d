import FermataCore

extension Simulation {
    /// Rounds in which a run must come to its end once nothing breaks and everybody answers.
    static let maximumSettlingRoundCount = 600

    /// The day calms down: one owner stays, nothing fails, and people answer everything that is asked.
    mutating func settle() throws(Violation) {
        isSettling = true
        note("everybody is patient from here on")
        while !owners.isEmpty { kill(at: 0) }
        outage = nil
        isCalm = true
        try settleOrphans()
        guard !isFinal else { return }
        try startOwner(force: false)
        for _ in 0..<Self.maximumSettlingRoundCount {
            guard !isFinal else { return }
            try settleRound()
        }
        throw Violation(
            .endsWithPatience, at: auditor.revision,
            "the run is \(auditor.situation) after \(Self.maximumSettlingRoundCount) patient rounds")
    }

    private mutating func settleRound() throws(Violation) {
        now = Timestamp(milliseconds: now.milliseconds + 10)
        if owners.isEmpty { try startOwner(force: true) }
        guard !owners.isEmpty else {
            throw Violation(.neverStuck, at: auditor.revision, "nobody can take the lease")
        }
        let id = owners[0].id
        owners[0].hasNews = true
        try spreadNews()
        try ringTimers()
        try noticeExit(of: id)
        guard !isFinal, let owner = index(of: id) else { return }
        if owners[owner].flights.contains(where: { !$0.isPaused }) {
            try endSomeFlight(of: id)
            return
        }
        for index in people.indices { people[index].screen.catchUp(with: log) }
        let index = generator.below(people.count { $0.actor.mayApprove })
        let state = people[index].screen.state
        if let gate = generator.pickAny(state.openGates).flatMap({ state[$0] }) {
            try perform(.decide(gate.id, patientVerdict(on: gate), digest: gate.digest), at: index)
        } else if let hold = someHold(of: state) {
            try perform(.resume(hold), at: index)
        } else if state.isPlanRejected {
            try perform(edit(of: state), at: index)
        } else if owners.isEmpty || owners[0].flights.isEmpty {
            try auditor.judgeStandstill(isAnythingInFlight: false)
            throw Violation(.neverStuck, at: auditor.revision, "nothing more happens: \(auditor.situation)")
        }
    }

    private mutating func patientVerdict(on gate: Gate) -> Verdict {
        switch gate.subject {
        case .synthesis where generator.happens(percent: 10):
            .approveEdited(Synthesis(parts: [.init(title: "Edited", text: "At last.", sources: [])]).json)
        case .synthesis where generator.happens(percent: 8): .reject(reason: "One more look.")
        case .start, .plan, .action, .result, .failure, .synthesis: .approve
        case .forbidden: .reject(reason: "So be it.")
        case .question, .unknownOutcome, .compensation: .answer(answer(to: gate))
        }
    }

    /// What can only be judged when all is over.
    mutating func finish() throws(Violation) {
        try auditor.finish()
        let entries = try StoredLog.entries(of: SimulationNames.run, after: .zero, in: ledger)
        let fresh = try Replica(folding: entries)
        guard let witness, fresh.state == witness.state else {
            throw Violation(.replayIsLive, at: auditor.revision, "a fresh fold of the whole log is different")
        }
        let read: RunState
        do {
            read = try RunState(json: JSON(parsing: witness.state.json.encodedBytes()))
        } catch {
            throw Violation(.snapshotIsFold, at: auditor.revision, "the state cannot be read back: \(error)")
        }
        guard read == witness.state else {
            throw Violation(
                .snapshotIsFold, at: auditor.revision,
                "the state read back is different: "
                    + StateDifference.description(of: read.json, witness.state.json))
        }
    }
}
