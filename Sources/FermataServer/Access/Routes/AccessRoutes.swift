import FermataAPI
import FermataCore
import HTTPTypes
public import Hummingbird
import Logging
import NIOCore

/// Signing in and out, and the tokens.
public struct AccessRoutes<Context: PersonContext>: Sendable {
    private let control: AccessControl

    /// Creates the routes.
    public init(_ control: AccessControl) {
        self.control = control
    }

    /// Adds the routes to a router that has the ``AccessMiddleware`` already.
    public func add(to router: some RouterMethods<Context>) {
        router.post("/v1/session", use: signIn)
        router.get("/v1/session", use: showSession)
        router.delete("/v1/session", use: signOut)
        router.get("/v1/tokens", use: listTokens)
        router.post("/v1/tokens", use: createToken)
        router.delete("/v1/tokens/{name}", use: revokeToken)
    }

    private func signIn(_ request: Request, context: Context) async throws -> Response {
        let secret = Secret(try field("token", of: try await body(of: request, members: ["token"])))
        let person: Person
        let cookie: Secret
        do {
            (person, cookie) = try await control.signIn(with: secret)
        } catch let refusal as AccessRefusal {
            throw control.countFailure(refusal, from: context.connection)
        }
        control.logger.info(
            "Signed in.",
            metadata: ["person": "\(person.name)", "address": "\(context.connection.remoteAddress)"])
        var response = answer(session(person, cookie: cookie))
        response.headers[.setCookie] = SessionCookie(isSecure: context.connection.isSecure).set(to: cookie)
        return response
    }

    private func showSession(_ request: Request, context: Context) throws -> Response {
        let cookie = try AccessControl.sessionSecret(request.headers)
        let person = try context.requirePerson()
        return answer(session(person, cookie: person.authentication == .session ? cookie : nil))
    }

    private func session(_ person: Person, cookie: Secret?) -> JSON {
        .record(
            ("person", person.name.json), ("role", person.role.json),
            ("csrf", cookie.map { .string(AccessControl.csrfToken(of: $0).reveal()) }),
            ("authentication", person.authentication.json))
    }

    private func signOut(_ request: Request, context: Context) throws -> Response {
        if case .session(let digest) = context.credential { try control.sessions.remove(digest) }
        var response = Response(status: .noContent)
        response.headers[.setCookie] = SessionCookie(isSecure: context.connection.isSecure).clearing
        return response
    }

    private func listTokens(_ request: Request, context: Context) throws -> Response {
        answer(.record(("tokens", try control.tokens.list().json)))
    }

    private func createToken(_ request: Request, context: Context) async throws -> Response {
        let body = try await body(of: request, members: ["name", "role", "expiresAt"])
        let name: String = try field("name", of: body)
        let role: Role = try field("role", of: body)
        let expiresAt: Timestamp?
        do {
            expiresAt = try body.optionalField("expiresAt")
        } catch {
            throw RequestRefusal.invalidBody("\(error)")
        }
        let secret = try control.tokens.create(
            name: name, role: role, expiresAt: expiresAt, now: control.now)
        note("Created a token.", name, context)
        var response = answer(
            .record(
                ("token", .string(secret.reveal())), ("name", name.json), ("role", role.json),
                ("expiresAt", expiresAt?.json)))
        response.status = .created
        return response
    }

    private func revokeToken(_ request: Request, context: Context) throws -> Response {
        let name = context.parameters.get("name") ?? ""
        try control.tokens.revoke(name: name)
        note("Revoked a token.", name, context)
        return Response(status: .noContent)
    }

    private func note(_ message: Logger.Message, _ name: String, _ context: Context) {
        control.logger.notice(
            message, metadata: ["token": "\(name)", "person": "\(context.person?.name ?? "nobody")"])
    }

    private func answer(_ json: JSON) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.encodedBytes())))
    }

    private func body(of request: Request, members: [String]) async throws -> JSON {
        let body = try Request.object(in: await request.bodyBytes(clock: control.clock))
        do {
            try body.requireMembers(among: members)
        } catch {
            throw RequestRefusal.invalidBody("\(error)")
        }
        return body
    }

    private func field<Value: JSONCodable>(_ name: String, of body: JSON) throws(RequestRefusal) -> Value {
        do {
            return try body.field(name)
        } catch {
            throw .invalidBody("\(error)")
        }
    }
}
