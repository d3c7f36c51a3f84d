public import FermataCore

/// What is wrong with a run's log, and where it begins.
public struct ChainFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of damage that can be told apart.
    public enum Kind: Hashable, Sendable {
        /// Events between two others are gone, or have been moved away.
        case missing(found: Revision)
        /// An event stands again, or later than it should.
        case outOfOrder(found: Revision)
        /// The event, or the hash before it, is not what was sealed.
        case changed
        /// The log ends before the run's head.
        case truncated(head: Revision)
        /// The log goes on after the run's head.
        case beyondHead(head: Revision)
        /// The newest event is not the one that the run's head names.
        case otherHead
        /// A body that is kept beside the log is gone.
        case payloadMissing(Digest)
        /// A body that is kept beside the log does not have its digest any more.
        case payloadChanged(Digest)
        /// The event is chained rightly and cannot be read.
        case unreadable(String)
        /// The event is chained rightly, and no version of the rules can have produced it here.
        case impossible(String)
        /// The snapshot at this event is not what was kept; it is not used.
        case snapshotChanged
        /// The snapshot at this event is not what the log leads to.
        case snapshotForged
    }

    /// The first revision that is wrong.
    public let revision: Revision
    /// What is wrong with it.
    public let kind: Kind

    /// Creates a fault.
    public init(revision: Revision, kind: Kind) {
        self.revision = revision
        self.kind = kind
    }

    /// A sentence for people.
    public var description: String {
        switch kind {
        case .missing(let found): "revision \(revision) is missing: revision \(found) stands in its place"
        case .outOfOrder(let found):
            "revision \(revision) was expected and revision \(found) stands in its place"
        case .changed: "revision \(revision) was changed: it does not have the hash it was sealed with"
        case .truncated(let head):
            "revision \(revision) and what follows are missing: the run has \(head) events"
        case .beyondHead(let head): "revision \(revision) was added: the run has \(head) events"
        case .otherHead: "revision \(revision) is not the event that the run's head names"
        case .payloadMissing(let digest): "the body of revision \(revision) is missing (payload \(digest))"
        case .payloadChanged(let digest): "the body of revision \(revision) was changed (payload \(digest))"
        case .unreadable(let detail): "revision \(revision) cannot be read: \(detail)"
        case .impossible(let detail): "revision \(revision) cannot follow what comes before it: \(detail)"
        case .snapshotChanged:
            "the snapshot at revision \(revision) was changed; it is not used, and the log itself is right"
        case .snapshotForged:
            "the snapshot at revision \(revision) is not what the log leads to: somebody made another one"
        }
    }
}

/// Checks the events of one run one after another, without the journal they come from.
///
/// Finds any change, loss, insertion and change of order; with the run's head also a cut end. It does not
/// find that somebody wrote a whole new chain and a new head: for that, keep the head's hash somewhere else.
public struct ChainVerifier: Sendable {
    /// The run.
    public let run: RunID
    /// The newest event that is right; `nil` before the first.
    public private(set) var head: Head?

    /// Creates a verifier that begins after a head it trusts, or at the first event.
    public init(run: RunID, after head: Head? = nil) {
        self.run = run
        self.head = head
    }

    /// Checks the next event. After a fault the verifier stays where it was.
    public mutating func verify(_ event: StoredEvent) throws(ChainFault) {
        let expected = (head?.revision ?? .zero).next
        guard event.revision == expected else {
            let kind: ChainFault.Kind =
                event.revision > expected
                ? .missing(found: event.revision) : .outOfOrder(found: event.revision)
            throw ChainFault(revision: expected, kind: kind)
        }
        guard event.hash == event.computedHash(run: run, after: head?.hash) else {
            throw ChainFault(revision: expected, kind: .changed)
        }
        head = Head(revision: event.revision, hash: event.hash)
    }

    /// Checks the body that is kept beside the log, when the event has one, and that it can be read.
    public func verify(_ payload: [UInt8]?, of event: StoredEvent) throws(ChainFault) {
        _ = try envelope(of: event, payload: payload)
    }

    /// The event with its checked body.
    func envelope(of event: StoredEvent, payload: [UInt8]?) throws(ChainFault) -> Envelope {
        var body = event.body
        if event.form == .reference {
            guard let reference = event.bodyReference else {
                throw ChainFault(
                    revision: event.revision, kind: .unreadable("its reference to a payload is not valid"))
            }
            guard let payload else {
                throw ChainFault(revision: event.revision, kind: .payloadMissing(reference.digest))
            }
            guard Digest(of: payload) == reference.digest, payload.count == reference.length else {
                throw ChainFault(revision: event.revision, kind: .payloadChanged(reference.digest))
            }
            body = payload
        }
        do {
            return try Envelope(event, body: body, run: run)
        } catch {
            throw ChainFault(revision: event.revision, kind: .unreadable(error.problem))
        }
    }

    /// Compares the end of the events with the run's head.
    public func finish(at expected: Head?) throws(ChainFault) {
        let found = head?.revision ?? .zero
        let wanted = expected?.revision ?? .zero
        if found < wanted { throw ChainFault(revision: found.next, kind: .truncated(head: wanted)) }
        if found > wanted { throw ChainFault(revision: wanted.next, kind: .beyondHead(head: wanted)) }
        if head != expected { throw ChainFault(revision: found, kind: .otherHead) }
    }
}
