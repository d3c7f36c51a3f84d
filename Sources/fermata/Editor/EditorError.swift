/// Why a text could not be edited.
enum EditorError: Error, Hashable, CustomStringConvertible {
    /// No editor is named and none of the usual ones is installed.
    case noEditor
    /// The private file could not be made, read or removed.
    case file(path: String, problem: String)
    /// The editor could not be started.
    case notStarted(command: String, problem: String)
    /// The editor said that it failed.
    case failed(command: String, exitCode: Int32)
    /// What was left in the file is too large to be meant.
    case tooLarge(byteCount: Int, limit: Int)

    /// What happened and what to do.
    var description: String {
        switch self {
        case .noEditor: "No editor was found: set EDITOR to the command of yours."
        case .file(let path, let problem): "The text could not be handed to the editor: \(path): \(problem)."
        case .notStarted(let command, let problem):
            "The editor `\(command)` could not be started: \(problem). Set EDITOR to the command of yours."
        case .failed(let command, let exitCode):
            "The editor `\(command)` ended with code \(exitCode), so the text was not used."
        case .tooLarge(let byteCount, let limit):
            "The edited text has \(byteCount) bytes; at most \(limit) are used."
        }
    }
}
