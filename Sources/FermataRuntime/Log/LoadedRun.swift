public import FermataCore
public import FermataJournal

/// A run folded up to its head.
public struct LoadedRun: Sendable {
    /// Events read from the journal at a time.
    public static let pageSize = 512

    /// The state at the head.
    public private(set) var state: RunState
    /// The event it includes last.
    public private(set) var head: Head

    package init(state: RunState, head: Head) {
        self.state = state
        self.head = head
    }

    /// Reads and folds a run: from its snapshot where one fits, else from its first event.
    public static func load(_ run: RunID, from journal: any Journal) async throws(EngineError) -> LoadedRun {
        if var loaded = try await fromSnapshot(run, journal) {
            try await loaded.catchUp(from: journal)
            return loaded
        }
        return try await fold(run, upTo: nil, from: journal)
    }

    /// Reads and folds a run as it was after that many events: time travel.
    public static func load(
        _ run: RunID, at revision: Revision, from journal: any Journal
    ) async throws(EngineError) -> LoadedRun {
        try await fold(run, upTo: revision, from: journal)
    }

    /// Folds what was appended since.
    /// - Returns: whether there was anything.
    @discardableResult
    public mutating func catchUp(from journal: any Journal) async throws(EngineError) -> Bool {
        let before = head.revision
        while true {
            let page = try await Self.page(of: state.id, after: head.revision, from: journal)
            try fold(page)
            if page.count < Self.pageSize { return head.revision > before }
        }
    }

    /// The run with what was appended since.
    public func caughtUp(from journal: any Journal) async throws(EngineError) -> LoadedRun {
        var newest = self
        try await newest.catchUp(from: journal)
        return newest
    }

    /// Folds the next events of the log.
    mutating func fold(_ page: [Envelope]) throws(EngineError) {
        for envelope in page { try apply(envelope) }
    }

    /// Takes over what this process has just appended itself.
    mutating func advance(to state: RunState, head: Head) {
        self.state = state
        self.head = head
    }

    /// The snapshot of this state.
    var snapshot: Snapshot {
        Snapshot(run: state.id, head: head, format: RunState.snapshotFormat, state: state.json.encodedBytes())
    }

    private mutating func apply(_ envelope: Envelope) throws(EngineError) {
        do {
            try state.follow(envelope)
        } catch {
            throw .inconsistent(error)
        }
        head = envelope.head
    }

    private static func page(
        of run: RunID, after revision: Revision, from journal: any Journal
    ) async throws(EngineError) -> [Envelope] {
        do {
            return try await journal.envelopes(of: run, after: revision, limit: pageSize, upcasting: .current)
        } catch {
            throw .journal(error)
        }
    }

    private static func fold(
        _ run: RunID, upTo last: Revision?, from journal: any Journal
    ) async throws(EngineError) -> LoadedRun {
        let first = try await page(of: run, after: .zero, from: journal)
        guard let created = first.first else { throw .journal(.notFound(run)) }
        var loaded: LoadedRun
        do {
            loaded = LoadedRun(state: try RunState(following: created), head: created.head)
        } catch {
            throw .inconsistent(error)
        }
        for envelope in first.dropFirst() {
            if let last, envelope.revision > last { return loaded }
            try loaded.apply(envelope)
        }
        guard first.count == pageSize else { return loaded }
        while true {
            let page = try await page(of: run, after: loaded.head.revision, from: journal)
            for envelope in page {
                if let last, envelope.revision > last { return loaded }
                try loaded.apply(envelope)
            }
            if page.count < pageSize { return loaded }
        }
    }

    /// A snapshot is only a cache: one of another form, or that is not of this very log, is passed over.
    private static func fromSnapshot(
        _ run: RunID, _ journal: any Journal
    ) async throws(EngineError) -> LoadedRun? {
        do {
            guard let snapshot = try await journal.snapshot(of: run), snapshot.isSealed else { return nil }
            let before = Revision(snapshot.head.revision.number - 1)
            let last = try await journal.storedEvents(of: run, after: before, limit: 1).first
            return LoadedRun(snapshot, whereLogHas: last?.hash)
        } catch {
            throw .journal(error)
        }
    }

    /// A run as a snapshot has it; `nil` for one that is not to be believed.
    ///
    /// - Parameters:
    ///   - snapshot: What was kept.
    ///   - hash: The hash of the event that the snapshot names as its last, as the log has it.
    public init?(_ snapshot: Snapshot, whereLogHas hash: Digest?) {
        guard snapshot.format == RunState.snapshotFormat, snapshot.isSealed, hash == snapshot.head.hash else {
            return nil
        }
        do {
            let state = try RunState(json: JSON(parsing: snapshot.state))
            guard state.id == snapshot.run, state.revision == snapshot.head.revision else { return nil }
            self.init(state: state, head: snapshot.head)
        } catch {
            // The log has everything a damaged cache had.
            return nil
        }
    }
}

extension Envelope {
    /// The event, read.
    public var event: Event {
        get throws(EngineError) {
            do {
                return try Event(record: record)
            } catch {
                throw .inconsistent(Inconsistency(run: run, revision: revision, problem: error.description))
            }
        }
    }
}
