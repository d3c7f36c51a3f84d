import FermataCore
import FermataJournal
@testable import FermataSQLite
import GRDB
import Testing

/// Snapshots are a cache that is bound to its log, and the database's way there from the first format.
@Suite struct SealedSnapshotTests {
    private let folder: TemporaryFolder
    private let run: RunID

    init() throws {
        folder = try TemporaryFolder()
        run = try #require(RunID("sealed"))
    }

    /// A run of one step, created and stored, and the state that its log leads to.
    private func create(in journal: SQLiteJournal) async throws -> (state: RunState, head: Head) {
        let agent = try #require(AgentID("worker"))
        let step = PlanStep(id: try #require(StepID("build")), agent: agent, run: "true")
        let playbook = Playbook(
            name: "sealed", agents: [AgentDeclaration(id: agent, kind: .command)], plan: Plan(steps: [step]))
        let created = RunCreated(
            run: run, title: "sealed", playbook: playbook, inputs: .object([]), directory: "/",
            autonomy: .guided, isUnattended: false)
        let time = Timestamp(milliseconds: 1_700_000_000_000)
        let decision = try RunState.create(created, in: DecisionContext(time: time, actor: .engine))
        let append = Append(
            run: run, expecting: nil, records: decision.events.map(\.record), time: time, actor: .engine,
            command: "create", summary: decision.state.summary)
        try await journal.append(append)
        return (decision.state, append.head)
    }

    private func change(_ sql: String) throws {
        try DatabaseQueue(path: folder.location.databasePath).inDatabase { try $0.execute(sql: sql) }
    }

    @Test func `A snapshot that is what the log leads to is sound`() async throws {
        let journal = try SQLiteJournal(folder.location)
        let (state, head) = try await create(in: journal)
        let snapshot = Snapshot(
            run: run, head: head, format: RunState.snapshotFormat, state: state.json.encodedBytes())
        try await journal.store(snapshot)
        #expect(try await journal.snapshot(of: run) == snapshot)
        #expect(try await journal.snapshot(of: run)?.isSealed == true)
        #expect(try await JournalAudit.verify(run, in: journal).isSound)
    }

    @Test(arguments: [
        "UPDATE snapshots SET state = x'7b7d'", "UPDATE snapshots SET revision = 1",
        "UPDATE snapshots SET hash = x'00'", "UPDATE snapshots SET seal = zeroblob(32)",
    ])
    func `A changed snapshot is not sealed any more, and the audit names it`(sql: String) async throws {
        let journal = try SQLiteJournal(folder.location)
        let (state, head) = try await create(in: journal)
        try await journal.store(
            Snapshot(run: run, head: head, format: RunState.snapshotFormat, state: state.json.encodedBytes()))
        try change(sql)
        #expect(try await journal.snapshot(of: run)?.isSealed == false)
        let fault = try await JournalAudit.verify(run, in: journal).fault
        #expect(fault?.kind == .snapshotChanged)
    }

    @Test func `A snapshot that somebody made and sealed anew is found by a replay`() async throws {
        let journal = try SQLiteJournal(folder.location)
        let (state, head) = try await create(in: journal)
        let text = state.json.encoded().replacing("\"run\":\"true\"", with: "\"run\":\"evil\"")
        #expect(text != state.json.encoded())
        try await journal.store(
            Snapshot(run: run, head: head, format: RunState.snapshotFormat, state: Array(text.utf8)))
        #expect(try await journal.snapshot(of: run)?.isSealed == true)
        let report = try await JournalAudit.verify(run, in: journal)
        #expect(report.fault == ChainFault(revision: head.revision, kind: .snapshotForged))
        #expect(report.verified == head)
    }

    @Test func `A journal of the first format keeps its events and loses its unsealed snapshots`()
        async throws
    {
        let first = try SQLiteJournal(folder.location)
        let (state, head) = try await create(in: first)
        try first.close()
        // The first format had no seals; everything else is as it was.
        try change(
            """
            DROP TABLE snapshots;
            CREATE TABLE snapshots (
                run INTEGER PRIMARY KEY REFERENCES runs(number),
                revision INTEGER NOT NULL, hash BLOB NOT NULL, format INTEGER NOT NULL, state BLOB NOT NULL
            ) STRICT;
            INSERT INTO snapshots SELECT number, revision, hash, 2, x'7b7d' FROM runs;
            PRAGMA user_version = 1;
            """)
        let journal = try SQLiteJournal(folder.location)
        #expect(try await journal.head(of: run) == head)
        #expect(try await journal.snapshot(of: run) == nil)
        #expect(try await JournalAudit.verify(run, in: journal).isSound)
        let snapshot = Snapshot(
            run: run, head: head, format: RunState.snapshotFormat, state: state.json.encodedBytes())
        try await journal.store(snapshot)
        #expect(try await journal.snapshot(of: run) == snapshot)
        try journal.close()
        let version = try DatabaseQueue(path: folder.location.databasePath).inDatabase { database in
            try Int.fetchOne(database, sql: "PRAGMA user_version")
        }
        #expect(version == 2)
    }

    @Test func `A damaged row of one run's event is that run's damage`() async throws {
        let journal = try SQLiteJournal(folder.location)
        _ = try await create(in: journal)
        try change("UPDATE events SET form = 7")
        await #expect {
            _ = try await journal.storedEvents(of: run, after: .zero, limit: 9)
        } throws: { error in
            if case JournalError.inconsistent(let found) = error { found.run == run } else { false }
        }
        #expect(try await !JournalAudit.verify(run, in: journal).isSound)
    }

    /// More journals than the machine has threads to spare, each with an append that finds the database
    /// locked: were one of them to block its thread, the task that lifts the lock would never come to run.
    @Test func `Appends that meet another process's lock hold no thread`() async throws {
        // Longer than a busy machine needs to come to the task that lifts the lock.
        let options = ConnectionOptions(busyTimeoutSeconds: 120)
        let first = try SQLiteJournal(folder.location, options: options)
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let rival = try DatabaseQueue(path: folder.location.databasePath, configuration: configuration)
        try await rival.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let (started, mark) = AsyncStream.makeStream(of: Void.self)
        let count = 16
        try await withThrowingTaskGroup { group in
            for number in 0..<count {
                let location = folder.location
                let run = try #require(RunID("run-\(number)"))
                let journal = try SQLiteJournal(location, options: options)
                group.addTask {
                    let time = Timestamp(milliseconds: 1)
                    let append = Append(
                        run: run, expecting: nil,
                        records: [EventRecord(type: "sample.happened", version: 1, payload: .object([]))],
                        time: time, actor: .engine, command: "c",
                        summary: RunSummary(
                            run: run, title: "t", phase: .running, createdAt: time, updatedAt: time))
                    mark.yield()
                    try await journal.append(append)
                }
            }
            var startedCount = 0
            for await _ in started {
                startedCount += 1
                if startedCount == count { break }
            }
            try await rival.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            try await group.waitForAll()
        }
        #expect(try await first.runs(RunQuery(limit: 100)).count == count)
    }
}
