import FermataCore
import FermataJournal
import FermataRuntime
import FermataTesting
import Testing

/// A log that cannot be what it says is put aside, and every other run goes on.
@Suite struct DamagedRunTests {
    private let journal = MemoryJournal()
    private let time = Timestamp(milliseconds: 1_700_000_000_000)

    private func create(_ run: RunID) async throws -> (state: RunState, head: Head) {
        let step = PlanStep(id: "build", agent: "worker", run: "true")
        let playbook = Playbook(
            name: "damaged", agents: [AgentDeclaration(id: "worker", kind: .command)],
            autonomy: .supervised, plan: Plan(steps: [step]))
        let created = RunCreated(
            run: run, title: "damaged", playbook: playbook, inputs: .object([]), directory: "/",
            autonomy: .supervised, isUnattended: false)
        let decision = try RunState.create(created, in: DecisionContext(time: time, actor: alice))
        let append = append(decision.events.map(\.record), to: run, after: nil, decision.state.summary)
        try await journal.append(append)
        return (decision.state, append.head)
    }

    private func append(
        _ records: [EventRecord], to run: RunID, after head: Head?, _ summary: RunSummary
    ) -> Append {
        Append(
            run: run, expecting: head, records: records, time: time, actor: alice, command: "c",
            summary: summary)
    }

    @Test(arguments: [
        ("gate.decided", #"{"gate": 99, "digest": "DIGEST", "verdict": {"verdict": "approve"}}"#),
        ("gate.released", #"{"gate": 1, "deadline": -9223372036854775808}"#),
        ("gate.held", #"{"gate": -9223372036854775808}"#),
        (
            "plan.revised",
            #"{"plan": {"steps": [{"id": "a", "agent": "worker"}, {"id": "a", "agent": "worker"}]},"#
                + #" "touched": [], "invalidated": [], "asksAgain": false}"#
        ),
        ("attempt.abandoned", #"{"step": "build", "number": 9007199254740991, "reason": ""}"#),
    ])
    func `A damaged event puts its run aside, the audit says why, and other runs go on`(
        type: String, body: String
    ) async throws {
        let (state, head) = try await create("damaged")
        _ = try await create("sound")
        let digest = Digest(of: []).hexadecimal
        let payload = try JSON(parsing: body.replacing("DIGEST", with: digest))
        let record = EventRecord(type: type, version: 1, payload: payload)
        try await journal.append(append([record], to: "damaged", after: head, state.summary))
        let damage = try #require(try await LoadedRun.damage(of: "damaged", in: journal))
        #expect(damage.revision == head.revision.next)
        #expect(try await LoadedRun.damage(of: "sound", in: journal) == nil)
        await #expect {
            _ = try await LoadedRun.load("damaged", from: journal)
        } throws: { error in
            (error as? EngineError)?.inconsistency == damage
        }
        let report = try await JournalAudit.verify("damaged", in: journal)
        #expect(report.fault?.revision == damage.revision)
        #expect(report.verified == head)
        #expect(try await JournalAudit.verify("sound", in: journal).isSound)
    }

    @Test func `An event that nests too deep is the damage of its own run`() async throws {
        let (state, head) = try await create("deep")
        var value = JSON.null
        for _ in 0..<1_000 { value = .array([value]) }
        let record = EventRecord(type: "note.added", version: 1, payload: .record(("text", value)))
        try await journal.append(append([record], to: "deep", after: head, state.summary))
        #expect(try await LoadedRun.damage(of: "deep", in: journal)?.revision == head.revision.next)
        #expect(try await !JournalAudit.verify("deep", in: journal).isSound)
    }

    @Test func `A snapshot whose seal does not fit is not believed`() async throws {
        let (state, head) = try await create("sealed")
        let forged = state.json.encoded().replacing("\"run\":\"true\"", with: "\"run\":\"evil\"")
        let seal = Snapshot(
            run: "sealed", head: head, format: RunState.snapshotFormat, state: state.json.encodedBytes()
        ).seal
        try await journal.store(
            Snapshot(
                run: "sealed", head: head, format: RunState.snapshotFormat, state: Array(forged.utf8),
                seal: seal))
        #expect(try await LoadedRun.load("sealed", from: journal).state == state)
        #expect(try await JournalAudit.verify("sealed", in: journal).fault?.kind == .snapshotChanged)
    }
}
