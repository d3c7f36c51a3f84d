import Logging
import Synchronization

/// Every line that was logged, with all its metadata, whatever its level.
final class CollectedLog: Sendable {
    private struct State {
        var lines: [String] = []
        var readers: [AsyncStream<String>.Continuation] = []
    }

    private let state = Mutex(State())

    var lines: [String] { state.withLock { $0.lines } }
    var text: String { lines.joined(separator: "\n") }

    var handler: some LogHandler { Handler(log: self) }

    /// The first line that holds some words, now or later.
    func line(with words: String) async -> String? {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        state.withLock { state in
            for line in state.lines { continuation.yield(line) }
            state.readers.append(continuation)
        }
        return await stream.first { $0.contains(words) }
    }

    private func append(_ line: String) {
        state.withLock { state in
            state.lines.append(line)
            for reader in state.readers { reader.yield(line) }
        }
    }

    private struct Handler: LogHandler {
        let log: CollectedLog
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let notes = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
            log.append(
                "\(event.level): \(event.message)" + notes.map { " \($0.key)=\($0.value)" }.joined())
        }
    }
}
