import FermataAPI
import FermataCore
import FermataJournal
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

    /// The run's view after an order, with what an intervention is answered with: `undo` and `redo` name what
    /// this very order did, so that nothing else is ever taken back in its place.
    func intervention(_ run: RunID, at revision: Revision) async throws -> GivenAnswer {
        let (state, view) = try await reader.view(of: run, at: revision)
        let first = try await firstEvent(ofCommandEndingAt: revision, in: run)
        let own = { (record: UndoRecord?) in record.map(\.revision).flatMap { $0 >= first ? $0 : nil } }
        return GivenAnswer(
            .record(
                ("revision", revision.json), ("undo", own(state.undoable)?.json),
                ("redo", own(state.redoable)?.json), ("view", view.json)),
            etag: "\(revision)")
    }

    /// Where the events begin that came with the one at a revision.
    private func firstEvent(ofCommandEndingAt last: Revision, in run: RunID) async throws -> Revision {
        var first = last
        var end = last
        var command: String?
        while end > .zero {
            let start = Revision(max(0, end.number - RunReader.pageSize))
            let page = try await reader.page(of: run, after: start, limit: end.number - start.number)
            for envelope in page.reversed() {
                command = command ?? envelope.command
                guard envelope.command == command else { return first }
                first = envelope.revision
            }
            end = start
        }
        return first
    }

    /// The run's view after an order.
    func view(_ run: RunID, at revision: Revision) async throws -> GivenAnswer {
        GivenAnswer(try await reader.view(of: run, at: revision).1.json, etag: "\(revision)")
    }
}
