import FermataCore
import FermataJournal
import FermataSQLite
import FermataTesting
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Tests with a second process: the closures of `#expect(processExitsWith:)` run in a child.
@Suite struct ProcessTests {
    private let folder: TemporaryFolder
    private let journal: SQLiteJournal

    init() throws {
        folder = try TemporaryFolder()
        journal = try SQLiteJournal(folder.location)
    }

    @Test(arguments: [1, 7, 40])
    func `Nothing that was acknowledged is lost when the process is killed in a commit`(count: Int)
        async throws
    {
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = folder.path as String, count = count as Int] in
            let journal = try SQLiteJournal(JournalLocation(directory: path))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        var script = JournalScript(try #require(RunID("victim-\(number)")))
                        let receipt = open("\(path)/receipt-\(number)", O_WRONLY | O_CREAT | O_APPEND, 0o600)
                        while true {
                            let append = script.next()
                            try await journal.append(append)
                            #expect(write(receipt, "x", 1) == 1)
                            // The seven others are waiting for a commit or in the middle of one.
                            if number == 0, append.head.revision.number == count { kill(getpid(), SIGKILL) }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        for number in 0..<8 {
            let run = try #require(RunID("victim-\(number)"))
            var status = stat()
            let acknowledged =
                stat("\(folder.path)/receipt-\(number)", &status) == 0 ? Int(status.st_size) : 0
            let head = try await journal.head(of: run)
            let stored = head?.revision.number ?? 0
            #expect(stored >= acknowledged, "run \(number) lost an event")
            #expect(stored <= acknowledged + 1, "run \(number) has events that nobody appended")
            if stored > 0 {
                #expect(
                    try await JournalAudit.verify(run, in: journal)
                        == AuditReport(run: run, verified: head, fault: nil))
            }
        }
    }

    @Test func `Two processes write at once, and every append is kept exactly once`() async throws {
        async let child: Void = contendInChild()
        try await contend(in: journal, name: "parent")
        await child
        let shared = try #require(RunID("shared"))
        let report = try await JournalAudit.verify(shared, in: journal)
        #expect(report.isSound)
        #expect(report.verified?.revision == Revision(50))
        for name in ["parent", "child"] {
            let own = try await JournalAudit.verify(try #require(RunID(name)), in: journal)
            #expect(own.isSound)
            #expect(own.verified?.revision == Revision(25))
        }
    }

    @Test func `A subscriber hears what another process appends`() async throws {
        let run = try #require(RunID("heard"))
        let changes = journal.changes()
        async let child: Void = appendInChild()
        for await _ in changes where try await journal.head(of: run) != nil { break }
        await child
        #expect(try await journal.head(of: run)?.revision == Revision(1))
    }

    @Test func `A killed owner's runs are free at once`() async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.path as String] in
            let journal = try SQLiteJournal(JournalLocation(directory: path))
            let script = JournalScript(try #require(RunID("orphan")))
            try await journal.append(script.peek())
            let owner = Owner(id: "child", label: "the child")
            _ = try await journal.acquireLease(of: script.run, for: owner, force: false)
            kill(getpid(), SIGKILL)
        }
        let run = try #require(RunID("orphan"))
        #expect(try await journal.owner(of: run) == nil)
        let owner = Owner(id: "parent", label: "the parent")
        #expect(try await journal.acquireLease(of: run, for: owner, force: false).epoch == Epoch(2))
        #expect(
            access("\(folder.location.ownersDirectory)/child.lock", F_OK) != 0,
            "the dead owner's file was left")
    }

    @Test func `An owner in another process is respected until the last process that works for it is gone`()
        async throws
    {
        let run = try #require(RunID("shared"))
        let changes = journal.changes()
        async let child: Void = ownInChild()
        for await _ in changes where try await journal.owner(of: run) != nil { break }
        let owner = Owner(id: "child", label: "the child")
        let rival = Owner(id: "parent", label: "the parent")
        await #expect(throws: JournalError.leased(by: owner)) {
            _ = try await journal.acquireLease(of: run, for: rival, force: false)
        }
        var worker: OwnerLock? = try OwnerLock(joining: "\(folder.location.ownersDirectory)/child.lock")
        let head = try #require(try await journal.head(of: run))
        try await journal.append(continuation(of: run, at: head))
        await child
        #expect(try await journal.owner(of: run) == owner, "a process still works for the owner")
        #expect(worker != nil)
        worker = nil
        #expect(try await journal.owner(of: run) == nil)
        #expect(throws: JournalError.self) {
            _ = try OwnerLock(joining: "\(folder.location.ownersDirectory)/child.lock")
        }
    }

    private func contendInChild() async {
        await #expect(processExitsWith: .success) { [path = folder.path as String] in
            try await contend(in: try SQLiteJournal(JournalLocation(directory: path)), name: "child")
        }
    }

    private func appendInChild() async {
        await #expect(processExitsWith: .success) { [path = folder.path as String] in
            let journal = try SQLiteJournal(JournalLocation(directory: path))
            try await journal.append(JournalScript(try #require(RunID("heard"))).peek())
        }
    }

    private func ownInChild() async {
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.path as String] in
            let journal = try SQLiteJournal(JournalLocation(directory: path))
            let run = try #require(RunID("shared"))
            try await journal.append(JournalScript(run).peek())
            _ = try await journal.acquireLease(
                of: run, for: Owner(id: "child", label: "the child"), force: false)
            for await _ in journal.changes() where try await journal.head(of: run)?.revision == Revision(2) {
                break
            }
            kill(getpid(), SIGKILL)
        }
    }
}

/// Appends 25 events to a run of its own, and 25 to one that a rival also writes to.
func contend(in journal: SQLiteJournal, name: String) async throws {
    var own = JournalScript(try #require(RunID(name)))
    let shared = try #require(RunID("shared"))
    for _ in 0..<25 {
        try await journal.append(own.next())
        while try await !isAccepted(
            continuation(of: shared, at: try await journal.head(of: shared)), by: journal)
        {}
    }
}

/// Whether nobody was faster.
private func isAccepted(_ append: Append, by journal: SQLiteJournal) async throws -> Bool {
    do {
        try await journal.append(append)
        return true
    } catch {
        guard case .conflict = error else { throw error }
        return false
    }
}

func continuation(of run: RunID, at head: Head?) -> Append {
    let time = Timestamp(milliseconds: 1_700_000_000_000)
    return Append(
        run: run, expecting: head, records: [JournalScript.event("next")], time: time, actor: .engine,
        command: "next",
        summary: RunSummary(run: run, title: "t", phase: .running, createdAt: time, updatedAt: time))
}
