public import FermataCore

/// What an audit found.
public struct AuditReport: Hashable, Sendable {
    /// The run.
    public let run: RunID
    /// The newest event up to which all is right; `nil` when not even the first is.
    public let verified: Head?
    /// The first thing that is wrong, or `nil`.
    public let fault: ChainFault?

    /// Creates a report.
    public init(run: RunID, verified: Head?, fault: ChainFault?) {
        self.run = run
        self.verified = verified
        self.fault = fault
    }

    /// Whether nothing is wrong.
    public var isSound: Bool { fault == nil }
}

/// Checks and exports a run's log.
public enum JournalAudit {
    /// How many events are read at once.
    static let pageLength = 256

    /// Checks every event of a run against the chain of hashes, the payloads beside it and the run's head,
    /// whether one can follow the other, and whether the run's snapshot is what its log leads to.
    ///
    /// - Throws: `.notFound` for a run that the journal does not have; damage is reported, not thrown.
    public static func verify(_ run: RunID, in journal: some Journal) async throws(JournalError)
        -> AuditReport
    {
        guard var head = try await journal.head(of: run) else { throw .notFound(run) }
        let snapshot = try await journal.snapshot(of: run)
        var check = LogCheck(run: run, snapshot: snapshot)
        do {
            while true {
                let page = try await journal.storedEvents(
                    of: run, after: check.head?.revision ?? .zero, limit: pageLength)
                for event in page {
                    let payload = try await bodyPayload(of: event, in: journal)
                    if let fault = check.follow(event, payload: payload) {
                        return AuditReport(run: run, verified: check.head, fault: fault)
                    }
                }
                guard page.isEmpty else { continue }
                // Somebody may append while the audit reads: the end is judged by a head that stood still
                // meanwhile.
                let newest = try await journal.head(of: run) ?? head
                if newest == head { break }
                head = newest
            }
        } catch .inconsistent(let found) {
            let fault = ChainFault(revision: found.revision, kind: .unreadable(found.problem))
            return AuditReport(run: run, verified: check.head, fault: fault)
        }
        return AuditReport(run: run, verified: check.head, fault: check.finish(at: head))
    }

    static func bodyPayload(of event: StoredEvent, in journal: some Journal) async throws(JournalError)
        -> [UInt8]?
    {
        guard let digest = event.bodyPayload else { return nil }
        return try await journal.payload(digest)
    }
}

/// The check of one log and of the snapshot beside it, event by event.
private struct LogCheck {
    let snapshot: Snapshot?
    private var chain: ChainVerifier
    private var replay = LogReplay()
    private var snapshotFault: ChainFault?

    init(run: RunID, snapshot: Snapshot?) {
        self.snapshot = snapshot
        chain = ChainVerifier(run: run)
        // Until the event is met that the snapshot names, it is one of no log.
        snapshotFault = snapshot.map { ChainFault(revision: $0.head.revision, kind: .snapshotChanged) }
    }

    /// The newest event that is right.
    var head: Head? { chain.head }

    mutating func follow(_ event: StoredEvent, payload: [UInt8]?) -> ChainFault? {
        do {
            var next = chain
            try next.verify(event)
            try replay.follow(next.envelope(of: event, payload: payload))
            chain = next
        } catch {
            return error
        }
        if let snapshot, let head, head.revision == snapshot.head.revision {
            snapshotFault = snapshot.fault(at: head, after: replay)
        }
        return nil
    }

    func finish(at head: Head) -> ChainFault? {
        do {
            try chain.finish(at: head)
            return snapshotFault
        } catch {
            return error
        }
    }
}
