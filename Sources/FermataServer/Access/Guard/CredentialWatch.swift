import FermataCore
import Synchronization

/// Remembers for a moment whether a credential holds, so that a busy stream need not look each time. What has
/// ceased to hold never holds again.
final class CredentialWatch: Sendable {
    /// How long an answer is believed.
    static let intervalMilliseconds: Int64 = 1000

    private struct State {
        var holds = true
        var lookedAt: Timestamp
    }

    private let state: Mutex<State>

    /// A watch of a credential that holds now.
    init(now: Timestamp) {
        state = Mutex(State(lookedAt: now))
    }

    func holds(at now: Timestamp, look: () -> Bool) -> Bool {
        state.withLock { state in
            let age = now.milliseconds(since: state.lookedAt)
            // A clock that was set back must not stretch the moment.
            if state.holds, age < 0 || age >= Self.intervalMilliseconds {
                state.holds = look()
                state.lookedAt = now
            }
            return state.holds
        }
    }
}
