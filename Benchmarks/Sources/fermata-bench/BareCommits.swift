import CSQLite

/// The floor that everything durable stands on: single-row commits in SQLite, write-ahead log, synced each.
struct BareCommits {
    struct Failure: Error {
        let message: String
    }

    private let connection: OpaquePointer
    private let statement: OpaquePointer

    /// Opens a database of its own in a directory.
    init(directory: String) throws {
        var connection: OpaquePointer?
        guard sqlite3_open(directory + "/bare.sqlite", &connection) == SQLITE_OK, let connection else {
            throw Failure(message: "cannot open a database in \(directory)")
        }
        self.connection = connection
        for sql in [
            "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
            "CREATE TABLE entry(id INTEGER PRIMARY KEY, body BLOB) STRICT",
        ] {
            guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else {
                throw Failure(message: "\(sql) failed")
            }
        }
        var statement: OpaquePointer?
        guard
            sqlite3_prepare_v2(
                connection, "INSERT INTO entry(body) VALUES (zeroblob(600))", -1, &statement, nil)
                == SQLITE_OK, let statement
        else { throw Failure(message: "cannot prepare") }
        self.statement = statement
    }

    /// Commits that many rows, one commit each.
    func commit(_ count: Int) throws {
        for _ in 0..<count {
            guard sqlite3_step(statement) == SQLITE_DONE else { throw Failure(message: "a commit failed") }
            sqlite3_reset(statement)
        }
    }

    func close() {
        sqlite3_finalize(statement)
        sqlite3_close(connection)
    }
}
