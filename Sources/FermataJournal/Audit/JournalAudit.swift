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

    /// Checks every event of a run against the chain of hashes, the payloads beside it and the run's head.
    ///
    /// - Throws: `.notFound` for a run that the journal does not have; damage is reported, not thrown.
    public static func verify(_ run: RunID, in journal: some Journal) async throws(JournalError)
        -> AuditReport
    {
        guard var head = try await journal.head(of: run) else { throw .notFound(run) }
        var verifier = ChainVerifier(run: run)
        while true {
            let after = verifier.head?.revision ?? .zero
            let page = try await journal.storedEvents(of: run, after: after, limit: pageLength)
            for event in page {
                let payload = try await bodyPayload(of: event, in: journal)
                do {
                    try verifier.verify(event)
                    try verifier.verify(payload, of: event)
                } catch {
                    return AuditReport(run: run, verified: verifier.head, fault: error)
                }
            }
            guard page.isEmpty else { continue }
            // Somebody may append while the audit reads: the end is judged by a head that stood still
            // meanwhile.
            let newest = try await journal.head(of: run) ?? head
            if newest == head { break }
            head = newest
        }
        do {
            try verifier.finish(at: head)
            return AuditReport(run: run, verified: verifier.head, fault: nil)
        } catch {
            return AuditReport(run: run, verified: verifier.head, fault: error)
        }
    }

    static func bodyPayload(of event: StoredEvent, in journal: some Journal) async throws(JournalError)
        -> [UInt8]?
    {
        guard let digest = event.bodyPayload else { return nil }
        return try await journal.payload(digest)
    }
}
