/// What a supervisor is started with; its command line.
///
/// `PROGRAM supervise-attempt --environment FILE [--owner-lock FILE] --grace MILLISECONDS
/// [--time-limit MILLISECONDS] [--scratch DIRECTORY] -- program argument…`
struct SupervisionRequest: Hashable, Sendable {
    /// The word that marks a supervisor's command line.
    static let word = "supervise-attempt"

    /// A file with the command's whole environment: `NAME=value`, each ended by a zero byte.
    var environmentPath: String
    /// The file that the engine's owner has locked; a shared lock on it is held for as long as anything runs.
    var ownerLockPath: String?
    /// How long processes may take to end when asked to.
    var graceMilliseconds: Int64
    /// How long the command may run, pauses not counted.
    var timeLimitMilliseconds: Int64?
    /// The attempt's private directory, removed if the engine is gone.
    var scratchPath: String?
    /// The program and its arguments; never empty.
    var command: [String]

    /// The command line after the program's name.
    var arguments: [String] {
        var arguments = [Self.word, "--environment", environmentPath, "--grace", String(graceMilliseconds)]
        if let ownerLockPath { arguments += ["--owner-lock", ownerLockPath] }
        if let timeLimitMilliseconds { arguments += ["--time-limit", String(timeLimitMilliseconds)] }
        if let scratchPath { arguments += ["--scratch", scratchPath] }
        return arguments + ["--"] + command
    }
}

extension SupervisionRequest {
    /// Why a command line is no request.
    struct UsageError: Error {
        let problem: String
    }

    /// Reads the command line, the program's name first.
    init(commandLine: [String]) throws(UsageError) {
        var environmentPath: String?
        var graceMilliseconds: Int64?
        var words = commandLine.dropFirst(2)
        command = []
        while let word = words.popFirst() {
            if word == "--" {
                command = Array(words)
                break
            }
            guard let value = words.popFirst() else { throw UsageError(problem: "\(word) needs a value") }
            switch word {
            case "--environment": environmentPath = value
            case "--owner-lock": ownerLockPath = value
            case "--scratch": scratchPath = value
            case "--grace": graceMilliseconds = try Self.milliseconds(value, of: word)
            case "--time-limit": timeLimitMilliseconds = try Self.milliseconds(value, of: word)
            default: throw UsageError(problem: "\(word) is not known")
            }
        }
        guard let environmentPath else { throw UsageError(problem: "--environment is missing") }
        guard let graceMilliseconds else { throw UsageError(problem: "--grace is missing") }
        guard !command.isEmpty else { throw UsageError(problem: "the command is missing") }
        self.environmentPath = environmentPath
        self.graceMilliseconds = graceMilliseconds
    }

    private static func milliseconds(_ text: String, of option: String) throws(UsageError) -> Int64 {
        guard let value = Int64(text), value >= 0 else {
            throw UsageError(problem: "\(option) takes milliseconds, not \"\(text)\"")
        }
        return value
    }
}
