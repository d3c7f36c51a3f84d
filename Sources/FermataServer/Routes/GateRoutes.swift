import FermataAPI
import FermataCore
import FermataJournal
import FermataRuntime
import Hummingbird

/// The inbox over all runs, one gate, and verdicts.
struct GateRoutes: Sendable {
    let parts: ServerParts

    func add(to router: some RouterMethods<ServerContext>) {
        router.get("/v1/gates", use: list)
        router.get("/v1/gates/{gate}", use: show)
        router.put("/v1/gates/{gate}/verdict", use: decide)
        router.delete("/v1/gates/{gate}/verdict", use: withdraw)
        router.put("/v1/gates/{gate}/hold", use: hold)
        router.delete("/v1/gates/{gate}/hold", use: release)
    }

    private func list(_ request: Request, context: ServerContext) async throws -> Response {
        // Closed gates are not listed.
        _ = try request.flag("status", as: "open")
        let limit = try request.number("limit", in: 1...ServerLimits.pageSize) ?? ServerLimits.usualPageSize
        let run = try request.query("run").map { text throws(RequestRefusal) in
            guard let run = RunID(text) else {
                throw .invalidQuery(name: "run", problem: "a run was expected")
            }
            return run
        }
        let query = GateQuery(run: run, after: try Self.position(request.query("after")), limit: limit)
        let summaries = try await parts.journal.openGates(query)
        var reader = ListReader(parts.reader)
        let lines = try await reader.lines(of: summaries)
        let next = summaries.count == limit ? summaries.last.map(Self.text) : nil
        return Answer.json(.record(("gates", .array(lines.map(\.line))), ("next", next?.json)))
    }

    /// Where a page ended, as the next one's `after`.
    private static func text(of last: GateSummary) -> String {
        "\(last.openedAt.milliseconds)-\(GateName(last.run, last.gate))"
    }

    private static func position(_ text: String?) throws(RequestRefusal) -> GateQuery.Position? {
        guard let text else { return nil }
        let parts = text.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, let time = Request.number(parts[0]), let name = GateName(String(parts[1]))
        else {
            throw .invalidQuery(name: "after", problem: "the 'next' of a page before was expected")
        }
        return GateQuery.Position(
            openedAt: Timestamp(milliseconds: Int64(time)), run: name.run, gate: name.gate)
    }

    private func show(_ request: Request, context: ServerContext) async throws -> Response {
        let name = try context.gate()
        let state = try await LoadedRun.load(name.run, from: parts.journal).state
        guard let view = GateView(name.gate, in: state, isWhole: true) else {
            throw Refusal.unknownGate(name.gate)
        }
        return Answer.json(view.json)
    }

    private func decide(_ request: Request, context: ServerContext) async throws -> Response {
        let name = try context.gate()
        let (person, credential) = try context.requireCredential()
        let bytes = try await request.bodyBytes(clock: parts.clock)
        let body = try Request.object(in: bytes)
        let deadline = parts.orderDeadline
        let presence = await context.presence()
        return try await parts.answer(
            to: try OrderKey(request, body: bytes, by: person), about: name.run
        ) { revision in
            try await parts.view(name.run, at: revision)
        } carryOut: { command in
            let verdict = try await VerdictReader(parts: parts).verdict(in: body, on: name)
            let order = GracePeriods.Order(
                gate: name, command: .decide(name.gate, verdict, digest: try body.field("digest")),
                person: person, credential: credential, name: command)
            return try await decide(order, verdict, in: body, until: deadline, for: presence)
        }
    }

    private func decide(
        _ order: GracePeriods.Order, _ verdict: Verdict, in body: JSON, until deadline: Timestamp,
        for presence: Presence
    ) async throws -> GivenAnswer {
        let name = order.gate
        let seconds = try body.optionalField("graceSeconds", as: Int.self) ?? 0
        guard (0...GracePeriods.maximumSeconds).contains(seconds) else {
            throw RequestRefusal.invalidBody(
                "graceSeconds: a number from 0 to \(GracePeriods.maximumSeconds) was expected")
        }
        if await parts.grace.isPending(name) { throw RequestRefusal.verdictPending("\(name)") }
        if seconds > 0, try await canBeWithdrawn(order, verdict) {
            let until = parts.clock.now.adding(seconds: seconds)
            try await parts.grace.begin(order, until: until)
            return GivenAnswer(
                .record(("pending", .record(("gate", name.json), ("until", until.json)))), status: .accepted)
        }
        let state = try await parts.perform(
            order.command, on: name.run, by: order.person.actor, named: order.name, until: deadline,
            for: presence)
        return try await parts.view(name.run, at: state.revision)
    }

