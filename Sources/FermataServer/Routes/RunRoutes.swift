import FermataAPI
import FermataCore
import FermataJournal
import FermataPlaybook
import FermataRuntime
import HTTPTypes
import Hummingbird
import NIOCore

/// Lists of runs, new runs, and one run as it is or was.
struct RunRoutes: Sendable {
    let parts: ServerParts

    func add(to router: some RouterMethods<ServerContext>) {
        router.get("/v1/runs", use: list)
        router.post("/v1/runs", use: create)
        router.get("/v1/runs/{run}", use: show)
        router.get("/v1/runs/{run}/state", use: state)
        router.get("/v1/runs/{run}/payloads/{digest}", use: payload)
        router.post("/v1/runs/{run}/owner", use: carryOut)
    }

    private func list(_ request: Request, context: ServerContext) async throws -> Response {
        let limit = try request.number("limit", in: 1...ServerLimits.pageSize) ?? ServerLimits.usualPageSize
        let after = try request.query("after").map { text throws(RequestRefusal) in
            guard let run = RunID(text) else {
                throw .invalidQuery(name: "after", problem: "a run was expected")
            }
            return run
        }
        let phases = try (request.query("phase") ?? "").split(separator: ",").map {
            word throws(RequestRefusal) in
            guard let phase = RunPhase(rawValue: String(word)) else {
                let known = RunPhase.allCases.map(\.rawValue).joined(separator: ", ")
                throw .invalidQuery(name: "phase", problem: "\(word) is none of \(known)")
            }
            return phase
        }
        let summaries = try await parts.journal.runs(RunQuery(phases: phases, after: after, limit: limit))
        var reader = ListReader(parts.reader)
        var lines: [JSON] = []
        for summary in summaries { lines.append(try await reader.line(of: summary)) }
        let next = summaries.count == limit ? summaries.last?.run : nil
        return Answer.json(.record(("runs", .array(lines)), ("next", next?.json)))
    }

    private func create(_ request: Request, context: ServerContext) async throws -> Response {
        let person = try context.requirePerson()
        let bytes = try await request.bodyBytes(clock: parts.clock)
        let order = try NewRun(json: Request.object(in: bytes))
        try person.require(order.roleNeeded)
        guard let key = try OrderKey(request, body: bytes, by: person) else {
            return try await create(order, by: person, key: nil).response
        }
        return try await parts.answers.answer(to: key) {
            if let run = try await parts.orders.run(madeBy: key, now: parts.clock.now) {
                return try await created(run)
            }
            return try await create(order, by: person, key: key)
        }.response
    }

    private func create(_ order: NewRun, by person: Person, key: OrderKey?) async throws -> GivenAnswer {
        let created = try order.resolve(parts)
        let state = try await parts.engine.create(created, by: person.actor, named: key?.commandName)
        if let key { await parts.orders.note(state.id, madeBy: key) }
        try await parts.engine.carryOutOrEnd(state.id)
        return try await self.created(state.id)
    }

    private func created(_ run: RunID) async throws -> GivenAnswer {
        let (state, view) = try await parts.reader.view(of: run)
        return GivenAnswer(
            view.json, status: .created, etag: "\(state.revision)", location: "/v1/runs/\(run)")
    }

    private func show(_ request: Request, context: ServerContext) async throws -> Response {
        let run = try context.run()
        let (state, view) = try await parts.reader.view(of: run, at: try await revision(of: run, request))
        let etag = "\(state.revision)"
        if request.headers[.ifNoneMatch] == "\"\(etag)\"" {
            return Response(status: .notModified, headers: [.eTag: "\"\(etag)\""])
        }
        return Answer.json(view.json, etag: etag)
    }

    private func state(_ request: Request, context: ServerContext) async throws -> Response {
        let run = try context.run()
        let state: RunState
        if let revision = try await revision(of: run, request) {
            state = try await LoadedRun.load(run, at: revision, from: parts.journal).state
        } else {
            state = try await LoadedRun.load(run, from: parts.journal).state
        }
        return Answer.json(state.json, etag: "\(state.revision)")
    }

    private func revision(of run: RunID, _ request: Request) async throws -> Revision? {
        guard let number = try request.number("at", in: 1...Int(Int32.max)) else { return nil }
        let head = try await parts.reader.head(of: run)
        guard number <= head.number else {
            throw RequestRefusal.unknownRevision(run, number, newest: head.number)
        }
        return Revision(number)
    }

    private func payload(_ request: Request, context: ServerContext) async throws -> Response {
        let run = try context.run()
        _ = try await parts.reader.head(of: run)
        let text = context.parameters.get("digest") ?? ""
        guard let digest = Digest(hexadecimal: text), let bytes = try await parts.journal.payload(digest)
        else {
            throw RequestRefusal.unknownPayload(text)
        }
        var response = Answer.bytes(bytes, type: "text/plain; charset=utf-8", etag: digest.hexadecimal)
        response.headers[.contentDisposition] = "attachment; filename=\"\(digest.short).txt\""
        response.headers[.xContentTypeOptions] = "nosniff"
        return response
    }

    private func carryOut(_ request: Request, context: ServerContext) async throws -> Response {
        let person = try context.requirePerson()
        let run = try context.run()
        let bytes = try await request.bodyBytes(clock: parts.clock)
        let force = try bytes.isEmpty ? false : Self.force(in: Request.object(in: bytes))
        if force { try person.require(.admin) }
        _ = try await parts.reader.head(of: run)
        // Whoever cannot read a run does not take it from anybody either.
        if let damage = try await parts.reader.quarantine.damage(of: run) {
            throw EngineError.inconsistent(damage)
        }
        try await parts.engine.carryOutOrEnd(run, force: force)
        let (state, view) = try await parts.reader.view(of: run)
        return Answer.json(view.json, etag: "\(state.revision)")
    }

    private static func force(in body: JSON) throws(JSONDecodingError) -> Bool {
        try body.requireMembers(among: ["force"])
        return try body.optionalField("force") ?? false
    }
}
