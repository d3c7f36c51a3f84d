import FermataCore
import FermataRuntime
import Synchronization

/// A clock that stands still until a test moves it.
final class StandingClock: WallClock {
    private struct State {
        var now = Timestamp(milliseconds: 1_800_000_000_000)
        var waiters: [Int: (time: Timestamp, continuation: AsyncStream<Void>.Continuation)] = [:]
        var nextNumber = 0
    }

    private let state = Mutex(State())

    var now: Timestamp { state.withLock { $0.now } }

    func advance(seconds: Int) {
        let due = state.withLock { state in
            state.now = state.now.adding(seconds: seconds)
            let due = state.waiters.filter { $0.value.time <= state.now }
            for number in due.keys { state.waiters[number] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.finish() }
    }

    func wait(until time: Timestamp) async throws {
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
