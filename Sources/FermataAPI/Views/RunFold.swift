public import FermataCore
public import FermataJournal

/// A run folded from its log, together with what a state does not keep: who decided what.
public struct RunFold: Sendable {
    /// The run as it stands.
    public private(set) var state: RunState
    /// What people have decided so far, oldest first.
    public private(set) var decisions: [DecisionView] = []

    /// Folds a run's log from its first event, payloads of the newest version.
    ///
    /// - Throws: `.inconsistent` when the log does not begin with the creation, has a gap, or holds what
    ///   cannot be read.
    public init(_ envelopes: [Envelope]) throws(JournalError) {
        guard let first = envelopes.first else {
            preconditionFailure("a run has at least one event")
        }
        guard first.revision == Revision.zero.next else {
            throw Self.inconsistent(first, "the log does not begin with the run's creation")
        }
        do {
            state = try RunState(following: first)
        } catch {
            throw .inconsistent(error)
        }
        for envelope in envelopes.dropFirst() { try apply(envelope) }
    }

    /// Folds one more event.
    ///
    /// - Throws: `.inconsistent` when it is not the next one or cannot be read.
    public mutating func apply(_ envelope: Envelope) throws(JournalError) {
        guard envelope.revision == state.revision.next else {
            throw Self.inconsistent(envelope, "it does not follow revision \(state.revision)")
        }
        do {
            try state.follow(envelope)
        } catch {
            throw .inconsistent(error)
        }
        if let decision = try Self.decision(in: envelope, state) { decisions.append(decision) }
    }

    static func decision(in envelope: Envelope, _ state: RunState) throws(JournalError) -> DecisionView? {
        do {
            return try DecisionView(envelope, in: state)
        } catch {
            throw inconsistent(envelope, error.description)
        }
    }

    private static func inconsistent(_ envelope: Envelope, _ problem: String) -> JournalError {
        .inconsistent(Inconsistency(run: envelope.run, revision: envelope.revision, problem: problem))
    }
}
