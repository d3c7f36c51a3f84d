import Logging
import Synchronization

/// Every line that was logged, with all its metadata, whatever its level.
final class CollectedLog: Sendable {
    private let collected = Mutex<[String]>([])

    var lines: [String] { collected.withLock { $0 } }
    var text: String { lines.joined(separator: "\n") }

    var handler: some LogHandler { Handler(log: self) }

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
            let line = "\(event.level): \(event.message)" + notes.map { " \($0.key)=\($0.value)" }.joined()
            log.collected.withLock { $0.append(line) }
        }
    }
}
