import AsyncHTTPClient
import FermataCore
import FermataJournal
import FermataRuntime
import FermataTesting
import Logging
import NIOCore
import NIOHTTP1
import Testing

@testable import FermataServer

/// A server on a free port with an engine, a journal in memory and a scripted agent, for one test.
struct ServerBench {
    let journal: any Journal
    let engine: Engine
    let server: FermataServer
    let control: AccessControl
    let home: TemporaryHome
    let tokens: [Role: String]
    let port: Int
    /// The name by which the server is reached.
    var address: String { "http://127.0.0.1:\(port)" }

    /// Runs a server while a body works.
    static func running<Value: Sendable>(
        journal: any Journal = MemoryJournal(), owner: String = "first", agent: ScriptedAgent = .willing,
        clock: any WallClock = SystemClock(), log: CollectedLog = CollectedLog(),
        change: (inout ServerSettings) -> Void = { _ in }, _ body: (ServerBench) async throws -> Value
    ) async throws -> Value {
        let home = try TemporaryHome()
        var settings = ServerSettings(port: 0, directory: home.path)
        settings.heartbeatMilliseconds = 200
        change(&settings)
        let logger = Logger(label: "test") { _ in log.handler }
        let engine = Engine(
            journal: journal, agents: AgentRegistry([.command: agent, .human: agent]),
            owner: Owner(id: owner, label: owner), clock: clock, logger: logger)
        let control = AccessControl(AccessSettings(home: home.path), clock: clock, logger: logger)
        var tokens: [Role: String] = [:]
        for role in Role.allCases {
            tokens[role] = try control.tokens.create(
                name: role.rawValue, role: role, expiresAt: nil, now: clock.now
            ).reveal()
        }
        let names = RunNames()
        let server = FermataServer(
            settings, engine: engine, journal: journal, access: control, newRun: { names.next() },
            clock: clock, logger: logger)
        let (endings, end) = AsyncStream.makeStream(of: Void.self)
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let engineTask = Task { await engine.run() }
        let serverTask = Task {
            defer { listening.finish() }
            try await server.run(until: endings) { listening.yield($0) }
        }
        func finish() async throws {
            end.yield()
            end.finish()
            try await serverTask.value
            engineTask.cancel()
            await engineTask.value
        }
        guard let port = await ports.first(where: { _ in true }) else {
            try await finish()
            throw CancellationError()
        }
        let bench = ServerBench(
            journal: journal, engine: engine, server: server, control: control, home: home, tokens: tokens,
            port: port)
        do {
            let value = try await body(bench)
            try await finish()
            return value
        } catch {
            try await finish()
            throw error
        }
    }

    /// Sends a request as a program does.
    func send(
        _ method: String, _ path: String, _ body: JSON? = nil, role: Role? = .admin,
        headers: [(String, String)] = [], text: String? = nil
    ) async throws -> LiveReply {
        var request = HTTPClientRequest(url: address + path)
        request.method = .RAW(value: method)
        if let role, let token = tokens[role] {
            request.headers.add(name: "Authorization", value: "Bearer \(token)")
        }
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body.encodedBytes())) }
        if let text { request.body = .bytes(ByteBuffer(string: text)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        return LiveReply(
            status: Int(response.status.code),
            headers: Dictionary(
                response.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 }),
            body: Array(bytes.readableBytesView))
    }

    /// Sends a request and looks at nothing but the answer's status.
    func expect(
        _ status: Int, _ method: String, _ path: String, _ body: JSON? = nil, role: Role? = .admin,
        headers: [(String, String)] = [], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let reply = try await send(method, path, body, role: role, headers: headers)
        #expect(
            reply.status == status, "\(String(decoding: reply.body, as: UTF8.self))",
            sourceLocation: sourceLocation)
    }

    /// Opens a stream.
    func stream(_ path: String, headers: [(String, String)] = []) async throws -> FrameReader {
        var request = HTTPClientRequest(url: address + path)
        request.headers.add(name: "Authorization", value: "Bearer \(tokens[.admin] ?? "")")
        request.headers.add(name: "Accept", value: "text/event-stream")
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        #expect(response.status == .ok)
        return FrameReader(response.body.makeAsyncIterator())
    }

    /// Makes a run of a playbook and carries it out.
    @discardableResult
    func start(_ playbook: Playbook, run: String = "run") async throws -> RunID {
        let id = try #require(RunID(run))
        let created = RunCreated(
            run: id, title: playbook.name, playbook: playbook, inputs: .object([]), directory: home.path,
            autonomy: playbook.autonomy, isUnattended: false)
        _ = try await engine.create(created, by: .tester)
        try await engine.carryOut(id)
        return id
    }

    /// The first state that holds.
    @discardableResult
    func state(of run: RunID, where holds: (RunState) -> Bool) async throws -> RunState {
        for try await state in engine.states(of: run) where holds(state) { return state }
        Issue.record("the run ended before the state was reached")
        throw CancellationError()
    }

    /// The one open gate, as a program finds it.
    func gate(of run: RunID) async throws -> JSON {
        try await state(of: run) { !$0.openGates.isEmpty }
        let page = try await send("GET", "/v1/gates?run=\(run)").json
        guard case .array(let gates) = page["gates"], let gate = gates.first else {
            Issue.record("no gate is listed")
            throw CancellationError()
        }
        return gate
    }
}

/// What a request was answered with.
struct LiveReply {
    var status: Int
    var headers: [String: String]
    var body: [UInt8]

    var json: JSON {
        get throws { try JSON(parsing: body) }
    }

    var code: String? {
        get throws { try json["code"]?.stringValue }
    }

    /// A field of the answer's head, its name in lower case.
    func header(_ name: String) -> String? { headers[name] }
}

extension Actor {
    static let tester = Actor(kind: .person, name: "tester", authentication: "test")
}

extension ScriptedAgent {
    /// Does every step at once.
    static var willing: ScriptedAgent {
        ScriptedAgent { _, _ in .completed(outputs: .record(("text", "done")), Assessment()) }
    }
}
