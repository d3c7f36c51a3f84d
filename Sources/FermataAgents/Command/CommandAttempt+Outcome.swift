import FermataCore
import FermataRuntime

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension CommandAttempt {
    /// Refuses every end but one: an exit code of the command's own, given unasked. What its report says does
    /// not matter then, and what it has done is only known where it could still tell.
    func exitCode(of ended: Ended, printed: PrintedOutput) throws(AttemptFailure) -> Int {
        switch ended.cause {
        case .itself: break
        case .timeLimit:
            let seconds = request.action.timeoutSeconds ?? 0
            throw AttemptFailure(
                kind: .timedOut,
                message: sentence(
                    "The command was ended after its time limit of \(seconds) s", printed: printed))
        case .order:
            throw AttemptFailure(
                kind: .cancelled,
                message: "The command was stopped, and every process it had started with it.")
        case .engineGone:
            // Whoever hears this is the engine, and has lost the connection without wishing for any end.
            throw AttemptFailure(
                kind: .uncertain,
                message: sentence(
                    "The command was ended because its supervisor had lost the engine", printed: printed))
        }
        switch ended.status {
        case .signalled(let number):
            throw AttemptFailure(
                kind: .uncertain,
                message: sentence("The command was ended by \(Self.signalName(number))", printed: printed))
        case .exited(let code): return code
        }
    }

    /// What the engine makes of an exit code and a report that can be read.
    func outcome(
        exitCode code: Int, report: CommandReport, printed: PrintedOutput
    ) throws(AttemptFailure) -> AgentOutcome {
        if code != 0 && code != Self.transientExitCode {
            throw AttemptFailure(
                kind: .permanent,
                message: sentence("The command ended with exit code \(code)", printed: printed))
        }
        if let question = report.question {
            return .suspended(question, memento: report.memento, report.assessment)
        }
        if code != 0 {
            throw AttemptFailure(
                kind: .transient,
                message: sentence(
                    "The command asks to be tried again later (exit code \(code))", printed: printed))
        }
        return .completed(
            outputs: report.outputs ?? .record(("text", .string(printed.text))), report.assessment)
    }

    private func sentence(_ text: String, printed: PrintedOutput) -> String {
        guard let line = printed.lastLine else { return "\(text), having printed nothing." }
        return "\(text). Its last line: \(line)"
    }

    private static func signalName(_ number: Int) -> String {
        let names: [Int32: String] = [
            SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGILL: "SIGILL", SIGTRAP: "SIGTRAP",
            SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGKILL: "SIGKILL", SIGUSR1: "SIGUSR1",
            SIGSEGV: "SIGSEGV", SIGUSR2: "SIGUSR2", SIGPIPE: "SIGPIPE", SIGALRM: "SIGALRM",
            SIGTERM: "SIGTERM",
            SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ", SIGSYS: "SIGSYS",
        ]
        return names[Int32(number)].map { "\($0) (signal \(number))" } ?? "signal \(number)"
    }
}
