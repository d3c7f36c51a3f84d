public import FermataCore
import Synchronization

/// A piece of an attempt's output as it came.
public struct OutputChunk: Sendable {
    /// The run.
    public var run: RunID
    /// The step.
    public var step: StepID
    /// Which try at the step.
    public var attempt: Int
    /// The bytes, exactly as the agent wrote them: hostile until shown otherwise.
    public var bytes: [UInt8]

    /// Creates a piece.
    public init(run: RunID, step: StepID, attempt: Int, bytes: [UInt8]) {
        self.run = run
        self.step = step
        self.attempt = attempt
        self.bytes = bytes
    }
}

/// The ephemeral lane: live output for whoever watches just now. It is never in the log, and a slow watcher
/// loses the oldest pieces rather than holding anybody up; what is kept of the output is in the attempt's
/// transcript.
public final class OutputHub: Sendable {
    /// Pieces kept for a watcher who does not read.
    public static let watcherBufferLimit = 1024

    private struct Watcher {
        var run: RunID
        var continuation: AsyncStream<OutputChunk>.Continuation
    }

    private struct Watchers {
        var byNumber: [Int: Watcher] = [:]
        var nextNumber = 0
    }

    private let watchers = Mutex(Watchers())

    init() {}

    /// The output of a run from now on, until the watcher stops reading.
    public func outputs(of run: RunID) -> AsyncStream<OutputChunk> {
        AsyncStream(bufferingPolicy: .bufferingNewest(Self.watcherBufferLimit)) { continuation in
            let number = watchers.withLock { watchers in
                watchers.nextNumber += 1
                watchers.byNumber[watchers.nextNumber] = Watcher(run: run, continuation: continuation)
                return watchers.nextNumber
            }
            continuation.onTermination = { [weak self] _ in
                self?.watchers.withLock { $0.byNumber[number] = nil }
            }
        }
    }

    func publish(_ chunk: OutputChunk) {
        let interested = watchers.withLock { watchers in
            watchers.byNumber.values.filter { $0.run == chunk.run }.map(\.continuation)
        }
        for continuation in interested { continuation.yield(chunk) }
    }
}
