public import FermataCore

/// The newest event of a run: what the next append builds on.
public struct Head: Hashable, Sendable {
    /// How many events the run has.
    public var revision: Revision
    /// The hash of the newest one.
    public var hash: Digest

    /// Creates a head.
    public init(revision: Revision, hash: Digest) {
        self.revision = revision
        self.hash = hash
    }
}

/// A process that carries out runs.
public struct Owner: Hashable, Sendable {
    /// Unique for every start of a process.
    public var id: String
    /// For people: host and process number.
    public var label: String

    /// Creates an owner.
    public init(id: String, label: String) {
        self.id = id
        self.label = label
    }
}

/// The right to carry out a run.
public struct Lease: Hashable, Sendable {
    /// The run.
    public var run: RunID
    /// Who has the right.
    public var owner: Owner
    /// Counts the leases of the run; an append with an older one is refused.
    public var epoch: Epoch

    /// Creates a lease.
    public init(run: RunID, owner: Owner, epoch: Epoch) {
        self.run = run
        self.owner = owner
        self.epoch = epoch
    }
}

/// Which runs to list.
public struct RunQuery: Hashable, Sendable {
    /// The largest page.
    public static let maximumLimit = 10_000
    /// Only runs in these phases; all when empty.
    public var phases: [RunPhase]
    /// Only runs listed after this one, which was the last of the page before.
    public var after: RunID?
    /// How many at most, 1…10,000.
    public var limit: Int

    /// Creates a query.
    public init(phases: [RunPhase] = [], after: RunID? = nil, limit: Int = 50) {
        self.phases = phases
        self.after = after
        self.limit = limit
    }
}

/// Which open gates to list.
public struct GateQuery: Hashable, Sendable {
    /// Where a page ended. It stays valid when that gate has been closed since.
    public struct Position: Hashable, Sendable {
        /// When the last gate was opened.
        public var openedAt: Timestamp
        /// Its run.
        public var run: RunID
        /// The gate.
        public var gate: GateID

        /// The position after a gate.
        public init(after last: GateSummary) {
            self.init(openedAt: last.openedAt, run: last.run, gate: last.gate)
        }

        /// Creates a position.
        public init(openedAt: Timestamp, run: RunID, gate: GateID) {
            self.openedAt = openedAt
            self.run = run
            self.gate = gate
        }
    }

    /// The largest page.
    public static let maximumLimit = 10_000
    /// Only gates of this run.
    public var run: RunID?
    /// Only gates listed after this one.
    public var after: Position?
    /// How many at most, 1…10,000.
    public var limit: Int

    /// Creates a query.
    public init(run: RunID? = nil, after: Position? = nil, limit: Int = 50) {
        self.run = run
        self.after = after
        self.limit = limit
    }
}

/// The folded state of a run at a revision, so that opening a long run need not read all of it. A cache: one
/// that does not fit is dropped and made anew from the log.
public struct Snapshot: Hashable, Sendable {
    /// The run.
    public var run: RunID
    /// The event it includes last; a snapshot whose hash is not that event's is not used.
    public var head: Head
    /// The form of `state`; a snapshot of another form is not used.
    public var format: Int
    /// The state as JSON.
    public var state: [UInt8]
    /// What binds all of the above together; a snapshot that it does not fit is not used.
    public var seal: Digest

    /// Creates a snapshot, sealed.
    public init(run: RunID, head: Head, format: Int, state: [UInt8]) {
        self.init(
            run: run, head: head, format: format, state: state,
            seal: Self.seal(run: run, head: head, format: format, state: state))
    }

    /// Puts together a snapshot that was read from a store. Nothing is checked: see `isSealed`.
    public init(run: RunID, head: Head, format: Int, state: [UInt8], seal: Digest) {
        self.run = run
        self.head = head
        self.format = format
        self.state = state
        self.seal = seal
    }

    /// Whether it is what was sealed.
    public var isSealed: Bool {
        seal == Self.seal(run: run, head: head, format: format, state: state)
    }

    private static func seal(run: RunID, head: Head, format: Int, state: [UInt8]) -> Digest {
        let frame = "fermata-snapshot-1\n\(run) \(head.revision) \(head.hash) \(format)\n"
        return Digest(of: Array(frame.utf8) + state)
    }
}
