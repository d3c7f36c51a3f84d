import FermataCore
import FermataJournal
import GRDB
import GRDBSQLite
import Synchronization

/// Writes what waits, of all runs, in one transaction after another, and tells nobody before it is synced.
///
/// Whoever writes while a commit is under way joins the next one, so the disk's sync is paid once for many
/// runs. One connection writes, on its own queue: tasks that wait for a commit hold no thread.
final class GroupCommitter: Sendable {
    /// How many operations may wait; more are refused with `.busy`.
    static let maximumWaitingCount = 16_384
    /// How many operations share a commit. More would make the first of them wait for the work of the last.
    static let maximumBatchCount = 512

    private struct State {
        var waiting: [WriteRequest] = []
        /// Whether somebody commits, or the connection's queue has been told to come for what waits.
        var isScheduled = false
        /// How many operations shared the newest commit.
        var newestBatchCount = 0
    }

    private let connection: DatabaseQueue
    private let owners: OwnerDirectory
    private let path: String
    private let busyTimeoutMilliseconds: Int32
    private let state = Mutex(State())
    private let onCommit: @Sendable () -> Void

    init(
        connection: DatabaseQueue, owners: OwnerDirectory, path: String, busyTimeoutSeconds: Double,
        onCommit: @escaping @Sendable () -> Void
    ) {
        self.connection = connection
        self.owners = owners
        self.path = path
        busyTimeoutMilliseconds = Int32(clamping: Int(busyTimeoutSeconds * 1000))
        self.onCommit = onCommit
    }

    /// Returns when the operation is durable, or has been refused and has written nothing.
    @discardableResult
    func perform(_ operation: WriteRequest.Operation) async throws(JournalError) -> Lease? {
        if let result = performAtOnce(operation) { return try result.get() }
        let result = await withCheckedContinuation { continuation in
            submit(WriteRequest(operation: operation, completion: continuation))
        }
        return try result.get()
    }

    /// Commits on the caller's own thread when nobody else is writing: a lone run's steps follow each other
    /// without a thread being woken for the commit and another for its outcome, which would cost several
    /// times what the engine does in between. The thread waits for the disk meanwhile, never for a lock: when
    /// another process writes, the operation goes to the connection's own thread, which may wait. As soon as
    /// commits are shared again, callers give their thread back as well.
    private func performAtOnce(_ operation: WriteRequest.Operation) -> Result<Lease?, JournalError>? {
        guard operation.needsNoLockFile else { return nil }
        let isAlone = state.withLock { state in
            guard !state.isScheduled, state.waiting.isEmpty, state.newestBatchCount <= 1 else { return false }
            state.isScheduled = true
            return true
        }
        guard isAlone else { return nil }
        let outcome = connection.unsafeReentrantWrite { database in
            sqlite3_busy_timeout(database.sqliteConnection, 0)
            defer { sqlite3_busy_timeout(database.sqliteConnection, busyTimeoutMilliseconds) }
            return write([operation], to: database)
        }
        continueAfterBatch(of: 1)
        switch outcome {
        case .written(let results):
            onCommit()
            return results.first
        case .spoiled(.busy), .failed(.busy): return nil
        case .spoiled(let error), .failed(let error): return .failure(error)
        }
    }

    private enum Admission {
        case first, behindOthers, refused
    }

    private func submit(_ request: WriteRequest) {
        let admission = state.withLock { state -> Admission in
            if state.waiting.count >= Self.maximumWaitingCount { return .refused }
            state.waiting.append(request)
            if state.isScheduled { return .behindOthers }
            state.isScheduled = true
            return .first
        }
        switch admission {
        case .first: schedule()
        case .behindOthers: break
        case .refused: request.completion.resume(returning: .failure(.busy(path: path)))
        }
    }

    /// One turn of the queue writes one batch, so that other users of the connection get their turn between.
    private func schedule() {
        connection.asyncWriteWithoutTransaction { [self] database in
            let batch = takeBatch()
            commit(batch, to: database)
            continueAfterBatch(of: batch.count)
        }
    }

    private func continueAfterBatch(of count: Int) {
        let hasMore = state.withLock { state in
            state.newestBatchCount = count
            state.isScheduled = !state.waiting.isEmpty
            return state.isScheduled
        }
        if hasMore { schedule() }
    }

    private func takeBatch() -> [WriteRequest] {
        state.withLock { state in
            if state.waiting.count <= Self.maximumBatchCount {
                let batch = state.waiting
                state.waiting = []
                return batch
            }
            let batch = Array(state.waiting.prefix(Self.maximumBatchCount))
            state.waiting.removeFirst(Self.maximumBatchCount)
            return batch
        }
    }

    private func commit(_ batch: [WriteRequest], to database: Database) {
        switch write(batch.map(\.operation), to: database) {
        case .written(let results):
            onCommit()
            for (request, result) in zip(batch, results) { request.completion.resume(returning: result) }
        case .spoiled where batch.count > 1:
            // One operation broke the transaction that all shared. Alone, each gets what is its own.
            for request in batch { commit([request], to: database) }
        case .spoiled(let error), .failed(let error):
            for request in batch { request.completion.resume(returning: .failure(error)) }
        }
    }

    private enum Outcome {
        /// Everything that was not refused is durable.
        case written([Result<Lease?, JournalError>])
        /// Nothing was written, because of one of the operations.
        case spoiled(JournalError)
        /// Nothing was written, and nothing can be now.
        case failed(JournalError)
    }

    private func write(_ batch: [WriteRequest.Operation], to database: Database) -> Outcome {
        do {
            try PreparedStatement(database, "BEGIN IMMEDIATE").run()
        } catch {
            return .failed(JournalError(error, path: path))
        }
        do {
            let transaction = WriteTransaction(database: database, owners: owners, path: path)
            var results: [Result<Lease?, JournalError>] = []
            results.reserveCapacity(batch.count)
            for operation in batch { results.append(try transaction.perform(operation)) }
            try PreparedStatement(database, "COMMIT").run()
            return .written(results)
        } catch {
            let cause = JournalError(error, path: path)
            if let failure = rollBack(database) { return .failed(failure) }
            return .spoiled(cause)
        }
    }

    /// SQLite rolls back by itself after some failures, a full disk among them.
    private func rollBack(_ database: Database) -> JournalError? {
        guard database.isInsideTransaction else { return nil }
        do {
            try PreparedStatement(database, "ROLLBACK").run()
            return nil
        } catch {
            return JournalError(error, path: path)
        }
    }
}
