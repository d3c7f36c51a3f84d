public import FermataCore
public import FermataJournal
import GRDB

/// The journal of one machine: a SQLite database that several processes may use at once.
///
/// Everything is synced before it is acknowledged, and the appends of all runs share commits. See
/// `docs/operations.md` for where it lives, how to back it up and what its errors mean.
public final class SQLiteJournal: Journal {
    /// Where the journal lives.
    public let location: JournalLocation

    private let writer: DatabaseQueue
    private let reader: DatabaseQueue
    private let lister: DatabaseQueue
    private let owners: OwnerDirectory
    private let committer: GroupCommitter
    private let broadcaster = ChangeBroadcaster()
    private let foreignBroadcaster = ChangeBroadcaster()
    private let watcher: ChangeWatcher

    /// Opens the journal, or makes it.
    ///
    /// - Throws: `.newerVersion`, `.damaged`, `.readOnly`, `.diskFull`, `.busy` or `.storage`.
    public convenience init(_ location: JournalLocation) throws(JournalError) {
        try self.init(location, options: ConnectionOptions())
    }

    init(_ location: JournalLocation, options: ConnectionOptions) throws(JournalError) {
        self.location = location
        owners = OwnerDirectory(location)
        let connections = try JournalConnections.open(location, owners: owners, options: options)
        writer = connections.writer
        reader = connections.reader
        lister = connections.lister
        watcher = ChangeWatcher(
            connection: writer, broadcasters: [broadcaster, foreignBroadcaster],
            version: connections.dataVersion)
        committer = GroupCommitter(
            connection: writer, owners: owners, path: location.databasePath,
            busyTimeoutSeconds: options.busyTimeoutSeconds,
            onCommit: { [broadcaster] in broadcaster.announce() })
    }

    deinit {
        broadcaster.finish()
        foreignBroadcaster.finish()
    }

    /// Closes the database after what is being written, ends all streams of changes, and retires no owner.
    ///
    /// The last process that closes a journal leaves everything in the one database file.
    public func close() throws(JournalError) {
        broadcaster.finish()
        foreignBroadcaster.finish()
        do {
            try reader.close()
            try lister.close()
            try writer.close()
        } catch {
            throw JournalError(error, path: location.databasePath)
        }
    }

    /// Asks the reading connection for what belongs to one run, on the caller's own thread: it takes
    /// microseconds, less than waking another thread for it. That connection never waits for a lock; in the
    /// rare moment when there is one, as while another process recovers the database, the other connection's
    /// thread waits.
    private func read<Value: Sendable>(
        _ body: @escaping @Sendable (ReadQueries) throws -> Value
    ) async throws(JournalError) -> Value {
        do {
            return try reader.unsafeReentrantRead { database in try body(ReadQueries(database: database)) }
        } catch {
            let failure = JournalError(error, path: location.databasePath)
            guard case .busy = failure else { throw failure }
        }
        return try await list(body)
    }

    /// Asks the connection for lists over all runs, which holds no thread of the caller's. A task that is
    /// cancelled gets its answer all the same: what a run needs to end in good order must not depend on
    /// whether somebody still waits for it.
    private func list<Value: Sendable>(
        _ body: @escaping @Sendable (ReadQueries) throws -> Value
    ) async throws(JournalError) -> Value {
        let path = location.databasePath
        let result = await withCheckedContinuation { continuation in
            lister.asyncUnsafeRead { database in
                continuation.resume(
                    returning: Result { try body(ReadQueries(database: database.get())) }
                        .mapError { JournalError($0, path: path) })
            }
        }
        return try result.get()
    }
}

// The port: see `Journal` for what each promises.
extension SQLiteJournal {
    /// Appends events to one run. See `Journal`.
    public func append(_ append: Append) async throws(JournalError) {
        try await committer.perform(.append(append))
    }

    /// The run's head. See `Journal`.
    public func head(of run: RunID) async throws(JournalError) -> Head? {
        try await read { try $0.head(of: run) }
    }

    /// A run's events as they are stored. See `Journal`.
    public func storedEvents(
        of run: RunID, after revision: Revision, limit: Int
    ) async throws(JournalError) -> [StoredEvent] {
        try await read { try $0.storedEvents(of: run, after: revision, limit: limit) }
    }

    /// Bytes kept by digest. See `Journal`.
    public func payload(_ digest: Digest) async throws(JournalError) -> [UInt8]? {
        try await read { try $0.payload(digest) }
    }

    /// One page of runs. See `Journal`.
    public func runs(_ query: RunQuery) async throws(JournalError) -> [RunSummary] {
        try await list { try $0.runs(query) }
    }

    /// One page of open gates. See `Journal`.
    public func openGates(_ query: GateQuery) async throws(JournalError) -> [GateSummary] {
        try await list { try $0.openGates(query) }
    }

    /// A run's snapshot. See `Journal`.
    public func snapshot(of run: RunID) async throws(JournalError) -> Snapshot? {
        try await read { try $0.snapshot(of: run) }
    }

    /// Keeps a snapshot. See `Journal`.
    public func store(_ snapshot: Snapshot) async throws(JournalError) {
        try await committer.perform(.store(snapshot))
    }

    /// Takes a run's lease. See `Journal`.
    public func acquireLease(of run: RunID, for owner: Owner, force: Bool) async throws(JournalError) -> Lease
    {
        guard let lease = try await committer.perform(.acquireLease(run: run, owner: owner, force: force))
        else {
            throw .storage(path: location.databasePath, detail: "no lease was given")
        }
        return lease
    }

    /// Gives a lease back. See `Journal`.
    public func release(_ lease: Lease) async throws(JournalError) {
        try await committer.perform(.release(lease))
    }

    /// A run's living owner. See `Journal`.
    public func owner(of run: RunID) async throws(JournalError) -> Owner? {
        guard let owner = try await read({ try $0.leaseholder(of: run) }) else { return nil }
        return try await owners.isAliveFromTask(owner.id) ? owner : nil
    }

    /// The owner's lock file. See `Journal`.
    public func ownerLockPath(of owner: Owner) async throws(JournalError) -> String? {
        try await owners.enrollFromTask(owner.id)
        return owners.path(of: owner.id)
    }

    /// Ends an owner. See `Journal`.
    public func retire(_ owner: Owner) async throws(JournalError) {
        try await owners.retireFromTask(owner.id)
    }

    /// Tells that something was appended. See `Journal`.
    public func changes() -> AsyncStream<Void> {
        let stream = broadcaster.subscribe()
        watcher.start()
        return stream
    }

    /// Elements tell that another process appended. See `Journal`.
    public func foreignChanges() -> AsyncStream<Void> {
        let stream = foreignBroadcaster.subscribe()
        watcher.start()
        return stream
    }
}