    /// Whether a verdict sets something going that cannot be taken back. What the rules refuse is refused at
    /// once.
    private func canBeWithdrawn(_ order: GracePeriods.Order, _ verdict: Verdict) async throws -> Bool {
        switch verdict {
        case .approve, .approveEdited: break
        case .reject, .answer: return false
        }
        let state = try await LoadedRun.load(order.gate.run, from: parts.journal).state
        guard let line = GateLine(order.gate.gate, in: state), !line.isReversible else { return false }
        _ = try state.decide(
            order.command, in: DecisionContext(time: parts.clock.now, actor: order.person.actor))
        return true
    }

    private func hold(_ request: Request, context: ServerContext) async throws -> Response {
        let name = try context.gate()
        return try await perform(.holdGate(name.gate), on: name, request, context)
    }

    private func release(_ request: Request, context: ServerContext) async throws -> Response {
        let name = try context.gate()
        return try await perform(.releaseGate(name.gate), on: name, request, context)
    }

    private func perform(
        _ command: Command, on name: GateName, _ request: Request, _ context: ServerContext
    ) async throws -> Response {
        let person = try context.requirePerson()
        let deadline = parts.orderDeadline
        let presence = await context.presence()
        return try await parts.answer(
            to: try OrderKey(request, body: [], by: person), about: name.run
        ) { revision in
            try await gate(name, at: revision)
        } carryOut: { word in
            let state = try await parts.perform(
                command, on: name.run, by: person.actor, named: word, until: deadline, for: presence)
            return try await gate(name, at: state.revision)
        }
    }

    private func gate(_ name: GateName, at revision: Revision) async throws -> GivenAnswer {
        let state = try await LoadedRun.load(name.run, at: revision, from: parts.journal).state
        guard let view = GateView(name.gate, in: state) else { throw Refusal.unknownGate(name.gate) }
        return GivenAnswer(view.json)
    }

    private func withdraw(_ request: Request, context: ServerContext) async throws -> Response {
        let name = try context.gate()
        guard await parts.grace.withdraw(name) else { throw RequestRefusal.noVerdictPending("\(name)") }
        return Response(status: .noContent)
    }
}

/// Reads verdicts, also those whose edits are a text.
struct VerdictReader {
    /// What every verdict may have over HTTP.
    private static let memberNames = ["digest", "graceSeconds"]

    let parts: ServerParts

    /// The verdict of a body.
    func verdict(in body: JSON, on name: GateName) async throws -> Verdict {
        guard body["document"] != nil else {
            return try Verdict(order: body, besides: Self.memberNames)
        }
        let text = try body.field("document", as: String.self)
        guard try body.field("verdict", as: String.self) == "approve", body["edits"] == nil else {
            throw RequestRefusal.invalidBody("a document belongs to an approval without edits")
        }
        try body.requireMembers(among: Self.memberNames + ["verdict", "document"])
        let state = try await LoadedRun.load(name.run, from: parts.journal).state
        guard let gate = state[name.gate] else { throw Refusal.unknownGate(name.gate) }
        guard gate.isOpen else { throw Refusal.gateClosed(name.gate, gate.status) }
        guard let target = EditTarget(gate, in: state) else {
            throw Refusal.verdictNotAllowed(
                gate.id, gate.kind, word: Verdict.approveEdited(.null).word, allowed: gate.allowedVerdicts)
        }
        do {
            guard case .decide(_, let verdict, _) = try target.read(text, in: state).command else {
                throw Refusal.invalidEdit("the text is no version of what the gate asks about")
            }
            return verdict
        } catch let problem as EditProblem {
            switch problem {
            // Saying yes to a text that nobody has changed is saying yes.
            case .unchanged: return .approve
            case .unreadable(let text): throw Refusal.invalidEdit(text)
            }
        }
    }
}

extension ServerContext {
    /// The gate that the address names.
    func gate() throws(RequestRefusal) -> GateName {
        let text = parameters.get("gate") ?? ""
        guard let name = GateName(text) else { throw .unknownRoute("/v1/gates/\(text)") }
        return name
    }
}
