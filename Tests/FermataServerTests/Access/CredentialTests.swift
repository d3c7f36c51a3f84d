import FermataCore
import FermataTesting
import HTTPTypes
import Testing

@testable import FermataServer

@Suite("How somebody is known")
struct CredentialTests {
    private let bench: AccessBench

    init() throws {
        bench = try AccessBench()
    }

    private func actor(_ reply: Reply) throws -> Actor { try Actor(json: reply.json) }

    @Test("A token's name acts, and it is told that a token said so")
    func token() async throws {
        let token = try bench.makeToken("ada", .operator)
        let reply = try await bench.send(.get, "/v1/runs", token: token)
        let ada = Actor(kind: .person, name: "ada", authentication: "token", role: .operator)
        #expect(try actor(reply) == ada)
    }

    @Test("A credential that is wrong, cut, longer, expired or revoked says the same to whoever sent it")
    func wrongTokens() async throws {
        let token = try bench.makeToken("ada", .admin)
        let expired = try bench.makeToken("old", .admin, lifetimeSeconds: 60)
        let revoked = try bench.makeToken("gone", .admin)
        try bench.control.tokens.revoke(name: "gone")
        bench.clock.advance(seconds: 60)
        var bodies: Set<[UInt8]> = []
        let wrong = [
            Secret.newToken().reveal(), String(token.dropLast()), token + "A", String(token.dropFirst()),
            token.uppercased(), "fermata_", expired, revoked, "..", "x",
        ]
        for credential in wrong {
            let reply = try await bench.send(.get, "/v1/runs", token: credential)
            #expect(reply.status == 401)
            #expect(reply.headers[.wwwAuthenticate] == #"Bearer realm="fermata""#)
            bodies.insert(reply.body)
            bench.clock.advance(seconds: 60)
        }
        #expect(bodies.count == 1)
        #expect(try await bench.send(.get, "/v1/runs", token: token).status == 200)
    }

