import FermataCore
import FermataRuntime

extension ServerParts {
    /// When the request of an order that has just come in times out: an order that has not come to its turn
    /// by then is never carried out.
    var orderDeadline: Timestamp { clock.now.adding(seconds: ServerLimits.orderSeconds) }

    /// Carries out what somebody orders.
    ///
    /// - Parameters:
    ///   - command: What is ordered.
    ///   - run: The run.
    ///   - actor: Who orders it.
    ///   - name: What the log is to call the command.
    ///   - deadline: The time after which nobody waits for the answer.
    ///   - presence: Whether somebody does until then: an order whose sender has left before its turn is
    ///     never carried out either.
    /// - Returns: the state after the command.
    /// - Throws: why it was not carried out; then it never is.
    func perform(
        _ command: Command, on run: RunID, by actor: Actor, named name: String?, until deadline: Timestamp,
        for presence: Presence
    ) async throws -> RunState {
        try await presence.cancellingWhenGone { [engine] in
            try await engine.perform(command, on: run, by: actor, named: name, until: deadline)
        }
    }
}
