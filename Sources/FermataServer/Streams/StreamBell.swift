import Synchronization

/// Wakes one stream. Rings that come while it is busy are one ring: what is new is read from where it is
/// kept, never carried by the bell.
struct StreamBell: Sendable {
    /// An element for each wake-up; ends when the bell is closed.
    let rings: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (rings, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Wakes the stream.
    func ring() { continuation.yield() }

    /// Ends the stream.
    func close() { continuation.finish() }
}

/// The bells of everybody who waits for the same thing.
final class StreamBells: Sendable {
    private struct State {
        var bells: [Int: StreamBell] = [:]
        var nextNumber = 0
    }

    private let state = Mutex(State())

    /// Adds a bell and rings it, so that it misses nothing that came just before.
    /// - Returns: the number to remove it by.
    func add(_ bell: StreamBell) -> Int {
        let number = state.withLock { state in
            state.nextNumber += 1
            state.bells[state.nextNumber] = bell
            return state.nextNumber
        }
        bell.ring()
        return number
    }

    /// Removes a bell.
    func remove(_ number: Int) {
        state.withLock { $0.bells[number] = nil }
    }

    /// Wakes everybody.
    func ringAll() {
        let bells = state.withLock { Array($0.bells.values) }
        for bell in bells { bell.ring() }
    }

    /// How many there are.
    var count: Int { state.withLock { $0.bells.count } }
}
