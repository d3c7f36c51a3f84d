import FermataCore
import FermataRuntime
import FermataTesting
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

@testable import FermataServer

/// A context without a connection of its own.
struct BenchContext: PersonContext {
    struct Source: RequestContextSource {
        var logger = Logger(label: "bench")
        var connection = AccessBench.loopback
    }

    var coreContext: CoreRequestContextStorage
    var person: Person?
    var credential: Credential?
    var connection: ConnectionFacts
    let stopReading: @Sendable () -> Void = {}

    init(source: Source) {
        coreContext = .init(source: source)
        connection = source.connection
    }
}

/// What a request was answered with.
struct Reply {
    var status: Int
    var headers: HTTPFields
    var body: [UInt8]

    var json: JSON {
        get throws { try JSON(parsing: body) }
    }

    var code: String? {
        get throws { try json["code"]?.stringValue }
    }
}

/// The access layer before routes that tell who was let through, without sockets.
final class AccessBench {
    static let loopback = ConnectionFacts(
        remoteAddress: "127.0.0.1", localAddress: "127.0.0.1", localPort: 8080)

    let folder: TemporaryHome
    let clock = ManualClock()
    let control: AccessControl
    let log = CollectedLog()
    private let responder: any HTTPResponder<BenchContext>

    init(_ change: (inout AccessSettings) -> Void = { _ in }) throws {
        folder = try TemporaryHome()
        var settings = AccessSettings(home: folder.path)
        change(&settings)
        let log = log
        control = AccessControl(
            settings, clock: clock, logger: Logger(label: "bench") { _ in log.handler })
        let router = Router(context: BenchContext.self)
        router.add(middleware: ResponseHeaders())
        router.add(middleware: AccessMiddleware(control))
        let routes = AccessRoutes<BenchContext>(control)
        routes.add(to: router)
        let own = Set(["/v1/session", "/v1/tokens", "/v1/tokens/{name}"])
        for route in RoutePermission.all
        where !own.contains(route.path) && route.path != RoutePermission.unknownPath {
            guard let method = HTTPRequest.Method(rawValue: route.method) else { continue }
            router.on(RouterPath(route.path), method: method) { _, context in
                Response(
                    status: .ok,
                    body: ResponseBody(byteBuffer: ByteBuffer(string: context.person?.actor.json.text ?? "-"))
                )
            }
        }
        router.get("/v1/forgotten") { _, _ in Response(status: .ok) }
        responder = router.buildResponder()
    }

    func makeToken(_ name: String, _ role: Role, lifetimeSeconds: Int? = nil) throws -> String {
        try control.tokens.create(
            name: name, role: role, expiresAt: lifetimeSeconds.map { clock.now.adding(seconds: $0) },
            now: clock.now
        ).reveal()
    }

    /// Sends a request as a program does: to the right name, and with nothing that a browser adds.
    func send(
        _ method: HTTPRequest.Method, _ path: String, token: String? = nil, headers: HTTPFields = [:],
        host: String? = "127.0.0.1:8080", body: String = "", connection: ConnectionFacts = loopback
    ) async throws -> Reply {
        var fields = headers
        if let token { fields[.authorization] = "Bearer \(token)" }
        let head = HTTPRequest(
            method: method, scheme: "http", authority: host, path: path, headerFields: fields)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body)))
        let context = BenchContext(source: BenchContext.Source(connection: connection))
        let response: Response
        do {
            response = try await responder.respond(to: request, context: context)
        } catch {
            guard let problem = ProblemAnswer(error) else { throw error }
            response = problem.response
        }
        let collector = BodyCollector()
        try await response.body.write(collector)
        return Reply(status: response.status.code, headers: response.headers, body: collector.bytes)
    }

    /// Signs in and gives the headers that the page would send from then on.
    func signIn(_ token: String) async throws -> HTTPFields {
        let reply = try await send(
            .post, "/v1/session", body: JSON.record(("token", .string(token))).encoded())
        let cookie = reply.headers[.setCookie]?.prefix { $0 != ";" } ?? ""
        var fields: HTTPFields = [.cookie: String(cookie)]
        fields[.csrfToken] = try reply.json["csrf"]?.stringValue
        return fields
    }
}

private final class BodyCollector: ResponseBodyWriter {
    private let collected = Mutex<[UInt8]>([])

    var bytes: [UInt8] { collected.withLock { $0 } }

    func write(_ buffer: ByteBuffer) async throws {
        collected.withLock { $0 += Array(buffer.readableBytesView) }
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
