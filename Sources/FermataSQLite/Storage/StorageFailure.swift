import FermataCore
import FermataJournal
import GRDB
import GRDBSQLite

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension JournalError {
    /// What a failure of SQLite means to the user of the journal at `path`.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as JournalError: self = error
        case let error as StatementFailure: self = Self.sqlite(error, path: path)
        case let error as DatabaseError:
            let failure = StatementFailure(
                code: error.extendedResultCode.rawValue, systemError: 0, message: error.message ?? "\(error)")
            self = Self.sqlite(failure, path: path)
        case let error as RowDamage: self = .damaged(path: path, detail: error.detail)
        default: self = .storage(path: path, detail: "\(error)")
        }
    }

    private static func sqlite(_ failure: StatementFailure, path: String) -> JournalError {
        let diskIsFull = failure.systemError == ENOSPC || failure.systemError == EDQUOT
        switch failure.code & 0xFF {
        case SQLITE_FULL: return .diskFull(path: path)
        case SQLITE_IOERR where diskIsFull: return .diskFull(path: path)
        case SQLITE_BUSY, SQLITE_LOCKED: return .busy(path: path)
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: return .readOnly(path: path)
        case SQLITE_CORRUPT, SQLITE_NOTADB: return .damaged(path: path, detail: failure.message)
        default: return .storage(path: path, detail: "\(failure.message) (SQLite code \(failure.code))")
        }
    }

    /// What a failed call of the operating system means to the user of the file at `path`.
    static func system(_ code: Int32, path: String) -> JournalError {
        switch code {
        case ENOSPC, EDQUOT: .diskFull(path: path)
        case EACCES, EPERM, EROFS: .readOnly(path: path)
        default: .storage(path: path, detail: String(cString: strerror(code)))
        }
    }
}

/// A row that holds what no version of this program writes.
struct RowDamage: Error {
    var detail: String
}