    @Test(
        "A header that is no bearer credential is refused",
        arguments: ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer a b", "fermata_x", "Bearer\tx"])
    func malformed(header: String) async throws {
        let reply = try await bench.send(.get, "/v1/runs", headers: [.authorization: header])
        #expect(reply.status == 401)
    }

    @Test("A credential longer than any is refused without being looked up")
    func oversized() async throws {
        let token = "fermata_" + String(repeating: "A", count: Secret.maximumLength)
        #expect(try await bench.send(.get, "/v1/runs", token: token).status == 401)
    }

    @Test("A link signs in once, and its token opens nothing else")
    func link() async throws {
        let path = try bench.control.makeSignInPath(for: "ada")
        let token = try #require(path.split(separator: "=").last.map(String.init))
        #expect(path.hasPrefix("/#token=fermata_"))
        let bearer = try await bench.send(.get, "/v1/runs", token: token)
        #expect(bearer.status == 401)
        let page = try await bench.signIn(token)
        let reply = try await bench.send(.get, "/v1/runs", headers: page)
        let ada = Actor(kind: .person, name: "ada", authentication: "session", role: .admin)
        #expect(try actor(reply) == ada)
        let second = try await bench.send(.post, "/v1/session", body: #"{"token":"\#(token)"}"#)
        #expect(try second.code == "access.required")
        #expect(second.headers[.setCookie] == nil)
    }

    @Test("A session has its token's role as it is now, and ends with it")
    func sessionFollowsToken() async throws {
        let token = try bench.makeToken("ada", .viewer)
        let page = try await bench.signIn(token)
        #expect(try await bench.send(.get, "/v1/runs", headers: page).status == 200)
        try bench.control.tokens.revoke(name: "ada")
        #expect(try await bench.send(.get, "/v1/runs", headers: page).status == 401)
        _ = try bench.makeToken("ada", .admin)
        #expect(try await bench.send(.get, "/v1/runs", headers: page).status == 401)
    }

    @Test("A session ends when its token expires")
    func sessionEndsWithToken() async throws {
        let page = try await bench.signIn(try bench.makeToken("ada", .viewer, lifetimeSeconds: 600))
        bench.clock.advance(seconds: 599)
        #expect(try await bench.send(.get, "/v1/runs", headers: page).status == 200)
        bench.clock.advance(seconds: 1)
        #expect(try await bench.send(.get, "/v1/runs", headers: page).status == 401)
    }

    @Test("A session that a link began ends when its person's access is revoked")
    func linkSessionIsRevoked() async throws {
        let path = try bench.control.makeSignInPath(for: "ada")
        let page = try await bench.signIn(String(path.dropFirst("/#token=".count)))
        #expect(try await bench.send(.get, "/v1/runs", headers: page).status == 200)
        try bench.control.tokens.revoke(name: "ada")
        #expect(try await bench.send(.get, "/v1/runs", headers: page).status == 401)
    }

    @Test("The session's cookie is out of reach of scripts and of other sites, and kept to TLS under TLS")
    func cookie() async throws {
        let token = try bench.makeToken("ada", .viewer)
        let body = #"{"token":"\#(token)"}"#
        let plain = try await bench.send(.post, "/v1/session", body: body)
        let attributes = plain.headers[.setCookie]?.split(separator: "; ").dropFirst().map(String.init)
        #expect(attributes == ["Max-Age=2592000", "Path=/", "HttpOnly", "SameSite=Strict"])
        let secure = try AccessBench { $0.isSecure = true }
        let other = try secure.makeToken("ada", .viewer)
        let reply = try await secure.send(.post, "/v1/session", body: #"{"token":"\#(other)"}"#)
        #expect(reply.headers[.setCookie]?.hasSuffix("; SameSite=Strict; Secure") == true)
    }

    @Test("Signing out ends the session for whoever has its cookie")
    func signOut() async throws {
        let page = try await bench.signIn(try bench.makeToken("ada", .viewer))
        let reply = try await bench.send(.delete, "/v1/session", headers: page)
        #expect(reply.status == 204)
        #expect(reply.headers[.setCookie]?.hasPrefix("fermata_session=; Max-Age=0; ") == true)
        #expect(try await bench.send(.get, "/v1/runs", headers: page).status == 401)
        #expect(try bench.folder.names("access/sessions") == [])
    }

    @Test("Two cookies of the session's name let nobody in: one of them was planted")
    func plantedCookie() async throws {
        let page = try await bench.signIn(try bench.makeToken("ada", .viewer))
        let cookie = try #require(page[.cookie])
        for planted in ["\(cookie); \(cookie)", "fermata_session=x; \(cookie)", "\(cookie);fermata_session="]
        {
            #expect(try await bench.send(.get, "/v1/runs", headers: [.cookie: planted]).status == 401)
        }
        let beside: HTTPFields = [.cookie: "theme=dark; \(cookie); xfermata_session=1"]
        #expect(try await bench.send(.get, "/v1/runs", headers: beside).status == 200)
    }

    @Test("A wrong token is not made good by a right cookie beside it")
    func tokenBeforeCookie() async throws {
        let page = try await bench.signIn(try bench.makeToken("ada", .viewer))
        let reply = try await bench.send(.get, "/v1/runs", token: Secret.newToken().reveal(), headers: page)
        #expect(reply.status == 401)
    }

    @Test("A busy stream notices a revocation within a second, and never takes it back")
    func watch() throws {
        let secret = try bench.control.tokens.create(
            name: "ada", role: .viewer, expiresAt: nil, now: bench.clock.now)
        let holds = bench.control.makeWatch(of: .token(secret.digest))
        let early = bench.control.makeWatch(of: .token(secret.digest))
        #expect(holds() && early())
        try bench.control.tokens.revoke(name: "ada")
        #expect(holds())
        bench.clock.advance(seconds: 1)
        #expect(!holds())
        bench.clock.advance(seconds: -3600)
        #expect(!holds() && !early())
    }

    @Test("A stream can ask whether what it began with still holds")
    func stillHolds() throws {
        let secret = try bench.control.tokens.create(
            name: "ada", role: .viewer, expiresAt: nil, now: bench.clock.now)
        #expect(bench.control.stillHolds(.token(secret.digest)))
        try bench.control.tokens.revoke(name: "ada")
        #expect(!bench.control.stillHolds(.token(secret.digest)))
        #expect(!bench.control.stillHolds(.session(secret.digest)))
        let person = Person(name: "ada", role: .viewer, authentication: .jwt)
        let end = bench.clock.now.adding(seconds: 1)
        #expect(bench.control.stillHolds(.statement(person, expiresAt: end)))
        bench.clock.advance(seconds: 1)
        #expect(!bench.control.stillHolds(.statement(person, expiresAt: end)))
    }
}
