import Logging

/// Log lines on standard error, for whoever wants to know what the engine does.
struct StandardErrorLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    let console: Console

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let notes = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let suffix = notes.map { " \($0.key)=\($0.value)" }.joined()
        console.writeError("\(event.level): \(InertText.line("\(event.message)\(suffix)"))")
    }
}

extension Logger {
    /// The program's logger: errors only, unless `--verbose` or `FERMATA_LOG` asks for more.
    static func fermata(isVerbose: Bool, environment: [String: String], console: Console) -> Logger {
        let named = environment["FERMATA_LOG"].flatMap { Logger.Level(rawValue: $0.lowercased()) }
        if let word = environment["FERMATA_LOG"], named == nil {
            let known = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            console.writeError("FERMATA_LOG=\(InertText.line(word)) is not used: it takes one of \(known).")
        }
        let level = isVerbose ? Logger.Level.debug : named ?? .warning
        return Logger(label: "fermata") { _ in StandardErrorLog(logLevel: level, console: console) }
    }
}
