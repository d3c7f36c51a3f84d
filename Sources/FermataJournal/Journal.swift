public import FermataCore

/// Where events live. Memory, SQLite and others conform, and all pass the one suite in `FermataTesting`.
///
/// Everything a method says it did is durable when it returns.
public protocol Journal: Sendable {
    /// Appends events to one run, with everything that must become true together with them, or nothing at
    /// all.
    ///
    /// - Throws: `.conflict` when the run is not at `append.expected`; `.fenced` when `append.fence` is not
    ///   the epoch of the run's newest lease.
    func append(_ append: Append) async throws(JournalError)

    /// The revision and hash of a run's newest event, or `nil` for a run that does not exist.
    func head(of run: RunID) async throws(JournalError) -> Head?

    /// Up to `limit` events of a run after a revision, oldest first, exactly as they are stored.
    ///
    /// Audits read these; everybody else calls `envelopes(of:after:limit:)`, which is built on them.
    func storedEvents(of run: RunID, after revision: Revision, limit: Int) async throws(JournalError)
        -> [StoredEvent]

    /// Bytes that an append stored by digest: transcripts, large payloads.
    func payload(_ digest: Digest) async throws(JournalError) -> [UInt8]?

    /// One page of runs, the newest first.
    func runs(_ query: RunQuery) async throws(JournalError) -> [RunSummary]

    /// One page of the gates that wait for a verdict in all runs or one, the oldest first.
    func openGates(_ query: GateQuery) async throws(JournalError) -> [GateSummary]

    /// The newest snapshot of a run, or `nil`.
    func snapshot(of run: RunID) async throws(JournalError) -> Snapshot?

    /// Keeps a snapshot in place of the run's earlier one.
    func store(_ snapshot: Snapshot) async throws(JournalError)

    /// Makes `owner` the one process that may carry out a run, with the next epoch.
    ///
    /// The lease of an owner whose process has ended is taken over at once; `force` takes it from a living
    /// one, which is thereby fenced. An owner who asks for a run that it already has gets a new lease, and
    /// its older one is fenced. The first lease makes the owner count as living until `retire`, or until the
    /// process ends.
    /// - Throws: `.leased` when another owner lives; `.notFound` when there is no such run.
    func acquireLease(of run: RunID, for owner: Owner, force: Bool) async throws(JournalError) -> Lease

    /// Gives a lease back. Does nothing when it is no longer the newest.
    func release(_ lease: Lease) async throws(JournalError)

    /// The owner of a run's newest lease that has not been given back and whose process lives.
    func owner(of run: RunID) async throws(JournalError) -> Owner?

    /// The file on which processes that work for the owner must hold a shared lock (`flock`) while they live,
    /// so that nobody takes the owner's runs over before they are gone; `nil` in a journal of one process.
    ///
    /// The owner counts as living from here on.
    func ownerLockPath(of owner: Owner) async throws(JournalError) -> String?

    /// Says that this process carries out nothing more as `owner`: its leases count as given back as soon as
    /// no process that works for it is left.
    func retire(_ owner: Owner) async throws(JournalError)

    /// Elements tell that something was appended, by this process or another; several appends may share one.
    /// The first element arrives at once, so that a subscriber who reads on every element misses nothing.
    func changes() -> AsyncStream<Void>

    /// Like `changes`, but elements tell only of what others than this process appended.
    func foreignChanges() -> AsyncStream<Void>
}

extension Journal {
    /// All changes: right for a journal that cannot tell whose they are.
    public func foreignChanges() -> AsyncStream<Void> { changes() }
}
