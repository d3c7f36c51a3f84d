import FermataCore
import FermataJournal
import GRDB
import GRDBSQLite

/// How the database is opened. Tests change it to meet limits early.
struct ConnectionOptions {
    /// How long a statement waits for a lock that another process holds before it fails with `.busy`.
    var busyTimeoutSeconds = 5.0
    /// The largest number of pages, to play a full disk; `nil` leaves SQLite's own limit.
    var maximumPageCount: Int?
}

/// The connections of a journal.
struct JournalConnections {
    /// The one that writes.
    var writer: DatabaseQueue
    /// The one that reads on the caller's thread and never waits for a lock.
    var reader: DatabaseQueue
    /// The one that reads on a thread of its own, and may wait there.
    var lister: DatabaseQueue
    /// What the writer's `PRAGMA data_version` said first.
    var dataVersion: Int

    /// The write-ahead log is cut back to this size after a checkpoint, so that one burst does not keep the
    /// disk.
    static let journalSizeLimitBytes = 16 * 1024 * 1024

    static func open(
        _ location: JournalLocation, owners: OwnerDirectory, options: ConnectionOptions
    ) throws(JournalError) -> JournalConnections {
        try PrivateFiles.makeDirectory(location.directory)
        try PrivateFiles.makeDirectory(location.ownersDirectory)
        // Two processes that make the journal at the same moment must not do it at the same time.
        return try owners.withGuard { () throws(JournalError) in
            try PrivateFiles.makeFile(location.databasePath)
            do {
                return try connect(location, options: options)
            } catch {
                throw JournalError(error, path: location.databasePath)
            }
        }
    }

    private static func connect(_ location: JournalLocation, options: ConnectionOptions) throws
        -> JournalConnections
    {
        let path = location.databasePath
        var configuration = Configuration()
        configuration.label = "fermata.journal"
        configuration.busyMode = .timeout(options.busyTimeoutSeconds)
        // Transactions are begun and ended by statements of our own: see `GroupCommitter`.
        configuration.allowsUnsafeTransactions = true
        let writer = try DatabaseQueue(path: path, configuration: configuration)
        let version = try writer.inDatabase { database in
            try prepare(database, path: path)
            if let limit = options.maximumPageCount {
                try database.execute(sql: "PRAGMA max_page_count = \(limit)")
            }
            return try ChangeWatcher.dataVersion(database)
        }
        configuration.readonly = true
        let lister = try DatabaseQueue(path: path, configuration: configuration)
        let reader = try DatabaseQueue(path: path, configuration: configuration)
        // Opening it may wait; asking it never does.
        reader.inDatabase { database in _ = sqlite3_busy_timeout(database.sqliteConnection, 0) }
        return JournalConnections(writer: writer, reader: reader, lister: lister, dataVersion: version)
    }

    private static func prepare(_ database: Database, path: String) throws {
        let found = try format(of: database, path: path)
        try database.execute(sql: "PRAGMA journal_mode = WAL")
        // A commit must be on the disk before it is acknowledged; NORMAL would lose the last ones with the
        // power.
        try database.execute(sql: "PRAGMA synchronous = FULL")
        try database.execute(sql: "PRAGMA journal_size_limit = \(journalSizeLimitBytes)")
        guard found < Schema.currentFormat else { return }
        try database.inTransaction(.immediate) {
            for migration in Schema.migrations[found...] { try database.execute(sql: migration) }
            try database.execute(sql: "PRAGMA application_id = \(Schema.applicationIdentifier)")
            try database.execute(sql: "PRAGMA user_version = \(Schema.currentFormat)")
            return .commit
        }
    }

    /// The file's format; 0 for a new file. Nothing is written before it is known to be a journal or empty.
    private static func format(of database: Database, path: String) throws -> Int {
        let identifier = try number(database, "PRAGMA application_id")
        let format = try number(database, "PRAGMA user_version")
        if identifier == 0, format == 0, try number(database, "SELECT count(*) FROM sqlite_schema") == 0 {
            return 0
        }
        guard identifier == Schema.applicationIdentifier else {
            throw JournalError.damaged(path: path, detail: "it is a database of another program")
        }
        guard format <= Schema.currentFormat else {
            throw JournalError.newerVersion(path: path, found: format, supported: Schema.currentFormat)
        }
        return format
    }

    private static func number(_ database: Database, _ sql: String) throws -> Int {
        try PreparedStatement(database, sql).firstRow { $0.integer(0) } ?? 0
    }
}
