import FermataAPI
public import FermataCore

/// What a new run is made from, as a server takes it.
public struct RunRequest: Sendable {
    /// Where the playbook comes from.
    public enum Origin: Sendable {
        /// A playbook of the server's, by name.
        case named(String)
        /// The text of a playbook, and the name its mistakes are told with.
        case source(String, file: String)
    }

    /// Where the playbook comes from.
    public var origin: Origin
    /// The inputs, an object.
    public var inputs: JSON
    /// What the run is called; the playbook's name otherwise.
    public var title: String?
    /// The directory on the server's machine; the server's own otherwise.
    public var directory: String?
    /// How much is asked; as the playbook says otherwise.
    public var autonomy: Autonomy?
    /// Whether gates take their declared default at once.
    public var isUnattended: Bool

    /// Creates a request.
    public init(
        origin: Origin, inputs: JSON, title: String? = nil, directory: String? = nil,
        autonomy: Autonomy? = nil, isUnattended: Bool = false
    ) {
        self.origin = origin
        self.inputs = inputs
        self.title = title
        self.directory = directory
        self.autonomy = autonomy
        self.isUnattended = isUnattended
    }

    var json: JSON {
        let playbook: String?
        let source: String?
        let file: String?
        switch origin {
        case .named(let name): (playbook, source, file) = (name, nil, nil)
        case .source(let text, let name): (playbook, source, file) = (nil, text, name)
        }
        return .record(
            ("playbook", playbook?.json), ("source", source?.json), ("file", file?.json), ("inputs", inputs),
            ("title", title?.json), ("directory", directory?.json), ("autonomy", autonomy?.json),
            ("unattended", isUnattended ? true : nil))
    }
}

extension ServerClient {
    /// Makes a run. The server carries it out at once.
    public func create(_ request: RunRequest) async throws -> RunID {
        try await value(
            ServerRequest(
                method: .post, path: "/v1/runs", body: request.json, idempotencyKey: ServerRequest.newKey()),
            rule: .brief
        ) { json throws(JSONDecodingError) in try json.field("run") }
    }

    /// Decides a command on a run. However often it has to be sent, it is done once.
    /// - Throws: `ServerFailure` also when the command is one that only the run's owner gives.
    public func perform(_ command: Command, on run: RunID, rule: RetryRule) async throws {
        guard let order = Order.json(for: command) else {
            throw ServerFailure.unreadable(address, detail: "the command is not for people")
        }
        var request = ServerRequest(
            method: .post, path: "/v1/runs/\(run)/interventions", body: order,
            idempotencyKey: ServerRequest.newKey())
        switch command {
        case .decide(let gate, _, _):
            (request.method, request.path) = (.put, "/v1/gates/\(GateName(run, gate))/verdict")
            // The address names the gate.
            if case .object(let members) = order {
                request.body = .object(members.filter { $0.name != "gate" })
            }
        case .holdGate(let gate):
            (request.method, request.path) = (.put, "/v1/gates/\(GateName(run, gate))/hold")
            request.body = nil
        case .releaseGate(let gate):
            (request.method, request.path) = (.delete, "/v1/gates/\(GateName(run, gate))/hold")
            request.body = nil
        case .editPlan, .redirect, .skip, .takeOver, .rollBack, .pause, .resume, .stop, .note, .addBreakpoint,
            .removeBreakpoint, .setAutonomy, .undo, .redo, .adopt, .advance, .expireGates, .report,
            .reportCompensation:
            break
        }
        try await bytes(request, rule: rule)
    }

    /// Sees to it that the server carries a run out; with `force` it takes it from a living process.
    public func carryOut(_ run: RunID, force: Bool) async throws {
        try await bytes(
            ServerRequest(
                method: .post, path: "/v1/runs/\(run)/owner", body: .record(("force", force.json)),
                idempotencyKey: ServerRequest.newKey()),
            rule: .brief)
    }
}
