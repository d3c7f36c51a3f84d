import FermataCore
import FermataRuntime

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One invocation of a command: its files, its supervisor, and what becomes of it.
struct CommandAttempt: Sendable {
    /// The exit code by which a command says that it may go better later (`EX_TEMPFAIL`).
    static let transientExitCode = 75

    /// A century: longer limits are none, and must not overflow.
    private static let maximumTimeLimitSeconds = 3_155_760_000
    private static let reportName = "report"

    let request: AttemptRequest
    let configuration: CommandAgent.Configuration
    private let scratch: AttemptScratch
    let supervision: SupervisionRequest

    /// Lays out the attempt's files.
    init(request: AttemptRequest, configuration: CommandAgent.Configuration) throws(AttemptFailure) {
        guard let command = request.action.run, !command.isEmpty else {
            throw AttemptFailure(kind: .notBegun, message: "Step \(request.step) has no command to run.")
        }
        try Self.check(command: command, directory: request.directory)
        var environment = try AttemptEnvironment(of: request.action, in: configuration.environment)
        try environment.set("FERMATA_RUN", to: request.run.rawValue)
        try environment.set("FERMATA_STEP", to: request.step.rawValue)
        try environment.set("FERMATA_ATTEMPT", to: String(request.attempt))
        try environment.set("FERMATA_INVOCATION", to: String(request.invocation))
        if let answer = request.answer { try environment.set("FERMATA_ANSWER", to: answer.text) }
        if let memento = request.memento, memento != .null {
            try environment.set("FERMATA_MEMENTO", to: memento.encoded())
        }

        do throws(SystemError) {
            scratch = try AttemptScratch(inside: configuration.scratchDirectory)
        } catch {
            throw Self.noFiles(in: configuration.scratchDirectory, error)
        }
        let environmentPath: String
        do throws(AttemptFailure) {
            environmentPath = try Self.layOut(request, in: scratch, environment: &environment)
        } catch {
            scratch.remove()
            throw error
        }
        supervision = SupervisionRequest(
            environmentPath: environmentPath, ownerLockPath: configuration.ownerLockPath,
            graceMilliseconds: Int64(max(0, configuration.graceMilliseconds)),
            timeLimitMilliseconds: request.action.timeoutSeconds.map { seconds in
                Int64(min(max(0, seconds), Self.maximumTimeLimitSeconds)) * 1000
            },
            scratchPath: scratch.path,
            command: (request.action.shell.isEmpty ? CommandAgent.defaultShell : request.action.shell) + [
                command
            ])
        self.request = request
        self.configuration = configuration
    }

    /// Writes the files a command may read, names them in its environment, and returns the path of the file
    /// that holds that environment.
    private static func layOut(
        _ request: AttemptRequest, in scratch: AttemptScratch, environment: inout AttemptEnvironment
    ) throws(AttemptFailure) -> String {
        var instructions: [UInt8] = []
        for instruction in request.action.instructions {
            instructions += Array(instruction.json.encoded().utf8) + [0x0A]
        }
        let files = [
            ("FERMATA_REPORT", reportName, []), ("FERMATA_INSTRUCTIONS", "instructions", instructions),
            ("FERMATA_TRANSCRIPT", "transcript", request.earlierTranscript),
        ]
        for (variable, name, contents) in files {
            try environment.set(variable, to: try create(name, contents: contents, in: scratch))
        }
        return try create("environment", contents: environment.bytes, in: scratch)
    }

    private static func create(
        _ name: String, contents: [UInt8], in scratch: AttemptScratch
    ) throws(AttemptFailure) -> String {
        do {
            return try scratch.create(name, contents: contents)
        } catch {
            throw noFiles(in: scratch.path, error)
        }
    }

    private static func noFiles(in directory: String, _ error: SystemError) -> AttemptFailure {
        AttemptFailure(
            kind: .notBegun,
            message: "The attempt's files could not be made in \(directory): \(error.message).")
    }

    private static func check(command: String, directory: String) throws(AttemptFailure) {
        let size = command.utf8.count
        if size > AttemptEnvironment.maximumVariableBytes {
            throw AttemptFailure(
                kind: .notBegun,
                message:
                    "The command has \(size) bytes; a program can be given at most "
                    + "\(AttemptEnvironment.maximumVariableBytes). Put it into a file and run that.")
        }
        if command.utf8.contains(0) {
            throw AttemptFailure(kind: .notBegun, message: "The command holds a zero byte.")
        }
        var status = stat()
        if stat(directory, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR {
            throw AttemptFailure(
                kind: .notBegun, message: "The directory to work in, \(directory), is not there.")
        }
    }

    /// Runs the command and returns when no process and no file of it is left.
    func run(
        over connection: SupervisorConnection, in context: AttemptContext
    ) async -> Result<AgentOutcome, AttemptFailure> {
        defer { scratch.remove() }
        let printed = SharedOutput(maximumTextBytes: configuration.maximumTextBytes)
        let follower = ProgressFollower(
            scratch: scratch, reportName: Self.reportName, show: context.output)
        async let _: Void = follower.follow(clock: configuration.clock)
        do throws(AttemptFailure) {
            let ended = try await supervise(over: connection, forwarding: context.signals) { bytes, stream in
                printed.append(bytes, from: stream)
                context.output(bytes)
            }
            let reading = readReport()
            if case .success(let report) = reading { follower.finish(report) }
            let code = try exitCode(of: ended, printed: printed.value)
            let report = try usable(reading, exitCode: code)
            return .success(try outcome(exitCode: code, report: report, printed: printed.value))
        } catch {
            return .failure(error)
        }
    }

    private struct UnusableReport: Error {
        let reason: String
    }

    private func readReport() -> Result<CommandReport, UnusableReport> {
        let bytes: [UInt8]
        do {
            bytes = try scratch.contents(of: Self.reportName, maximumBytes: CommandReport.maximumBytes)
        } catch {
            return .failure(UnusableReport(reason: "it cannot be read: \(error.message)"))
        }
        do {
            return .success(try CommandReport(parsing: bytes))
        } catch {
            return .failure(UnusableReport(reason: "line \(error.line) is wrong: \(error.text)"))
        }
    }

    /// A report that cannot be used may have said what was done, so nobody knows it then, whatever the code.
    private func usable(
        _ reading: Result<CommandReport, UnusableReport>, exitCode code: Int
    ) throws(AttemptFailure) -> CommandReport {
        do {
            return try reading.get()
        } catch {
            throw AttemptFailure(
                kind: .uncertain,
                message:
                    "The command ended with exit code \(code), but its report (FERMATA_REPORT) cannot be "
                    + "used: \(error.reason).")
        }
    }
}
