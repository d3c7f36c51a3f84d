import FermataCore
import FermataRuntime
import Subprocess
import SystemPackage

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension CommandAttempt {
    /// How a command ended that was really run.
    struct Ended {
        var status: CommandStatus
        var cause: SupervisionReport.EndCause
    }

    /// Runs the supervisor, hands on what is printed and what a person wishes, and says how the command
    /// ended.
    func supervise(
        over connection: SupervisorConnection, forwarding signals: AsyncStream<AttemptSignal>,
        handingOn output: @escaping @Sendable ([UInt8], PrintedOutput.Stream) -> Void
    ) async throws(AttemptFailure) -> Ended {
        let status: TerminationStatus
        var hasSpawned = false
        do {
            let result = try await Subprocess.run(
                .path(FilePath(configuration.supervisorPath)),
                arguments: Arguments(
                    executablePathOverride: "fermata", remainingValues: supervision.arguments),
                environment: .inherit, workingDirectory: FilePath(request.directory),
                input: .fileDescriptor(
                    FileDescriptor(rawValue: connection.remoteDescriptor), closeAfterSpawningProcess: true),
                output: .sequence, error: .sequence
            ) { execution in
                hasSpawned = true
                let errors = execution.standardError
                async let _: Void = Self.forward(signals, over: connection)
                async let reading: Void = Self.handOn(errors, as: .standardError, to: output)
                try await Self.handOn(execution.standardOutput, as: .standardOutput, to: output)
                try await reading
                // Leaving the scope cancels the forwarding, which waits for signals that no longer matter.
            }
            status = result.terminationStatus
        } catch {
            throw Self.failure(of: error, hasSpawned: hasSpawned)
        }
        return try ending(connection.receiveReport(), supervisorStatus: status)
    }

    /// A supervisor that has run, if only for a moment, may have started the command.
    private static func failure(of error: any Error, hasSpawned: Bool) -> AttemptFailure {
        let reason = (error as? SubprocessError)?.description ?? "\(error)"
        guard hasSpawned else {
            return AttemptFailure(
                kind: .notBegun, message: "The attempt's supervisor could not be run: \(reason)")
        }
        return AttemptFailure(
            kind: .uncertain,
            message: "The attempt's supervisor was lost, so nobody knows how far the command came: \(reason)")
    }

    private static func forward(_ signals: AsyncStream<AttemptSignal>, over connection: SupervisorConnection)
        async
    {
        for await signal in signals {
            switch signal {
            case .pause: connection.send(.pause)
            case .resume: connection.send(.resume)
            }
        }
    }

    private static func handOn(
        _ pieces: SubprocessOutputSequence, as stream: PrintedOutput.Stream,
        to output: @Sendable ([UInt8], PrintedOutput.Stream) -> Void
    ) async throws {
        for try await piece in pieces {
            output(piece.withUnsafeBytes { Array($0) }, stream)
        }
    }

    private func ending(
        _ report: SupervisionReport?, supervisorStatus: TerminationStatus
    ) throws(AttemptFailure) -> Ended {
        switch report {
        case .ended(let status, let cause): return Ended(status: status, cause: cause)
        case .ownerLost(let reason):
            throw AttemptFailure(
                kind: .notBegun,
                message: "Nothing was started, because this engine no longer owns its runs: \(reason).")
        case .notStarted(let errorNumber): throw notStarted(errorNumber)
        case .setupFailed(let reason):
            throw AttemptFailure(kind: .notBegun, message: "Nothing was started: \(reason).")
        case .commandLost:
            throw AttemptFailure(
                kind: .uncertain,
                message: "The command was lost from sight, so nobody knows how far it came.")
        case nil:
            throw AttemptFailure(
                kind: .uncertain,
                message:
                    "The attempt's supervisor ended without a report (\(supervisorStatus)), so nobody "
                    + "knows how far the command came.")
        }
    }

    private func notStarted(_ errorNumber: Int32) -> AttemptFailure {
        let program = supervision.command[0]
        switch errorNumber {
        case ENOENT:
            return AttemptFailure(
                kind: .notBegun,
                message: "The program \(program), or what its first line names to run it, was not found. "
                    + "Check the agent's shell and the PATH.")
        case EACCES:
            return AttemptFailure(
                kind: .notBegun,
                message: "The program \(program) may not be executed. Check its permissions.")
        case E2BIG:
            return AttemptFailure(
                kind: .notBegun,
                message:
                    "The command and its environment are too large for the system. "
                    + "Pass what is large in files."
            )
        case EAGAIN, ENOMEM:
            return AttemptFailure(
                kind: .notBegun,
                message:
                    "The system had no room for another process: \(SystemError(number: errorNumber).message)."
            )
        default:
            return AttemptFailure(
                kind: .notBegun,
                message:
                    "The program \(program) could not be started: "
                    + "\(SystemError(number: errorNumber).message)."
            )
        }
    }
}
