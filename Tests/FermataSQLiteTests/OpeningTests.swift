import FermataCore
import FermataJournal
@testable import FermataSQLite
import FermataTesting
import GRDB
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct OpeningTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func expectRefusal(_ expected: JournalError, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(throws: expected, sourceLocation: sourceLocation) { _ = try SQLiteJournal(folder.location) }
    }

    @Test func `The home is taken from FERMATA_HOME, then the XDG data home, then the home folder`() {
        let all = ["FERMATA_HOME": "/f", "XDG_DATA_HOME": "/x", "HOME": "/h"]
        #expect(JournalLocation(environment: all)?.directory == "/f")
        #expect(
            JournalLocation(environment: ["XDG_DATA_HOME": "/x", "HOME": "/h"])?.directory == "/x/fermata")
        #expect(JournalLocation(environment: ["HOME": "/h"])?.directory == "/h/.local/share/fermata")
        #expect(
            JournalLocation(environment: ["FERMATA_HOME": "", "XDG_DATA_HOME": "x", "HOME": "/h"])?.directory
                == "/h/.local/share/fermata")
        #expect(JournalLocation(environment: [:]) == nil)
    }

    @Test func `Folders and files are open to nobody but their owner`() async throws {
        let location = JournalLocation(directory: "\(folder.path)/deep/er")
        let journal = try SQLiteJournal(location)
        _ = try await journal.ownerLockPath(of: Owner(id: "me", label: "me"))
        let folders = [location.directory, location.ownersDirectory]
        let files = [
            location.databasePath, "\(location.databasePath)-wal", "\(location.ownersDirectory)/me.lock",
        ]
        for (paths, expected) in [(folders, mode_t(0o700)), (files, mode_t(0o600))] {
            for path in paths {
                var status = stat()
                #expect(stat(path, &status) == 0, "\(path) is missing")
                #expect(status.st_mode & 0o777 == expected, "\(path)")
            }
        }
    }

    @Test func `Commits are synced, the log is a write-ahead log, and references are checked`() throws {
        let connections = try JournalConnections.open(
            folder.location, owners: OwnerDirectory(folder.location), options: ConnectionOptions())
        let found = try connections.writer.inDatabase { database in
            try ["synchronous", "journal_mode", "foreign_keys", "user_version", "application_id"].map {
                name in
                try String.fetchOne(database, sql: "PRAGMA \(name)")
            }
        }
        #expect(found == ["2", "wal", "1", "\(Schema.currentFormat)", "\(Schema.applicationIdentifier)"])
    }

    @Test func `What one opening wrote the next one reads`() async throws {
        var script = JournalScript(try #require(RunID("kept")))
        let first = try SQLiteJournal(folder.location)
        try await first.append(script.next())
        try first.close()
        let second = try SQLiteJournal(folder.location)
        #expect(try await second.head(of: script.run) == script.head)
        try await second.append(script.next())
        #expect(try await JournalAudit.verify(script.run, in: second).isSound)
    }

    @Test func `A journal of a newer version is refused and left as it is`() throws {
        try SQLiteJournal(folder.location).close()
        try change("PRAGMA user_version = 999")
        let supported = Schema.currentFormat
        expectRefusal(.newerVersion(path: folder.location.databasePath, found: 999, supported: supported))
    }

    @Test func `The database of another program is refused and left as it is`() throws {
        try change("CREATE TABLE theirs (a); PRAGMA user_version = 3")
        let detail = "it is a database of another program"
        expectRefusal(.damaged(path: folder.location.databasePath, detail: detail))
        let mode = try DatabaseQueue(path: folder.location.databasePath).inDatabase { database in
            try String.fetchOne(database, sql: "PRAGMA journal_mode")
        }
        #expect(mode == "delete")
    }

    @Test func `A file that is no database is refused as damaged`() throws {
        try write(Array(String(repeating: "This is a letter, not a journal.\n", count: 200).utf8))
        #expect {
            _ = try SQLiteJournal(folder.location)
        } throws: { error in
            if case JournalError.damaged(folder.location.databasePath, _) = error { true } else { false }
        }
    }

    @Test func `A folder that cannot be made is reported with its path`() throws {
        try write(Array("a file".utf8))
        let location = JournalLocation(directory: "\(folder.location.databasePath)/below")
        #expect {
            _ = try SQLiteJournal(location)
        } throws: { error in
            if case JournalError.storage(let path, _) = error { path == location.directory } else { false }
        }
    }

    @Test func `A file without the right to write is refused as read-only`() async throws {
        try SQLiteJournal(folder.location).close()
        // Nobody is above the rights of files when the tests do not run as the superuser; else a child steps
        // down.
        await #expect(processExitsWith: .success) { [path = folder.path as String] in
            let database = JournalLocation(directory: path).databasePath
            try requireSuccess(chmod(path, 0o755))
            try requireSuccess(chmod("\(path)/owners", 0o755))
            try requireSuccess(chmod(JournalLocation(directory: path).guardPath, 0o666))
            try requireSuccess(chmod(database, 0o444))
            if geteuid() == 0 {
                try requireSuccess(setuid(65_534))
            } else {
                try requireSuccess(chmod(path, 0o555))
            }
            #expect(throws: JournalError.readOnly(path: database)) {
                _ = try SQLiteJournal(JournalLocation(directory: path))
            }
            if geteuid() != 65_534 { try requireSuccess(chmod(path, 0o755)) }
        }
    }

    private func change(_ sql: String) throws {
        try DatabaseQueue(path: folder.location.databasePath).inDatabase { try $0.execute(sql: sql) }
    }

    private func write(_ bytes: [UInt8]) throws {
        let file = try #require(fopen(folder.location.databasePath, "w"))
        defer { fclose(file) }
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }
}

func requireSuccess(_ code: Int32) throws {
    if code != 0 { throw SystemFailure(code: errno) }
}
