import FermataAPI
import FermataCore
import FermataPlaybook
import FermataRuntime
import Hummingbird

/// Interventions, edits of the plan, breakpoints and autonomy.
struct SteeringRoutes: Sendable {
    let parts: ServerParts

    func add(to router: some RouterMethods<ServerContext>) {
        router.post("/v1/runs/{run}/interventions", use: intervene)
        router.get("/v1/runs/{run}/plan", use: plan)
        router.put("/v1/runs/{run}/plan", use: editPlan)
        router.get("/v1/runs/{run}/breakpoints", use: breakpoints)
        router.post("/v1/runs/{run}/breakpoints", use: addBreakpoint)
        router.delete("/v1/runs/{run}/breakpoints/{step}", use: removeBreakpoint)
        router.get("/v1/runs/{run}/autonomy", use: autonomy)
        router.put("/v1/runs/{run}/autonomy", use: setAutonomy)
    }

    private func intervene(_ request: Request, context: ServerContext) async throws -> Response {
        let bytes = try await request.bodyBytes(clock: parts.clock)
        let body = try Request.object(in: bytes)
        guard body["gate"] == nil || body["intervention"] != nil else {
            throw RequestRefusal.invalidBody("a verdict goes to /v1/gates/RUN.gN/verdict")
        }
        let command = try Order(json: body).command
        try Self.requireSight(command)
        return try await perform(request, bytes, context, role: command.roleNeeded) { command }
    }

    /// Between what a page showed and what it sends others may have acted: what takes something back names
    /// what was seen, and is refused when that is not what it would take back now.
    private static func requireSight(_ command: Command) throws(RequestRefusal) {
        switch command {
        case .undo(nil): throw .invalidBody("revision: is missing; the run's view has it under undoable")
        case .redo(nil): throw .invalidBody("revision: is missing; the run's view has it under redoable")
        case .rollBack(_, _, _, preview: nil):
            throw .invalidBody("preview: is missing; it is the digest of GET …/rollback?step=STEP")
        case .undo, .redo, .rollBack, .decide, .holdGate, .releaseGate, .editPlan, .redirect, .skip,
            .takeOver,
            .pause, .resume, .stop, .note, .addBreakpoint, .removeBreakpoint, .setAutonomy, .adopt, .advance,
            .expireGates, .report, .reportCompensation:
            break
        }
    }

    /// Carries out what somebody wishes, or tells again what came of it.
    private func perform(
        _ request: Request, _ bytes: [UInt8], _ context: ServerContext, role: Role,
        command: @escaping @Sendable () async throws -> Command
    ) async throws -> Response {
        let person = try context.requirePerson()
        try person.require(role)
        let run = try context.run()
        let deadline = parts.orderDeadline
        let presence = await context.presence()
        return try await parts.answer(
            to: try OrderKey(request, body: bytes, by: person), about: run
        ) { revision in
            try await parts.intervention(run, at: revision)
        } carryOut: { name in
            let state = try await parts.perform(
                try await command(), on: run, by: person.actor, named: name, until: deadline, for: presence)
            return try await parts.intervention(run, at: state.revision)
        }
    }

    // The plan

    private func plan(_ request: Request, context: ServerContext) async throws -> Response {
        let state = try await LoadedRun.load(try context.run(), from: parts.journal).state
        return Answer.json(Self.json(of: state), etag: "\(state.plan.revision)")
    }

    private static func json(of state: RunState) -> JSON {
        .record(
            ("revision", state.plan.revision.json), ("steps", state.plan.steps.json),
            ("document", PlanDocument.text(of: state.plan, in: state.playbook).json))
    }

