import FermataCore
import FermataRuntime
import Logging
import ServiceLifecycle
import Synchronization

/// Lines that others can cause as often as they like: the first of a kind is logged as it comes, and those
/// that follow within a period are counted and told as one line at its end. So the log stays readable, and
/// nobody fills a disk with it.
final class LogTally: Service {
    private struct Counted {
        var key: LogTallyStateMachine.Key
        var level: Logger.Level
        var message: Logger.Message
        var metadata: Logger.Metadata
    }

    private struct State {
        var machine = LogTallyStateMachine()
        /// The first line of each kind of this period.
        var first: [LogTallyStateMachine.Key: Counted] = [:]
    }

    private let state = Mutex(State())
    private let clock: any WallClock
    private let logger: Logger

    init(clock: any WallClock, logger: Logger) {
        self.clock = clock
        self.logger = logger
    }

    /// Logs a line, or counts it when one of its kind was logged a moment ago.
    /// - Parameters:
    ///   - level: The level.
    ///   - message: What happened.
    ///   - kind: What makes two lines alike: the code and who is behind it.
    ///   - metadata: What else the line says.
    ///   - target: Where it is logged.
    func note(
        _ level: Logger.Level, _ message: Logger.Message, about kind: String,
        metadata: Logger.Metadata, to target: Logger
    ) {
        let now = clock.now
        let (due, isFirst) = state.withLock { state in
            let due = Self.due(&state, at: now)
            let key = LogTallyStateMachine.Key(kind)
            let isFirst = state.machine.note(key, at: now)
            if isFirst {
                state.first[key] = Counted(key: key, level: level, message: message, metadata: metadata)
            }
            return (due, isFirst)
        }
        tell(due)
        target.log(level: isFirst ? level : .trace, message, metadata: metadata)
    }

    /// Tells at the end of each period what was counted in it, until the process is asked to end.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await self.clock.wait(
                        until: self.clock.now.adding(seconds: LogTallyStateMachine.periodSeconds))
                } catch {
                    // Cancelled: the server ends.
                    break
                }
                self.tell(self.state.withLock { Self.due(&$0, at: self.clock.now) })
            }
        }
        tell(state.withLock { Self.due(&$0, at: nil) })
    }

    private static func due(
        _ state: inout State, at now: Timestamp?
    ) -> [(line: Counted?, count: Int)] {
        guard let counts = state.machine.end(at: now) else { return [] }
        defer { state.first = [:] }
        return counts.map { (line: $0.key.flatMap { state.first[$0] }, count: $0.count) }
    }

    private func tell(_ due: [(line: Counted?, count: Int)]) {
        for (line, count) in due {
            var metadata = line?.metadata ?? ["reason": "too many different ones to tell apart"]
            metadata["times"] = "\(count)"
            metadata["seconds"] = "\(LogTallyStateMachine.periodSeconds)"
            let message: Logger.Message = line.map { "Again: \($0.message)" } ?? "Again, from others."
            logger.log(level: line?.level ?? .warning, message, metadata: metadata)
        }
    }
}
