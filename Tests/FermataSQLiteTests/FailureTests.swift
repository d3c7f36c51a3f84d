import FermataCore
import FermataJournal
@testable import FermataSQLite
import FermataTesting
import GRDB
import Testing

@Suite struct FailureTests {
    private let folder: TemporaryFolder
    private var path: String { folder.location.databasePath }

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func `A full disk keeps nothing of an append, and what fits goes on`() async throws {
        var options = ConnectionOptions()
        options.maximumPageCount = 60
        let journal = try SQLiteJournal(folder.location, options: options)
        var script = JournalScript(try #require(RunID("full")))
        try await journal.append(script.next())
        let large = Payload(Array(repeating: 7, count: 1_000_000))
        await #expect(throws: JournalError.diskFull(path: path)) {
            try await journal.append(script.peek(opened: [script.gate(1)], payloads: [large]))
        }
        #expect(try await journal.head(of: script.run) == script.head)
        #expect(try await journal.openGates(GateQuery()).isEmpty)
        #expect(try await journal.payload(large.digest) == nil)
        try await journal.append(script.next())
        #expect(try await JournalAudit.verify(script.run, in: journal).verified == script.head)
    }

    @Test func `An append that does not fit does not spoil those that share its commit`() async throws {
        var options = ConnectionOptions()
        options.maximumPageCount = 120
        let journal = try SQLiteJournal(folder.location, options: options)
        let path = path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<24 {
                group.addTask {
                    let script = JournalScript(try #require(RunID("run-\(number)")))
                    guard number % 6 == 0 else { return try await journal.append(script.peek()) }
                    let large = Payload(Array(repeating: UInt8(number), count: 2_000_000))
                    await #expect(throws: JournalError.diskFull(path: path)) {
                        try await journal.append(script.peek(payloads: [large]))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await journal.runs(RunQuery()).count == 20)
    }

    @Test func `A lock that another keeps for too long is reported as busy`() async throws {
        var options = ConnectionOptions()
        options.busyTimeoutSeconds = 0.01
        let journal = try SQLiteJournal(folder.location, options: options)
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let rival = try DatabaseQueue(path: path, configuration: configuration)
        let script = JournalScript(try #require(RunID("blocked")))
        try await rival.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        await #expect(throws: JournalError.busy(path: path)) { try await journal.append(script.peek()) }
        try await rival.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try await journal.append(script.peek())
    }

    @Test(arguments: [
        ("UPDATE events SET body = '{\"word\":\"forged\"}' WHERE position & 16777215 = 3", 3),
        ("UPDATE events SET time = time + 1 WHERE position & 16777215 = 2", 2),
        ("UPDATE events SET actor = '{\"kind\":\"person\"}' WHERE position & 16777215 = 4", 4),
        ("UPDATE events SET command = 'forged' WHERE position & 16777215 = 1", 1),
        ("UPDATE events SET type = 'sample.forged' WHERE position & 16777215 = 5", 5),
        ("UPDATE events SET version = 2 WHERE position & 16777215 = 5", 5),
        ("UPDATE events SET hash = zeroblob(32) WHERE position & 16777215 = 2", 2),
        ("DELETE FROM events WHERE position & 16777215 = 3", 3),
        ("DELETE FROM events WHERE position & 16777215 > 4", 5),
        ("UPDATE runs SET hash = zeroblob(32)", 6),
        ("DELETE FROM payloads", 6),
        ("UPDATE payloads SET bytes = zeroblob(30000)", 6),
    ])
    func `The audit names the first event that somebody changed by hand`(sql: String, revision: Int)
        async throws
    {
        let journal = try SQLiteJournal(folder.location)
        var script = JournalScript(try #require(RunID("forged")))
        for number in 1...5 { try await journal.append(script.next([JournalScript.event("\(number)")])) }
        let text = String(repeating: "large ", count: 4_000)
        try await journal.append(script.next([JournalScript.event(text)]))
        #expect(try await JournalAudit.verify(script.run, in: journal).isSound)
        try await DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: sql) }
        let report = try await JournalAudit.verify(script.run, in: journal)
        #expect(report.fault?.revision == Revision(revision), "\(report)")
    }

    @Test func `A row of one run that cannot be read leaves the other runs alone`() async throws {
        let journal = try SQLiteJournal(folder.location)
        var broken = JournalScript(try #require(RunID("broken")))
        var sound = JournalScript(try #require(RunID("sound")))
        try await journal.append(broken.next())
        try await journal.append(sound.next())
        try await DatabaseQueue(path: path).writeWithoutTransaction { database in
            try database.execute(sql: "UPDATE events SET body = 'torn' WHERE position >> 24 = 1")
        }
        await #expect {
            _ = try await journal.envelopes(of: broken.run, after: .zero, limit: 10)
        } throws: { error in
            guard case JournalError.inconsistent(let inconsistency) = error else { return false }
            return inconsistency.run == broken.run && inconsistency.revision == Revision(1)
        }
        #expect(try await journal.envelopes(of: sound.run, after: .zero, limit: 10).count == 1)
        try await journal.append(sound.next())
    }

    @Test func `An append whose place is taken by a forged row fails alone`() async throws {
        let journal = try SQLiteJournal(folder.location)
        var script = JournalScript(try #require(RunID("occupied")))
        try await journal.append(script.next())
        try await DatabaseQueue(path: path).writeWithoutTransaction { database in
            let position = 1 << Schema.revisionBits | 2
            try database.execute(
                sql: """
                    INSERT INTO events (position, time, actor, command, type, version, form, body, hash)
                    VALUES (\(position), 0, '', '', '', 1, 0, '', zeroblob(32))
                    """)
        }
        let other = JournalScript(try #require(RunID("other")))
        async let accepted: Void = journal.append(other.peek())
        await #expect(throws: JournalError.self) { try await journal.append(script.peek()) }
        try await accepted
        #expect(try await journal.head(of: script.run) == script.head)
        let report = try await JournalAudit.verify(script.run, in: journal)
        #expect(report.fault?.revision == Revision(2))
    }
}
