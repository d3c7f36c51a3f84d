import CFermataProcess
import FermataCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The small process that stands between the engine and a command: it starts the command, holds it still when
/// asked to, and ends it, with everything the command started, when its time is up, when the engine asks,
/// when the command itself has ended, and when the engine is gone for whatever reason.
///
/// It is the executable itself, started with a hidden first word; `main` hands over before anything else:
/// ```swift
/// if AttemptSupervisor.isInvocation(CommandLine.arguments) {
///     exit(AttemptSupervisor.run(CommandLine.arguments))
/// }
/// ```
public enum AttemptSupervisor {
    /// The exit code that says a report was given on standard input.
    static let reportedExitCode: Int32 = 0
    /// The exit code for a command line that is no request (`EX_USAGE`).
    static let usageExitCode: Int32 = 64
    /// The exit code for a supervisor that could start nothing (`EX_UNAVAILABLE`); its report says why.
    static let notStartedExitCode: Int32 = 69

    /// Whether a command line, the program's name first, asks for a supervisor.
    public static func isInvocation(_ arguments: [String]) -> Bool {
        arguments.count > 1 && arguments[1] == SupervisionRequest.word
    }

    /// Supervises one command until nothing of it is left, and returns the exit code to end with.
    ///
    /// Only for a process that has done nothing else yet: it must have a single thread.
    public static func run(_ arguments: [String]) -> Int32 {
        let request: SupervisionRequest
        do {
            request = try SupervisionRequest(commandLine: arguments)
        } catch {
            writeError("\(SupervisionRequest.word): \(error.problem); the engine starts this, not a person\n")
            return usageExitCode
        }
        var supervision = Supervision(request: request)
        let report = supervision.carryOut()
        send(report)
        switch report {
        case .ended, .commandLost: return reportedExitCode
        case .ownerLost, .notStarted, .setupFailed: return notStartedExitCode
        }
    }

    private static func send(_ report: SupervisionReport) {
        let line = Array(report.json.encoded().utf8) + [UInt8(ascii: "\n")]
        // An engine that is gone cannot be told anything: that failure has no one to go to.
        _ = Glibc.send(STDIN_FILENO, line, line.count, Int32(MSG_NOSIGNAL))
    }

    private static func writeError(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}
