public import FermataCore
public import FermataJournal

/// Why the engine did not do what it was asked.
public enum EngineError: Error, Hashable, Sendable {
    /// The domain says no.
    case refused(Refusal)
    /// The journal failed.
    case journal(JournalError)
    /// The run's log cannot be understood; other runs are not affected.
    case inconsistent(Inconsistency)
    /// Other writers kept appending first.
    case contended(RunID, attempts: Int)
    /// The engine was shut down.
    case shutDown
}

extension EngineError: CustomStringConvertible {
    /// What happened and what to do, for people.
    public var description: String {
        switch self {
        case .refused(let refusal): refusal.description
        case .journal(let error): "\(error)"
        case .inconsistent(let inconsistency):
            "The log of \(inconsistency). Nothing was changed; "
                + "`fermata audit verify \(inconsistency.run)` tells more."
        case .contended(let run, let attempts):
            "Others kept changing run \(run) first, \(attempts) times in a row. Try again."
        case .shutDown: "The engine was shut down before it could do this."
        }
    }
}
