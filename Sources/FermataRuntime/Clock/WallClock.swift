public import FermataCore
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where the runtime gets the time from, so that tests decide what time it is.
public protocol WallClock: Sendable {
    /// The time now.
    var now: Timestamp { get }
    /// Returns when that time has come.
    /// - Throws: `CancellationError` when the task is cancelled first.
    func wait(until time: Timestamp) async throws
}

/// The system's clock.
public struct SystemClock: WallClock {
    /// The longest single wait, in milliseconds: a clock that is set forward meanwhile is noticed after this.
    static let longestWaitMilliseconds: Int64 = 60_000

    /// Creates the clock.
    public init() {}

    /// The time now, in whole milliseconds.
    public var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Waits in pieces, so that a machine that slept or was set forward is not late by more than a minute.
    public func wait(until time: Timestamp) async throws {
        while true {
            let left = time.milliseconds(since: now)
            guard left > 0 else { return }
            // Reason: this is the one place where the runtime waits for time itself to pass.
            try await Task.sleep(for: .milliseconds(min(left, Self.longestWaitMilliseconds)))
        }
    }
}
