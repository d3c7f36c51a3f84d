import FermataCore
import GRDB
import GRDBSQLite

/// A statement of SQLite with its parameters bound by place.
///
/// GRDB prepares and caches it. Binding and stepping go to SQLite directly, because an append binds some
/// thirty values and has a tenth of a millisecond in all. It belongs to one connection and never leaves its
/// queue.
struct PreparedStatement {
    private let statement: Statement
    private let handle: OpaquePointer

    init(_ database: Database, _ sql: String) throws {
        statement = try database.cachedStatement(sql: sql)
        handle = statement.sqliteStatement
    }

    /// Tells SQLite to copy the bytes at once, because they may be gone when the statement runs.
    private static var transient: sqlite3_destructor_type {
        unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }

    func bind(_ value: Int?, at index: Int32) {
        if let value {
            sqlite3_bind_int64(handle, index, Int64(value))
        } else {
            sqlite3_bind_null(handle, index)
        }
    }

    func bind(_ value: Int64?, at index: Int32) {
        if let value { sqlite3_bind_int64(handle, index, value) } else { sqlite3_bind_null(handle, index) }
    }

    func bind(_ value: Double, at index: Int32) {
        sqlite3_bind_double(handle, index, value)
    }

    func bind(_ text: String?, at index: Int32) {
        guard var text else {
            sqlite3_bind_null(handle, index)
            return
        }
        text.withUTF8 { utf8 in
            // An empty buffer has no address, and SQLite takes a missing address for NULL.
            guard let address = utf8.baseAddress else {
                sqlite3_bind_text(handle, index, "", 0, nil)
                return
            }
            address.withMemoryRebound(to: CChar.self, capacity: utf8.count) { characters in
                _ = sqlite3_bind_text(handle, index, characters, Int32(utf8.count), Self.transient)
            }
        }
    }

    /// Binds UTF-8 bytes as text.
    func bind(utf8 bytes: [UInt8], at index: Int32) {
        bytes.withUnsafeBytes { buffer in
            let characters = buffer.assumingMemoryBound(to: CChar.self).baseAddress
            _ = sqlite3_bind_text64(
                handle, index, characters, UInt64(buffer.count), Self.transient, UInt8(SQLITE_UTF8))
        }
    }

    func bind(blob bytes: [UInt8], at index: Int32) {
        if bytes.isEmpty {
            sqlite3_bind_zeroblob(handle, index, 0)
            return
        }
        bytes.withUnsafeBytes { buffer in
            _ = sqlite3_bind_blob64(handle, index, buffer.baseAddress, UInt64(buffer.count), Self.transient)
        }
    }

    /// Runs a statement that gives no rows.
    func run() throws(StatementFailure) {
        defer { reset() }
        let code = sqlite3_step(handle)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw failure(code) }
    }

    /// Hands every row to `body`, and resets the statement afterwards.
    func forEachRow(_ body: (StatementRow) throws -> Void) throws {
        defer { reset() }
        while true {
            switch sqlite3_step(handle) {
            case SQLITE_ROW: try body(StatementRow(handle: handle))
            case SQLITE_DONE: return
            case let code: throw failure(code)
            }
        }
    }

    /// The first row as `body` reads it, or `nil`.
    func firstRow<Value>(_ body: (StatementRow) throws -> Value) throws -> Value? {
        defer { reset() }
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return try body(StatementRow(handle: handle))
        case SQLITE_DONE: return nil
        case let code: throw failure(code)
        }
    }

    private func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    private func failure(_ code: Int32) -> StatementFailure {
        let connection = sqlite3_db_handle(handle)
        return StatementFailure(
            code: sqlite3_extended_errcode(connection), systemError: sqlite3_system_errno(connection),
            message: sqlite3_errmsg(connection).map { String(cString: $0) } ?? "SQLite error \(code)")
    }
}

/// The columns of the row on which a statement stands.
struct StatementRow {
    fileprivate let handle: OpaquePointer

    func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }

    func optionalInteger(_ column: Int32) -> Int? { isNull(column) ? nil : integer(column) }

    func double(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

    func text(_ column: Int32) -> String { String(decoding: buffer(column), as: UTF8.self) }

    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    func bytes(_ column: Int32) -> [UInt8] { Array(buffer(column)) }

    private func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    /// The bytes of a text or blob; valid until the statement steps on.
    private func buffer(_ column: Int32) -> UnsafeRawBufferPointer {
        let address = sqlite3_column_blob(handle, column)
        return UnsafeRawBufferPointer(start: address, count: Int(sqlite3_column_bytes(handle, column)))
    }
}

/// What SQLite said when a statement failed.
struct StatementFailure: Error {
    /// The extended result code.
    var code: Int32
    /// The operating system's error behind it, or 0.
    var systemError: Int32
    /// SQLite's own words.
    var message: String
}
