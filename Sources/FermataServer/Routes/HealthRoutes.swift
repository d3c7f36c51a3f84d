import FermataCore
import FermataJournal
import FermataRuntime
import Hummingbird

/// Whether the server lives and can work, for whoever watches over it.
struct HealthRoutes: Sendable {
    let parts: ServerParts

    func add(to router: some RouterMethods<ServerContext>) {
        router.get("/healthz", use: health)
        router.get("/readyz", use: readiness)
        router.get("/metrics", use: metrics)
    }

    private func health(_ request: Request, context: ServerContext) async throws -> Response {
        Answer.json(.record(("status", "ok")))
    }

    private func readiness(_ request: Request, context: ServerContext) async throws -> Response {
        do {
            _ = try await parts.journal.runs(RunQuery(limit: 1))
        } catch {
            return unready(error)
        }
        // What must be stored and cannot be is kept and tried again; until then orders are refused.
        if let stall = await parts.engine.stall { return unready(stall) }
        return Answer.json(.record(("status", "ready")))
    }

    private func unready(_ error: JournalError) -> Response {
        guard var problem = ProblemAnswer(error) else { return Response(status: .serviceUnavailable) }
        problem.status = .serviceUnavailable
        problem.headers[.retryAfter] = "5"
        return problem.response
    }

    private func metrics(_ request: Request, context: ServerContext) async throws -> Response {
        try await parts.metrics.lookAt(
            parts.journal, channels: parts.hub.channelCount, activeRuns: await parts.engine.activeRunCount)
        return Answer.bytes(
            Array(parts.metrics.registry.text.utf8), type: "text/plain; version=0.0.4; charset=utf-8")
    }
}
