public import FermataCore

/// What must hold in every run, whatever happens.
public enum Invariant: String, CaseIterable, Sendable {
    /// Revisions count up by one and the chain of hashes is unbroken.
    case soundChain
    /// Every stored event can be read, and writing it again gives the same bytes.
    case readableEvents
    /// Folding the stored events gives the state that was seen live, at every revision.
    case replayIsLive
    /// A snapshot read back is the state that was written.
    case snapshotIsFold
    /// Nothing executes that the log had not let pass before, and what executes is exactly that.
    case nothingUndecided
    /// A gate's verdict is bound to the digest that was shown.
    case verdictIsBound
    /// A verdict lets something start once.
    case verdictOnce
    /// Whoever may not approve never has less asked.
    case rolesHold
    /// A gate is opened once and ends once: decided, expired with its default when due, or withdrawn.
    case gateEndsOnce
    /// An attempt has one owner, whose epoch is the newest.
    case oneOwner
    /// An attempt that was abandoned, interrupted or ended never appends again.
    case endedNeverAppends
    /// A step that has ended starts again only after a rollback or an undo.
    case noRepetition
    /// An external effect is launched again only after the log says why that is no silent repetition.
    case noSilentEffect
    /// What a person holds starts nothing.
    case holdsHold
    /// At most as many attempts work as the run and the agent allow.
    case withinLimits
    /// After a stop nothing starts, and after the end nothing is appended.
    case endIsEnd
    /// A step starts only when what it needs has ended.
    case needsEnded
    /// The plan has no cycle and no dangling need.
    case planIsGraph
    /// Steps that were rolled back start only when every compensation has come to its end, in order.
    case compensationFirst
    /// A run that has not ended has something in flight, a deadline, an open gate or a hold.
    case neverStuck
    /// A journal that is locked or full for a while ends nothing that is at work.
    case workGoesOn
    /// An order that nobody waits for any more is not carried out.
    case expiredNeverActs
    /// When people finally answer everything, the run ends.
    case endsWithPatience
    /// Lists and inbox, kept beside the log, say what the log says.
    case listsAgree
}

/// An invariant that does not hold.
public struct Violation: Error, Hashable, Sendable, CustomStringConvertible {
    /// The invariant.
    public let invariant: Invariant
    /// The newest revision of the log when it was found.
    public let revision: Revision
    /// What was found.
    public let detail: String

    /// Creates a violation.
    public init(_ invariant: Invariant, at revision: Revision, _ detail: String) {
        self.invariant = invariant
        self.revision = revision
        self.detail = detail
    }

    /// A sentence for people.
    public var description: String { "\(invariant.rawValue) at revision \(revision): \(detail)" }
}
