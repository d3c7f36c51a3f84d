public import FermataCore
public import FermataRuntime
import Subprocess
import SystemPackage

/// Performs attempts by running a command, in a process group of its own under an ``AttemptSupervisor``.
///
/// When `perform` returns or throws, no process of the attempt is left. Should the engine be killed, the
/// supervisor ends them. What commands may rely on is written in `docs/agent-protocol.md`.
public struct CommandAgent: Agent {
    /// What runs a command when the action names no shell.
    public static let defaultShell = ["/bin/sh", "-eu", "-c"]

    private let configuration: Configuration

    /// Creates an agent.
    public init(configuration: Configuration) {
        self.configuration = configuration
    }

    /// Runs the action's command to its end.
    public func perform(
        _ request: AttemptRequest, in context: AttemptContext
    ) async throws(AttemptFailure) -> AgentOutcome {
        guard !Task.isCancelled else {
            throw AttemptFailure(
                kind: .notBegun, message: "The attempt was stopped before the command began.")
        }
        let attempt = try CommandAttempt(request: request, configuration: configuration)
        let connection: SupervisorConnection
        do {
            connection = try SupervisorConnection()
        } catch {
            throw AttemptFailure(
                kind: .notBegun, message: "No socket for the attempt's supervisor: \(error.message).")
        }
        let supervision = Task { await attempt.run(over: connection, in: context) }
        // The command is never cancelled from without: its supervisor ends it in good order, and is waited
        // for.
        let result = await withTaskCancellationHandler {
            await supervision.value
        } onCancel: {
            connection.send(.stop)
        }
        switch result {
        case .success(let outcome):
            // The command was done before the wish to stop it arrived. What it did is known, and not denied.
            return outcome
        case .failure(let failure):
            throw failure
        }
    }
}
