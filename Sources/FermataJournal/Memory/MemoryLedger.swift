public import FermataCore

/// All rules of a journal as a synchronous value: what `MemoryJournal` guards, and what a simulation calls,
/// copies and throws away to play a crash.
public struct MemoryLedger: Sendable {
    private struct Run: Sendable {
        var events: [StoredEvent]
        var head: Head
        var summary: RunSummary
        var gates: [GateID: GateSummary] = [:]
        var epoch = Epoch.zero
        var owner: Owner?
        var snapshot: Snapshot?
        /// The run's place in the order of creation.
        var ordinal: Int
    }

    private var runs: [RunID: Run] = [:]
    private var order: [RunID] = []
    private var payloads: [Digest: [UInt8]] = [:]
    private var livingOwners: Set<String> = []

    /// Creates an empty ledger.
    public init() {}

    /// See `Journal.append(_:)`.
    public mutating func append(_ append: Append) throws(JournalError) {
        let existing = runs[append.run]
        if let fence = append.fence, fence != existing?.epoch ?? .zero {
            throw .fenced(newest: existing?.epoch ?? .zero)
        }
        guard append.expected == existing?.head else {
            throw .conflict(actual: existing?.head.revision ?? .zero)
        }
        var run =
            existing ?? Run(events: [], head: append.head, summary: append.summary, ordinal: order.count)
        if existing == nil { order.append(append.run) }
        run.events.append(contentsOf: append.events)
        run.head = append.head
        run.summary = append.summary
        for gate in append.openedGates { run.gates[gate.gate] = gate }
        for gate in append.closedGates { run.gates[gate] = nil }
        for payload in append.payloads { payloads[payload.digest] = payload.bytes }
        runs[append.run] = run
    }

    /// See `Journal.head(of:)`.
    public func head(of run: RunID) -> Head? { runs[run]?.head }

    /// See `Journal.storedEvents(of:after:limit:)`.
    public func storedEvents(of run: RunID, after revision: Revision, limit: Int) -> [StoredEvent] {
        guard let events = runs[run]?.events else { return [] }
        return Array(events.dropFirst(max(0, revision.number)).prefix(max(0, limit)))
    }

    /// See `Journal.payload(_:)`.
    public func payload(_ digest: Digest) -> [UInt8]? { payloads[digest] }

    /// See `Journal.runs(_:)`.
    public func runs(_ query: RunQuery) -> [RunSummary] {
        let end = query.after.map { runs[$0]?.ordinal ?? 0 } ?? order.count
        return order[..<end].reversed().lazy
            .compactMap { runs[$0]?.summary }
            .filter { query.phases.isEmpty || query.phases.contains($0.phase) }
            .prefix(query.boundedLimit)
            .map { $0 }
    }

    /// See `Journal.openGates(_:)`.
    public func openGates(_ query: GateQuery) -> [GateSummary] {
        var found: [(position: (Int64, Int, Int), gate: GateSummary)] = []
        let start = query.after.map { position(of: $0.openedAt, $0.run, $0.gate) }
        for run in query.run.map({ [$0] }) ?? order {
            for gate in runs[run]?.gates.values ?? [:].values {
                let position = position(of: gate.openedAt, gate.run, gate.gate)
                if let start, position <= start { continue }
                found.append((position, gate))
            }
        }
        found.sort { $0.position < $1.position }
        return found.prefix(query.boundedLimit).map(\.gate)
    }

    /// The oldest gate comes first; of gates opened at one moment that of the older run.
    private func position(of openedAt: Timestamp, _ run: RunID, _ gate: GateID) -> (Int64, Int, Int) {
        (openedAt.milliseconds, runs[run]?.ordinal ?? 0, gate.number)
    }

    /// See `Journal.snapshot(of:)`.
    public func snapshot(of run: RunID) -> Snapshot? { runs[run]?.snapshot }

    /// See `Journal.store(_:)`.
    public mutating func store(_ snapshot: Snapshot) throws(JournalError) {
        guard runs[snapshot.run] != nil else { throw .notFound(snapshot.run) }
        runs[snapshot.run]?.snapshot = snapshot
    }

    /// See `Journal.acquireLease(of:for:force:)`.
    public mutating func acquireLease(of run: RunID, for owner: Owner, force: Bool) throws(JournalError)
        -> Lease
    {
        guard let found = runs[run] else { throw .notFound(run) }
        if !force, let current = self.owner(of: run), current.id != owner.id { throw .leased(by: current) }
        livingOwners.insert(owner.id)
        runs[run]?.owner = owner
        runs[run]?.epoch = found.epoch.next
        return Lease(run: run, owner: owner, epoch: found.epoch.next)
    }

    /// See `Journal.release(_:)`.
    public mutating func release(_ lease: Lease) {
        guard let run = runs[lease.run], run.epoch == lease.epoch, run.owner?.id == lease.owner.id else {
            return
        }
        runs[lease.run]?.owner = nil
    }

    /// See `Journal.owner(of:)`.
    public func owner(of run: RunID) -> Owner? {
        guard let owner = runs[run]?.owner, livingOwners.contains(owner.id) else { return nil }
        return owner
    }

    /// Counts the owner as living, as its first lease does.
    public mutating func enroll(_ owner: Owner) { livingOwners.insert(owner.id) }

    /// See `Journal.retire(_:)`. A simulation calls it to play the death of the owner's process.
    public mutating func retire(_ owner: Owner) { livingOwners.remove(owner.id) }
}

extension RunQuery {
    /// The limit within its bounds.
    package var boundedLimit: Int { min(max(limit, 1), Self.maximumLimit) }
}

extension GateQuery {
    /// The limit within its bounds.
    package var boundedLimit: Int { min(max(limit, 1), Self.maximumLimit) }
}
