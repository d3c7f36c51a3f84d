public import FermataCore
import Synchronization

/// A journal that lives and ends with its process, for tests and experiments: a ledger behind a lock.
public final class MemoryJournal: Journal {
    private let ledger: Mutex<MemoryLedger>
    private let broadcaster = ChangeBroadcaster()

    /// Creates a journal, empty or with what a ledger holds.
    public init(_ ledger: MemoryLedger = MemoryLedger()) {
        self.ledger = Mutex(ledger)
    }

    /// What the journal holds now.
    public var contents: MemoryLedger { ledger.withLock { $0 } }

    /// Appends events to one run. See `Journal`.
    public func append(_ append: Append) async throws(JournalError) {
        try ledger.withLock { (ledger) throws(JournalError) in try ledger.append(append) }
        broadcaster.announce()
    }

    /// The run's head. See `Journal`.
    public func head(of run: RunID) async throws(JournalError) -> Head? {
        ledger.withLock { $0.head(of: run) }
    }

    /// A run's events as they are stored. See `Journal`.
    public func storedEvents(
        of run: RunID, after revision: Revision, limit: Int
    ) async throws(JournalError) -> [StoredEvent] {
        ledger.withLock { $0.storedEvents(of: run, after: revision, limit: limit) }
    }

    /// Bytes kept by digest. See `Journal`.
    public func payload(_ digest: Digest) async throws(JournalError) -> [UInt8]? {
        ledger.withLock { $0.payload(digest) }
    }

    /// One page of runs. See `Journal`.
    public func runs(_ query: RunQuery) async throws(JournalError) -> [RunSummary] {
        ledger.withLock { $0.runs(query) }
    }

    /// One page of open gates. See `Journal`.
    public func openGates(_ query: GateQuery) async throws(JournalError) -> [GateSummary] {
        ledger.withLock { $0.openGates(query) }
    }

    /// A run's snapshot. See `Journal`.
    public func snapshot(of run: RunID) async throws(JournalError) -> Snapshot? {
        ledger.withLock { $0.snapshot(of: run) }
    }

    /// Keeps a snapshot. See `Journal`.
    public func store(_ snapshot: Snapshot) async throws(JournalError) {
        try ledger.withLock { (ledger) throws(JournalError) in try ledger.store(snapshot) }
    }

    /// Takes a run's lease. See `Journal`.
    public func acquireLease(of run: RunID, for owner: Owner, force: Bool) async throws(JournalError) -> Lease
    {
        try ledger.withLock { (ledger) throws(JournalError) in
            try ledger.acquireLease(of: run, for: owner, force: force)
        }
    }

    /// Gives a lease back. See `Journal`.
    public func release(_ lease: Lease) async throws(JournalError) {
        ledger.withLock { $0.release(lease) }
    }

    /// A run's living owner. See `Journal`.
    public func owner(of run: RunID) async throws(JournalError) -> Owner? {
        ledger.withLock { $0.owner(of: run) }
    }

    /// `nil`: no other process can see this journal. See `Journal`.
    public func ownerLockPath(of owner: Owner) async throws(JournalError) -> String? {
        ledger.withLock { $0.enroll(owner) }
        return nil
    }

    /// Ends an owner. See `Journal`.
    public func retire(_ owner: Owner) async throws(JournalError) {
        ledger.withLock { $0.retire(owner) }
    }

    /// Tells that something was appended. See `Journal`.
    public func changes() -> AsyncStream<Void> { broadcaster.subscribe() }
}
