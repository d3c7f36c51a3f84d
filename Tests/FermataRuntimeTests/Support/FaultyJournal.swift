import FermataCore
import FermataJournal
import Synchronization

/// A journal in memory that fails when a test says so, and tells nobody of what others append unless it does.
final class FaultyJournal: Journal {
    /// What a journal is asked to do.
    enum Operation: Hashable {
        case append, read, acquire, release, load
    }

    private struct State {
        var failures: [Operation: JournalError] = [:]
        var announces = true
        var subscribers: [AsyncStream<Void>.Continuation] = []
    }

    let memory = MemoryJournal()
    private let state = Mutex(State())

    /// Fails these operations from now on; none when there is no error.
    func fail(_ operations: Operation..., with error: JournalError?) {
        state.withLock { state in
            for operation in operations { state.failures[operation] = error }
        }
    }

    /// Whether others' appends are announced.
    func announce(_ announces: Bool) { state.withLock { $0.announces = announces } }

    private func check(_ operation: Operation) throws(JournalError) {
        if let failure = state.withLock({ $0.failures[operation] }) { throw failure }
    }

    func append(_ append: Append) async throws(JournalError) {
        try check(.append)
        try await memory.append(append)
        let subscribers = state.withLock { $0.announces ? $0.subscribers : [] }
        for subscriber in subscribers { subscriber.yield() }
    }

    func head(of run: RunID) async throws(JournalError) -> Head? {
        try check(.read)
        return try await memory.head(of: run)
    }

    func storedEvents(
        of run: RunID, after revision: Revision, limit: Int
    ) async throws(JournalError) -> [StoredEvent] {
        try check(.read)
        return try await memory.storedEvents(of: run, after: revision, limit: limit)
    }

    func payload(_ digest: Digest) async throws(JournalError) -> [UInt8]? { try await memory.payload(digest) }

    func runs(_ query: RunQuery) async throws(JournalError) -> [RunSummary] { try await memory.runs(query) }

    func openGates(_ query: GateQuery) async throws(JournalError) -> [GateSummary] {
        try await memory.openGates(query)
    }

    func snapshot(of run: RunID) async throws(JournalError) -> Snapshot? {
        try check(.load)
        return try await memory.snapshot(of: run)
    }

    func store(_ snapshot: Snapshot) async throws(JournalError) { try await memory.store(snapshot) }

    func acquireLease(of run: RunID, for owner: Owner, force: Bool) async throws(JournalError) -> Lease {
        try check(.acquire)
        return try await memory.acquireLease(of: run, for: owner, force: force)
    }

    func release(_ lease: Lease) async throws(JournalError) {
        try check(.release)
        try await memory.release(lease)
    }

    func owner(of run: RunID) async throws(JournalError) -> Owner? { try await memory.owner(of: run) }

    func ownerLockPath(of owner: Owner) async throws(JournalError) -> String? {
        try await memory.ownerLockPath(of: owner)
    }

    func retire(_ owner: Owner) async throws(JournalError) { try await memory.retire(owner) }

    func changes() -> AsyncStream<Void> { memory.changes() }

    func foreignChanges() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { $0.subscribers.append(continuation) }
        continuation.yield()
        return stream
    }
}

extension JournalError {
    static let locked = JournalError.busy(path: "journal")
    static let full = JournalError.diskFull(path: "journal")
}
