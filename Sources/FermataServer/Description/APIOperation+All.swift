import FermataCore

extension APIOperation {
    /// Everything that can be done, in the order of the manual.
    static let all = runs + steering + gates + streams + inspection + access + service

    private static let key = Parameter(
        name: "Idempotency-Key", place: "header",
        description: "1 to 200 visible characters; the same order with the same key is carried out once.",
        schema: .record(
            ("type", "string"), ("pattern", #"^[\x21-\x7E]+$"#), ("minLength", 1),
            ("maxLength", OrderKey.maximumByteCount.json)))
    private static let limit = Parameter(
        name: "limit", place: "query", description: "The most items.",
        schema: whole(1, ServerLimits.pageSize))
    private static let at = Parameter(
        name: "at", place: "query", description: "The run as it was after that many events.",
        schema: whole(1, Int(Int32.max)))
    private static let lastEventID = Parameter(
        name: "Last-Event-ID", place: "header", description: "Where a stream was cut off.",
        schema: .record(("type", "string"), ("pattern", "^[0-9]{1,10}$")))
    private static let run = Parameter(
        name: "run", place: "query", description: "Only this run's.", schema: reference("Name"))
    private static let cursors: JSON = .record(
        ("type", "string"),
        (
            "pattern",
            #"^([A-Za-z0-9][A-Za-z0-9_\-]{0,63}:[0-9]{1,10}(,|$)){0,8}$"#
        ))

    /// A whole number within bounds.
    private static func whole(_ lowest: Int, _ highest: Int) -> JSON {
        .record(("type", "integer"), ("minimum", lowest.json), ("maximum", highest.json))
    }

    /// One of some words.
    private static func words(_ words: String...) -> JSON {
        .record(("type", "string"), ("enum", words.json))
    }

    private static func ok(_ schema: String, _ description: String = "As it is.") -> [Success] {
        [Success(status: 200, description: description, schema: schema)]
    }

    private static let runs = [
        APIOperation(
            method: "GET", path: "/v1/runs", name: "listRuns", summary: "Runs, the newest first.",
            tag: "runs",
            parameters: [
                Parameter(
                    name: "phase", place: "query", description: "Only these phases, with commas.",
                    schema: .record(
                        ("type", "string"),
                        (
                            "pattern",
                            "^((drafting|proposed|running|concluding|completed|stopped|failed)(,|$))*$"
                        ))),
                Parameter(
                    name: "after", place: "query", description: "The `next` of the page before.",
                    schema: reference("Name")), limit,
            ], successes: ok("RunPage"), problems: [400]),
        APIOperation(
            method: "POST", path: "/v1/runs", name: "createRun",
            summary: "Makes a run from a playbook of the server's, from a playbook's text, or from a task, "
                + "and carries it out.",
            tag: "runs", parameters: [key],
            body: Body(
                schema: "NewRun",
                examples: [
                    .record(
                        ("playbook", "release-gate"), ("inputs", .record(("version", "v1.2.0"))),
                        ("autonomy", "guided")),
                    .record(("source", "name: Hello\nsteps:\n  say:\n    run: echo hello\n")),
                    .record(("task", "Find out why the nightly build is slow")),
                ]),
            successes: [Success(status: 201, description: "The new run.", schema: "RunView")],
            problems: [400, 404, 422]),
        APIOperation(
            method: "GET", path: "/v1/runs/{run}", name: "showRun", summary: "A run, folded for a page.",
            tag: "runs", parameters: [at], successes: ok("RunView"), problems: [404]),
        APIOperation(
            method: "GET", path: "/v1/runs/{run}/state", name: "showState",
            summary: "A run's whole state, as the rules know it.", tag: "runs", parameters: [at],
            successes: ok("Anything"), problems: [404]),
        APIOperation(
            method: "GET", path: "/v1/runs/{run}/payloads/{digest}", name: "readPayload",
            summary: "Bytes that a view names by digest, such as a transcript.", tag: "runs",
            successes: [
                Success(status: 200, description: "The bytes.", type: "text/plain; charset=utf-8")
            ], problems: [404]),
        APIOperation(
            method: "POST", path: "/v1/runs/{run}/owner", name: "carryOut",
            summary: "Carries the run out here; with force it is taken from another process.", tag: "runs",
            body: Body(schema: "Ownership", examples: [.record(("force", false))]),
            successes: ok("RunView"), problems: [404, 409]),
    ]

    private static let steering = [
        APIOperation(
            method: "POST", path: "/v1/runs/{run}/interventions", name: "intervene",
            summary: "Intervenes in a run.", tag: "steering", parameters: [key],
            body: Body(
                schema: "Intervention",
                examples: [
                    .record(("intervention", "pause")),
                    .record(("intervention", "resume"), ("step", "build")),
                    .record(
                        ("intervention", "redirect"), ("step", "test"),
                        ("instructions", "Only the unit tests")),
                    .record(("intervention", "skip"), ("step", "lint"), ("withDependents", true)),
                    .record(
                        ("intervention", "rollback"), ("step", "build"), ("accept", .array(["tag"])),
                        ("preview", digest)),
                    .record(("intervention", "stop"), ("reason", "Wrong branch")),
                    .record(
                        ("intervention", "take-over"), ("step", "test"),
                        ("outputs", .record(("text", "All passed")))),
                    .record(("intervention", "note"), ("text", "The runner is slow today")),
                    .record(("intervention", "undo"), ("revision", 12)),
                    .record(("intervention", "redo"), ("revision", 13)),
                    .record(("intervention", "autonomy"), ("level", "manual")),
                    .record(("intervention", "breakpoint-add"), ("step", "tag")),
                    .record(("intervention", "breakpoint-remove"), ("step", "tag")),
                ]), successes: ok("Intervened"), problems: [400, 404, 409, 422]),
        APIOperation(
            method: "GET", path: "/v1/runs/{run}/plan", name: "showPlan",
            summary: "The plan, as data and as a text to edit.", tag: "steering", successes: ok("Plan"),
            problems: [404]),
        APIOperation(
            method: "PUT", path: "/v1/runs/{run}/plan", name: "editPlan",
            summary: "Puts steps in place of the plan's. The body is JSON, or YAML with its own type.",
            tag: "steering",
            parameters: [
                key,
                Parameter(
                    name: "If-Match", place: "header", description: "The ETag of the plan.",
                    isRequired: true,
                    schema: .record(("type", "string"), ("pattern", #"^"?[0-9]{1,10}"?$"#))),
                Parameter(
                    name: "dryRun", place: "query", description: "`true` only tells what would follow.",
                    schema: words("true", "false")),
            ],
            body: Body(
                schema: "PlanEdit",
                examples: [
                    .record(
                        (
                            "steps",
                            .array([.record(("id", "build"), ("agent", "shell"), ("run", "make"))])
                        ))
                ]), successes: ok("Intervened"), problems: [400, 404, 409, 412, 422, 428]),
        APIOperation(
            method: "GET", path: "/v1/runs/{run}/breakpoints", name: "listBreakpoints",
            summary: "Where the run is held for a person.", tag: "steering", successes: ok("Breakpoints"),
            problems: [404]),
        APIOperation(
            method: "POST", path: "/v1/runs/{run}/breakpoints", name: "addBreakpoint",
            summary: "Holds the run before a step.", tag: "steering", parameters: [key],
            body: Body(schema: "Breakpoint", examples: [.record(("step", "tag"), ("level", "always"))]),
            successes: ok("Intervened"), problems: [400, 404, 409]),
        APIOperation(
            method: "DELETE", path: "/v1/runs/{run}/breakpoints/{step}", name: "removeBreakpoint",
            summary: "Holds the run there no longer.", tag: "steering", parameters: [key],
            successes: ok("Intervened"), problems: [404]),
        APIOperation(
            method: "GET", path: "/v1/runs/{run}/autonomy", name: "showAutonomy",
            summary: "How much is asked.", tag: "steering", successes: ok("Autonomy"), problems: [404]),
        APIOperation(
            method: "PUT", path: "/v1/runs/{run}/autonomy", name: "setAutonomy",
            summary: "Sets how much is asked, in the run or of one agent.", tag: "steering",
            parameters: [key],
            body: Body(
                schema: "AutonomyOrder",
                examples: [
                    .record(("level", "supervised")), .record(("level", "manual"), ("agent", "shell")),
                ]), successes: ok("Intervened"), problems: [400, 404]),
        APIOperation(
            method: "GET", path: "/v1/runs/{run}/rollback", name: "lookBeforeRollback",
            summary: "What going back to before a step would take back, and what would stay.",
            tag: "steering",
            parameters: [
                Parameter(
                    name: "step", place: "query", description: "The step.", isRequired: true,
                    schema: reference("Name"))
            ],
            successes: ok("RollbackPreview"), problems: [404, 409, 422]),
    ]

    private static let gates = [
        APIOperation(
            method: "GET", path: "/v1/gates", name: "listGates",
            summary: "The inbox: open gates of all runs, the oldest first.", tag: "gates",
            parameters: [
                Parameter(
                    name: "status", place: "query", description: "Only those that are open.",
                    schema: words("open")), run,
                Parameter(
                    name: "after", place: "query", description: "The `next` of the page before.",
                    schema: .record(
                        ("type", "string"),
                        (
                            "pattern",
                            #"^[0-9]{1,15}-[A-Za-z0-9][A-Za-z0-9_\-]{0,63}\.g[1-9][0-9]{0,14}$"#
                        ))), limit,
            ], successes: ok("GatePage"), problems: [400]),
        APIOperation(
            method: "GET", path: "/v1/gates/{gate}", name: "showGate",
            summary: "A gate with everything that a verdict rests on, however long it is.", tag: "gates",
            successes: ok("GateView"), problems: [404]),
        APIOperation(
            method: "PUT", path: "/v1/gates/{gate}/verdict", name: "decide",
            summary: "Decides a gate, on exactly what its digest stands for.", tag: "gates",
            parameters: [key],
            body: Body(
                schema: "Verdict",
                examples: [
                    .record(("verdict", "approve"), ("digest", digest)),
                    .record(
                        ("verdict", "approve"), ("digest", digest), ("edits", .record(("run", "make")))),
                    .record(
                        ("verdict", "reject"), ("digest", digest), ("reason", "The tag is missing")),
                    .record(("verdict", "answer"), ("digest", digest), ("answer", "The second one")),
                ]),
            successes: ok("RunView", "It was decided.") + [
                Success(
                    status: 202, description: "It is carried out when the moment to withdraw it is over.",
                    schema: "PendingVerdict")
            ], problems: [400, 404, 409, 422]),
        APIOperation(
            method: "DELETE", path: "/v1/gates/{gate}/verdict", name: "withdrawVerdict",
            summary: "Takes back a verdict that waits to be carried out.", tag: "gates",
            successes: [Success(status: 204, description: "The gate is open as before.", type: nil)],
            problems: [404]),
        APIOperation(
            method: "PUT", path: "/v1/gates/{gate}/hold", name: "holdGate",
            summary: "Takes the deadline away: the gate waits for a person.", tag: "gates",
            parameters: [key], successes: ok("GateView"), problems: [404, 409, 422]),
        APIOperation(
            method: "DELETE", path: "/v1/gates/{gate}/hold", name: "releaseGate",
            summary: "Gives the gate its whole declared time again.", tag: "gates", parameters: [key],
            successes: ok("GateView"), problems: [404, 409, 422]),
    ]

    private static let digest: JSON = "1c69a880fe971de562ce4b6bd9b92ba63b367a0516fc8860dd0180348ec92191"

    private static let streams = [
        APIOperation(
            method: "GET", path: "/v1/runs/{run}/events", name: "readEvents",
            summary: "A run's events: a page of them, or with `Accept: text/event-stream` all and what "
                + "follows.",
            tag: "streams",
            parameters: [
                Parameter(
                    name: "after", place: "query", description: "Only those after this revision.",
                    schema: whole(0, Int(Int32.max))),
                Parameter(
                    name: "limit", place: "query", description: "The most events of a page.",
                    schema: whole(1, ServerLimits.eventPageSize)),
                Parameter(
                    name: "views", place: "query", description: "`none` leaves views out.",
                    schema: words("none")),
                Parameter(
                    name: "form", place: "query",
                    description: "`log` tells a page of events exactly as the log has them.",
                    schema: words("log")),
                lastEventID,
            ],
            successes: ok("EventPage") + [
                Success(
                    status: 200, description: "Frames `event`, `view`, `output` and `end`.",
                    type: "text/event-stream"),
                Success(
                    status: 204,
                    description: "A stream that was cut off at the end of a run that is over: do not connect "
                        + "again.", type: nil),
            ], problems: [400, 404, 429]),
        APIOperation(
            method: "GET", path: "/v1/feed", name: "feed",
            summary: "The lists of runs and gates as they change, and up to 8 runs in full.", tag: "streams",
            parameters: [
                Parameter(
                    name: "watch", place: "query", description: "RUN:REVISION, with commas between.",
                    schema: cursors),
                Parameter(
                    name: "Last-Event-ID", place: "header", description: "Where a stream was cut off.",
                    schema: cursors),
            ],
            successes: [
                Success(
                    status: 200,
                    description:
                        "Frames `lists`, `run`, `gate`, `event`, `view`, `output`, `end`, `reset` and "
                        + "`refused`.",
                    type: "text/event-stream")
            ], problems: [400, 429]),
    ]

    private static let inspection = [
        APIOperation(
            method: "GET", path: "/v1/runs/{run}/audit", name: "audit",
            summary: "Whether the run's log is whole and unchanged.", tag: "inspection",
            successes: ok("Audit"), problems: [404]),
        APIOperation(
            method: "GET", path: "/v1/runs/{run}/audit/export", name: "exportLog",
            summary: "The run's log as lines of JSON that can be checked anywhere.", tag: "inspection",
            successes: [
                Success(status: 200, description: "The lines.", type: "application/x-ndjson")
            ], problems: [404]),
        APIOperation(
            method: "GET", path: "/v1/playbooks", name: "listPlaybooks",
            summary: "The playbooks that can be started by name.", tag: "inspection",
            successes: ok("PlaybookList")),
        APIOperation(
            method: "GET", path: "/v1/agents", name: "listAgents",
            summary: "The agents of all runs that go on.", tag: "inspection", successes: ok("AgentList")),
    ]

    private static let access = [
        APIOperation(
            method: "POST", path: "/v1/session", name: "signIn", summary: "Signs a browser in.",
            tag: "access", body: Body(schema: "SignIn", examples: [.record(("token", "fermata_…"))]),
            successes: ok("Session"), problems: [401, 429]),
        APIOperation(
            method: "GET", path: "/v1/session", name: "showSession", summary: "Who is signed in.",
            tag: "access", successes: ok("Session")),
        APIOperation(
            method: "DELETE", path: "/v1/session", name: "signOut", summary: "Ends the session.",
            tag: "access",
            successes: [Success(status: 204, description: "It has ended.", type: nil)]),
        APIOperation(
            method: "GET", path: "/v1/tokens", name: "listTokens", summary: "Who has a token.",
            tag: "access", successes: ok("TokenList")),
        APIOperation(
            method: "POST", path: "/v1/tokens", name: "createToken",
            summary: "Makes a token, which is told once.", tag: "access",
            body: Body(
                schema: "NewToken", examples: [.record(("name", "nightly"), ("role", "operator"))]),
            successes: [Success(status: 201, description: "The token.", schema: "Token")],
            problems: [409, 422]),
        APIOperation(
            method: "DELETE", path: "/v1/tokens/{name}", name: "revokeToken", summary: "Revokes a token.",
            tag: "access",
            successes: [Success(status: 204, description: "It no longer counts.", type: nil)],
            problems: [404]),
    ]

    private static let service = [
        APIOperation(
            method: "GET", path: "/healthz", name: "health", summary: "Whether the server lives.",
            tag: "service", successes: ok("Status")),
        APIOperation(
            method: "GET", path: "/readyz", name: "readiness", summary: "Whether it can work.",
            tag: "service", successes: ok("Status"), problems: [503]),
        APIOperation(
            method: "GET", path: "/metrics", name: "metrics", summary: "What the server counts.",
            tag: "service",
            successes: [
                Success(
                    status: 200, description: "Prometheus text.", type: "text/plain; version=0.0.4")
            ]),
        APIOperation(
            method: "GET", path: "/openapi.json", name: "describe", summary: "This description.",
            tag: "service", successes: ok("Anything")),
    ]
}
