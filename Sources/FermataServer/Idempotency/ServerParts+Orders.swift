import FermataAPI
import FermataCore
import FermataRuntime
import Hummingbird

extension ServerParts {
    /// Carries out an order about a run, or tells again what came of it the first time.
    ///
    /// - Parameters:
    ///   - key: What recognises a repeat; without one every order counts.
    ///   - run: The run.
    ///   - retell: The answer, made anew for the revision after the order: the server was started again
    ///     since.
    ///   - carryOut: Does it, under the name that the log is to have.
    /// - Returns: the answer, which is the first one for a repeat.
    /// - Throws: what `carryOut` or `retell` throws, and a refusal of a key that was used for another order.
    func answer(
        to key: OrderKey?, about run: RunID,
        retell: @escaping @Sendable (Revision) async throws -> GivenAnswer,
        carryOut: @escaping @Sendable (String?) async throws -> GivenAnswer
    ) async throws -> Response {
        guard let key else { return try await carryOut(nil).response }
        let index = orders
        return try await answers.answer(to: key) {
            if let revision = try await index.revision(after: key, in: run) {
                return try await retell(revision)
            }
            return try await carryOut(key.commandName)
        }.response
    }

    /// The run's view after an order, with what an intervention is answered with.
    func intervention(_ run: RunID, at revision: Revision) async throws -> GivenAnswer {
        let view = try await reader.view(of: run, at: revision).1
        return GivenAnswer(
            .record(("revision", revision.json), ("view", view.json)), etag: "\(revision)")
    }

    /// The run's view after an order.
    func view(_ run: RunID, at revision: Revision) async throws -> GivenAnswer {
        GivenAnswer(try await reader.view(of: run, at: revision).1.json, etag: "\(revision)")
    }
}
