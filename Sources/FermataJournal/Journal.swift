public import FermataCore

/// Where events live. Memory, SQLite and others conform, and all pass the one suite in `FermataTesting`.
///
/// Everything a method says it did is durable when it returns.
public protocol Journal: Sendable {
    /// Appends events to one run, with everything that must become true together with them, or nothing at all.
    ///
    /// - Throws: `.conflict` when the run is not at `append.expected`; `.fenced` when `append.fence` is not the
    ///   epoch of the run's newest lease.
    func append(_ append: Append) async throws(JournalError)

    /// The revision and hash of a run's newest event, or `nil` for a run that does not exist.
    func head(of run: RunID) async throws(JournalError) -> Head?

    /// Up to `limit` envelopes of a run after a revision, oldest first, their payloads whole.
    func envelopes(of run: RunID, after revision: Revision, limit: Int) async throws(JournalError)
        -> [Envelope]

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
    /// The lease of an owner whose process has ended is taken over at once; `force` takes it from a living one,
    /// which is thereby fenced.
    /// - Throws: `.leased` when another owner lives; `.notFound` when there is no such run.
    func acquireLease(of run: RunID, for owner: Owner, force: Bool) async throws(JournalError) -> Lease

    /// Gives a lease back. Does nothing when it is no longer the newest.
    func release(_ lease: Lease) async throws(JournalError)

    /// The owner of a run's newest lease that has not been given back and whose process lives.
    func owner(of run: RunID) async throws(JournalError) -> Owner?

    /// Elements tell that something was appended, by this process or another; several appends may share one.
    /// The first element arrives at once, so that a subscriber who reads on every element misses nothing.
    func changes() -> AsyncStream<Void>
}
