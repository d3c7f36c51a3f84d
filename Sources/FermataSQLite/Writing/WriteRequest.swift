import FermataCore
import FermataJournal

/// One thing to be written, and the one who waits for it.
struct WriteRequest: Sendable {
    /// What may be written. All of them share commits.
    enum Operation: Sendable {
        /// Boxed, because a request is moved several times and an append has many references to count.
        indirect case append(Append)
        case acquireLease(run: RunID, owner: Owner, force: Bool)
        case release(Lease)
        case store(Snapshot)

        /// Whether nothing but the database is needed. A lease asks whether other owners live, under a lock
        /// on a file that one may have to wait for.
        var needsNoLockFile: Bool {
            switch self {
            case .append, .release, .store: true
            case .acquireLease: false
            }
        }
    }

    var operation: Operation
    /// Hears the outcome once it is durable.
    var completion: CheckedContinuation<Result<Lease?, JournalError>, Never>
}
