public import FermataCore
public import FermataRuntime
import Synchronization

/// A clock that stands still until a test moves it.
public final class ManualClock: WallClock {
    private struct State {
        var now: Timestamp
        var waiters: [Int: (time: Timestamp, continuation: AsyncStream<Void>.Continuation)] = [:]
        var nextNumber = 0
    }

    private let state: Mutex<State>

    /// Stands at a time of January 2027 that no test depends on, unless one is given.
    public init(at now: Timestamp = Timestamp(milliseconds: 1_800_000_000_000)) {
        state = Mutex(State(now: now))
    }

    /// The time at which it stands.
    public var now: Timestamp { state.withLock { $0.now } }

    /// Moves it on. Whoever waits for a time that has come goes on.
    public func advance(seconds: Int) {
        let due = state.withLock { state in
            state.now = state.now.adding(seconds: seconds)
            let due = state.waiters.filter { $0.value.time <= state.now }
            for number in due.keys { state.waiters[number] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.finish() }
    }

    /// Waits until it has been moved to a time or beyond, or until the task is cancelled.
    public func wait(until time: Timestamp) async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let isDue = state.withLock { state in
            if time <= state.now { return true }
            state.nextNumber += 1
            state.waiters[state.nextNumber] = (time, continuation)
            return false
        }
        if isDue { return }
        for await _ in stream {}
        try Task.checkCancellation()
    }
}
