import FermataAPI
import FermataCore
import FermataJournal
import FermataRuntime
import Hummingbird
import NIOCore

/// Whether a run's log is what was written, the log itself, and what a rollback would do.
struct InspectionRoutes: Sendable {
    let parts: ServerParts

    func add(to router: some RouterMethods<ServerContext>) {
        router.get("/v1/runs/{run}/audit", use: audit)
        router.get("/v1/runs/{run}/audit/export", use: export)
        router.get("/v1/runs/{run}/rollback", use: rollback)
    }

    private func audit(_ request: Request, context: ServerContext) async throws -> Response {
        let report = try await verify(try context.run(), in: parts.journal)
        return Answer.json(
            .record(
                ("sound", report.isSound.json), ("events", (report.verified?.revision.number ?? 0).json),
                ("head", report.verified?.hash.json), ("fault", report.fault.map { "\($0)".json })))
    }

    private func verify(_ run: RunID, in journal: some Journal) async throws -> AuditReport {
        try await JournalAudit.verify(run, in: journal)
    }

    private func export(_ request: Request, context: ServerContext) async throws -> Response {
        let run = try context.run()
        _ = try await parts.reader.head(of: run)
        var response = Answer.bytes(
            try await lines(of: run, in: parts.journal), type: "application/x-ndjson")
        response.headers[.contentDisposition] = "attachment; filename=\"\(run).ndjson\""
        return response
    }

    private func lines(of run: RunID, in journal: some Journal) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        try await JournalAudit.export(run, from: journal) { line in
            bytes += line
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    private func rollback(_ request: Request, context: ServerContext) async throws -> Response {
        let text = request.query("step") ?? ""
        guard let step = StepID(text) else {
            throw RequestRefusal.invalidQuery(name: "step", problem: "a step was expected")
        }
        let state = try await LoadedRun.load(try context.run(), from: parts.journal).state
        return Answer.json(try RollbackPreview(to: step, in: state).json)
    }
}
