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
    /// The order came to its turn when nobody waited for it any more. It was not carried out.
    case expired
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
        case .expired:
            "The order waited longer than it may and was not carried out. Try again."
        case .shutDown: "The engine was shut down before it could do this."
        }
    }
}

extension EngineError {
    /// A name for programs that never changes.
    public var code: String {
        switch self {
        case .refused(let refusal): refusal.code
        case .journal(let error): error.code
        case .inconsistent(let inconsistency): JournalError.inconsistent(inconsistency).code
        case .contended: JournalError.conflict(actual: .zero).code
        case .expired: "order.expired"
        case .shutDown: "server.shutting-down"
        }
    }
}
