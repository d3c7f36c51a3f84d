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
        let body = try Request.object(in: await request.bodyBytes(clock: parts.clock))
        guard body["gate"] == nil else {
            throw RequestRefusal.invalidBody("a verdict goes to /v1/gates/RUN.gN/verdict")
        }
        return try await perform(try Order(json: body).command, context)
    }

    private func perform(_ command: Command, _ context: ServerContext) async throws -> Response {
        let person = try context.requirePerson()
        try person.require(command.roleNeeded)
        let run = try context.run()
        try await parts.engine.perform(command, on: run, by: person.actor)
        let (state, view) = try await parts.reader.view(of: run)
        return Answer.json(
            .record(("revision", state.revision.json), ("view", view.json)), etag: "\(state.revision)")
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
        let state = try await LoadedRun.load(run, from: parts.journal).state
        let based = match.filter { $0 != "\"" }
        guard let base = Int(based), base == state.plan.revision else {
            throw RequestRefusal.preconditionFailed(based: based, actual: state.plan.revision)
        }
        let steps = try Self.steps(in: bytes, of: request, for: state)
        if request.query("dryRun") == "true" {
            return Answer.json(
                try PlanTrial(steps: steps, state: state, now: parts.clock.now).json(
                    for: try context.requirePerson()))
        }
        return try await perform(.editPlan(baseRevision: base, steps: steps), context)
    }

    private static func steps(in bytes: [UInt8], of request: Request, for state: RunState) throws
        -> [PlanStep]
    {
        let type = request.headers[.contentType] ?? "application/json"
        guard type.contains("yaml") else { return try Request.object(in: bytes).field("steps") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw RequestRefusal.invalidBody("it is no UTF-8 text")
        }
        return try PlanDocument.parse(
            text, file: "plan.yaml", revision: state.plan.revision + 1, in: state.playbook
        ).steps
    }

    // Breakpoints and autonomy

    private func breakpoints(_ request: Request, context: ServerContext) async throws -> Response {
        let state = try await LoadedRun.load(try context.run(), from: parts.journal).state
        return Answer.json(.record(("breakpoints", state.breakpoints.json)))
    }

    private func addBreakpoint(_ request: Request, context: ServerContext) async throws -> Response {
        let body = try Request.object(in: await request.bodyBytes(clock: parts.clock))
        let breakpoint = Breakpoint(
            step: try body.field("step"), level: try body.optionalField("level") ?? .always,
            logOnly: try body.optionalField("logOnly") ?? false)
        return try await perform(.addBreakpoint(breakpoint), context)
    }

    private func removeBreakpoint(_ request: Request, context: ServerContext) async throws -> Response {
        let text = context.parameters.get("step") ?? ""
        guard let step = StepID(text) else { throw RequestRefusal.unknownRoute(request.uri.path) }
        return try await perform(.removeBreakpoint(step), context)
    }

    private func autonomy(_ request: Request, context: ServerContext) async throws -> Response {
        let state = try await LoadedRun.load(try context.run(), from: parts.journal).state
        return Answer.json(
            .record(("level", state.autonomy.json), ("agents", state.agentAutonomy.json)))
    }

    private func setAutonomy(_ request: Request, context: ServerContext) async throws -> Response {
        let body = try Request.object(in: await request.bodyBytes(clock: parts.clock))
        return try await perform(
            .setAutonomy(try body.optionalField("agent"), try body.field("level")), context)
    }
}

extension Command {
    /// The role that somebody needs to wish this.
    var roleNeeded: Role {
        switch self {
        case .decide, .holdGate, .releaseGate, .setAutonomy, .removeBreakpoint: .approver
        case .editPlan, .redirect, .skip, .takeOver, .rollBack, .pause, .resume, .stop, .note,
            .addBreakpoint, .undo:
            .operator
        case .adopt, .advance, .expireGates, .report, .reportCompensation: .admin
        }
    }
}
