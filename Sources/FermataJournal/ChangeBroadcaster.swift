import Synchronization

/// Wakes everybody who waits for changes. A subscriber who is slow finds one element, however much has happened:
/// what has changed is read from the journal, never carried by the wake-up.
package final class ChangeBroadcaster: Sendable {
    private struct State {
        var subscribers: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextNumber = 0
    }

    private let state = Mutex(State())
    private let onCountChange: @Sendable (Int) -> Void

    /// Creates a broadcaster; `onCountChange` hears how many subscribers there are whenever one comes or leaves.
    package init(onCountChange: @escaping @Sendable (Int) -> Void = { _ in }) {
        self.onCountChange = onCountChange
    }

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
        let (number, count) = state.withLock { state in
            state.nextNumber += 1
            state.subscribers[state.nextNumber] = continuation
            return (state.nextNumber, state.subscribers.count)
        }
        continuation.onTermination = { [weak self] _ in self?.remove(number) }
        continuation.yield()
        onCountChange(count)
        return stream
    }

    /// Ends every stream: the journal is being closed.
    package func finish() {
        let subscribers = state.withLock { $0.subscribers }
        for subscriber in subscribers.values { subscriber.finish() }
    }

    private func remove(_ number: Int) {
        let count = state.withLock { state in
            state.subscribers[number] = nil
            return state.subscribers.count
        }
        onCountChange(count)
    }
}
