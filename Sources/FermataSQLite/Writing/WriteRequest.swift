import FermataCore
import FermataJournal

/// One thing to be written, and the one who waits for it.
struct WriteRequest: Sendable {
    /// What may be written. All of them share commits.
    enum Operation: Sendable {
        case append(Append)
        case acquireLease(run: RunID, owner: Owner, force: Bool)
        case release(Lease)
        case store(Snapshot)
    }

    var operation: Operation
    /// Hears the outcome once it is durable.
    var completion: CheckedContinuation<Result<Lease?, JournalError>, Never>
}
