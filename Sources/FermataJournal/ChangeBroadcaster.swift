import Synchronization

/// Wakes everybody who waits for changes. A subscriber who is slow finds one element, however much has
/// happened: what has changed is read from the journal, never carried by the wake-up.
package final class ChangeBroadcaster: Sendable {
    private struct State {
        var subscribers: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextNumber = 0
    }

    private let state = Mutex(State())

    /// Creates a broadcaster without subscribers.
    package init() {}

    /// Whether nobody listens.
    package var isIdle: Bool { state.withLock { $0.subscribers.isEmpty } }

    /// Wakes every subscriber.
    package func announce() {
        state.withLock { state in
            for subscriber in state.subscribers.values { subscriber.yield() }
        }
    }

    /// A stream whose first element is there at once.
    package func subscribe() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.nextNumber += 1
            state.subscribers[state.nextNumber] = continuation
            return state.nextNumber
        }
        continuation.onTermination = { [weak self] _ in self?.remove(number) }
        continuation.yield()
        return stream
    }

    /// Ends every stream: the journal is being closed.
    package func finish() {
        let subscribers = state.withLock { $0.subscribers }
        for subscriber in subscribers.values { subscriber.finish() }
    }

    private func remove(_ number: Int) {
        state.withLock { state in
            state.subscribers[number] = nil
        }
    }
}
