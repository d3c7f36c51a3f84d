import FermataAPI
import FermataCore
import FermataJournal
import FermataRuntime
import Hummingbird

/// What there is besides runs: playbooks, and the agents of all runs that go on.
struct CatalogRoutes: Sendable {
    /// The most runs whose agents are listed.
    static let maximumRunCount = 50

    let parts: ServerParts

    func add(to router: some RouterMethods<ServerContext>) {
        router.get("/v1/playbooks", use: playbooks)
        router.get("/v1/agents", use: agents)
    }

    private func playbooks(_ request: Request, context: ServerContext) async throws -> Response {
        Answer.json(parts.playbooks.json)
    }

    private func agents(_ request: Request, context: ServerContext) async throws -> Response {
        let summaries = try await parts.journal.runs(
            RunQuery(phases: RunPhase.allCases.filter { !$0.isFinal }, limit: Self.maximumRunCount))
        var lines: [JSON] = []
        for summary in summaries {
            let view = try await parts.reader.view(of: summary.run).1.json
            guard case .array(let agents) = view["agents"] else { continue }
            for agent in agents {
                lines.append(
                    .record(
                        ("run", summary.run.json), ("runTitle", summary.title.json), ("agent", agent["id"]),
                        ("kind", agent["kind"]), ("step", agent["step"]), ("state", agent["state"])))
            }
        }
        return Answer.json(.record(("agents", .array(lines))))
    }
}
