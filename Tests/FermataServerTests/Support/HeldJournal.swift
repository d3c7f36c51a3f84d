import FermataCore
import FermataJournal
import Synchronization

/// A journal in memory whose appends wait for as long as a test holds them.
final class HeldJournal: Journal {
    private struct State {
        var isHeld = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    let memory = MemoryJournal()
    private let state = Mutex(State())
    /// Tells of every append that has come and waits.
    let arrivals: AsyncStream<Void>
    private let arrived: AsyncStream<Void>.Continuation

    init() {
        (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
    }

    /// Lets appends wait from now on.
    func hold() { state.withLock { $0.isHeld = true } }

    /// Lets go what waits and what comes.
    func release() {
        let waiting = state.withLock { state in
            defer { state = State() }
            return state.waiting
        }
        for append in waiting { append.resume() }
    }

    func append(_ append: Append) async throws(JournalError) {
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                if state.isHeld { state.waiting.append(continuation) }
                return state.isHeld
            }
            if isHeld { arrived.yield() } else { continuation.resume() }
        }
        try await memory.append(append)
    }

    func head(of run: RunID) async throws(JournalError) -> Head? { try await memory.head(of: run) }

    func storedEvents(
        of run: RunID, after revision: Revision, limit: Int
    ) async throws(JournalError) -> [StoredEvent] {
        try await memory.storedEvents(of: run, after: revision, limit: limit)
    }

    func payload(_ digest: Digest) async throws(JournalError) -> [UInt8]? { try await memory.payload(digest) }

    func runs(_ query: RunQuery) async throws(JournalError) -> [RunSummary] { try await memory.runs(query) }

    func openGates(_ query: GateQuery) async throws(JournalError) -> [GateSummary] {
        try await memory.openGates(query)
    }

    func snapshot(of run: RunID) async throws(JournalError) -> Snapshot? {
        try await memory.snapshot(of: run)
    }

    func store(_ snapshot: Snapshot) async throws(JournalError) { try await memory.store(snapshot) }

    func acquireLease(of run: RunID, for owner: Owner, force: Bool) async throws(JournalError) -> Lease {
        try await memory.acquireLease(of: run, for: owner, force: force)
    }

    func release(_ lease: Lease) async throws(JournalError) { try await memory.release(lease) }

    func owner(of run: RunID) async throws(JournalError) -> Owner? { try await memory.owner(of: run) }

    func ownerLockPath(of owner: Owner) async throws(JournalError) -> String? {
        try await memory.ownerLockPath(of: owner)
    }

    func retire(_ owner: Owner) async throws(JournalError) { try await memory.retire(owner) }

    func changes() -> AsyncStream<Void> { memory.changes() }

    func foreignChanges() -> AsyncStream<Void> { memory.foreignChanges() }
}
