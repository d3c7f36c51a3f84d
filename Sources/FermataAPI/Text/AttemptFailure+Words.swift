package import FermataCore

extension AttemptFailure.Kind {
    /// How an attempt of this kind ended, in a few words for people.
    package var words: String {
        switch self {
        case .notBegun: "not started"
        case .refused: "refused"
        case .transient: "failed, and may go better later"
        case .permanent: "failed"
        case .uncertain: "ended, and nobody knows how far it came"
        case .timedOut: "ran out of time"
        case .cancelled: "stopped"
        }
    }
}