    private func editPlan(_ request: Request, context: ServerContext) async throws -> Response {
        let run = try context.run()
        guard let match = request.headers[.ifMatch] else { throw RequestRefusal.preconditionRequired }
        let bytes = try await request.bodyBytes(clock: parts.clock)
        let isYAML = request.headers[.contentType]?.contains("yaml") ?? false
        let based = match.filter { $0 != "\"" }
        if try request.flag("dryRun", as: "true", or: "false") {
            let (state, steps) = try await edit(bytes, isYAML: isYAML, based: based, of: run)
            let trial = PlanTrial(steps: steps, state: state, now: parts.clock.now)
            return Answer.json(try trial.json(for: try context.requirePerson()))
        }
        return try await perform(request, bytes, context, role: .operator) {
            let (state, steps) = try await edit(bytes, isYAML: isYAML, based: based, of: run)
            return .editPlan(baseRevision: state.plan.revision, steps: steps)
        }
    }

    /// The plan's steps as a person wishes them, and the state that the edit is based on.
    private func edit(
        _ bytes: [UInt8], isYAML: Bool, based: String, of run: RunID
    ) async throws -> (RunState, [PlanStep]) {
        let state = try await LoadedRun.load(run, from: parts.journal).state
        guard let base = Request.number(based), base == state.plan.revision else {
            throw RequestRefusal.preconditionFailed(based: based, actual: state.plan.revision)
        }
        guard isYAML else {
            let body = try Request.object(in: bytes)
            try body.requireMembers(among: ["steps", "remove"])
            let wished = Plan(revision: base + 1, steps: try PlanStep.steps(in: body))
            return (state, wished.removing(try body.optionalField("remove") ?? []))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw RequestRefusal.invalidBody("it is no UTF-8 text")
        }
        let plan = try PlanDocument.parse(
            text, file: "plan.yaml", revision: base + 1, in: state.playbook)
        return (state, plan.steps)
    }

    // Breakpoints and autonomy

    private func breakpoints(_ request: Request, context: ServerContext) async throws -> Response {
        let state = try await LoadedRun.load(try context.run(), from: parts.journal).state
        return Answer.json(.record(("breakpoints", state.breakpoints.json)))
    }

    private func addBreakpoint(_ request: Request, context: ServerContext) async throws -> Response {
        let bytes = try await request.bodyBytes(clock: parts.clock)
        let body = try Request.object(in: bytes)
        try body.requireMembers(among: Breakpoint.memberNames)
        let breakpoint = Breakpoint(
            step: try body.field("step"), level: try body.optionalField("level") ?? .always,
            logOnly: try body.optionalField("logOnly") ?? false)
        return try await perform(request, bytes, context, role: .operator) { .addBreakpoint(breakpoint) }
    }

    private func removeBreakpoint(_ request: Request, context: ServerContext) async throws -> Response {
        let text = context.parameters.get("step") ?? ""
        guard let step = StepID(text) else { throw RequestRefusal.unknownRoute(request.uri.path) }
        return try await perform(request, [], context, role: .operator) { .removeBreakpoint(step) }
    }

    private func autonomy(_ request: Request, context: ServerContext) async throws -> Response {
        let state = try await LoadedRun.load(try context.run(), from: parts.journal).state
        return Answer.json(
            .record(("level", state.autonomy.json), ("agents", state.agentAutonomy.json)))
    }

    private func setAutonomy(_ request: Request, context: ServerContext) async throws -> Response {
        let bytes = try await request.bodyBytes(clock: parts.clock)
        let body = try Request.object(in: bytes)
        try body.requireMembers(among: ["level", "agent"])
        let command = Command.setAutonomy(try body.optionalField("agent"), try body.field("level"))
        return try await perform(request, bytes, context, role: .operator) { command }
    }
}

extension Command {
    /// The lowest role that may ever wish this. Whether somebody may wish it of the run as it stands is for
    /// the rules of the run to say.
    var roleNeeded: Role {
        switch self {
        case .decide: .approver
        case .editPlan, .redirect, .skip, .takeOver, .rollBack, .pause, .resume, .stop, .note, .holdGate,
            .releaseGate, .setAutonomy, .addBreakpoint, .removeBreakpoint, .undo, .redo:
            .operator
        case .adopt, .advance, .expireGates, .report, .reportCompensation: .admin
        }
    }
}
