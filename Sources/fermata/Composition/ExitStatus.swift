import ArgumentParser
import FermataCore

/// How the program ends, for scripts. The codes never change their meaning.
enum ExitStatus: Int32, CaseIterable, Error {
    /// The run completed, or the command did what was asked.
    case completed = 0
    /// Something went wrong that is neither the run's nor the caller's doing: the journal, the disk, a file.
    case error = 1
    /// The run failed.
    case runFailed = 2
    /// The run was stopped.
    case runStopped = 3
    /// The command was refused; nothing has changed.
    case refused = 4
    /// A gate without a default waits for a person, and the run was to go on without people.
    case waits = 5
    /// The command line is wrong.
    case usage = 64
    /// The playbook, its inputs or a condition are wrong.
    case playbook = 65
    /// The terminal was closed; the run can be resumed.
    case hungUp = 129
    /// Interrupted twice; what worked was killed, the run can be resumed.
    case interrupted = 130
    /// Ended by SIGTERM; the run can be resumed.
    case terminated = 143

    /// What the code means, in a few words.
    var meaning: String {
        switch self {
        case .completed: "the run completed, or the command did what was asked"
        case .error: "an error of the journal, a file or the system"
        case .runFailed: "the run failed"
        case .runStopped: "the run was stopped"
        case .refused: "refused; nothing has changed"
        case .waits: "a gate without a default waits for a person (--unattended)"
        case .usage: "the command line is wrong"
        case .playbook: "the playbook, its inputs or a condition are wrong"
        case .hungUp: "the terminal was closed; the run can be resumed"
        case .interrupted: "interrupted twice; the run can be resumed"
        case .terminated: "ended by SIGTERM; the run can be resumed"
        }
    }

    /// The code for a run that has ended in that phase.
    init(_ phase: RunPhase) {
        switch phase {
        case .completed: self = .completed
        case .failed: self = .runFailed
        case .stopped: self = .runStopped
        case .drafting, .proposed, .running, .concluding: self = .completed
        }
    }

    /// For swift-argument-parser, which ends the process with it.
    var exitCode: ExitCode { ExitCode(rawValue) }

    /// A paragraph for help texts about the given codes.
    static func help(_ codes: [ExitStatus] = allCases) -> String {
        "EXIT CODES:\n"
            + codes.map {
                "  \($0.rawValue)\($0.rawValue < 10 ? "  " : $0.rawValue < 100 ? " " : "")  \($0.meaning)"
            }
            .joined(separator: "\n")
    }
}
