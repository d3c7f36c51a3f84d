import FermataCore
import HTTPTypes
import NIOHTTP1
import Testing

@testable import FermataServer

@Suite("Where requests may go to and come from")
struct RequestOriginTests {
    private static let remote = ConnectionFacts(
        remoteAddress: "192.0.2.9", localAddress: "192.0.2.1", localPort: 8080)

    @Test(
        "On the machine itself its own names are answered",
        arguments: ["127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080", "localhost.:8080", "[::1]:8080"])
    func loopback(host: String) async throws {
        #expect(try await AccessBench().send(.get, "/healthz", host: host).status == 200)
    }

    @Test(
        "A name that somebody else made to lead here is refused, also for what is open to all",
        arguments: [
            "evil.example", "evil.example:8080", "127.0.0.1", "127.0.0.1:80", "localhost:8081",
            "127.0.0.1.evil.example:8080", "localhost.evil.example:8080", "127.0.0.1:8080@evil.example",
            "evil.example#127.0.0.1:8080", "127.0.0.1:8080,evil.example", "0x7f000001:8080",
            "2130706433:8080",
            "127.1:8080", "[::ffff:127.0.0.1]:8080", "[::1", "", " ", ":8080", "localhost:",
            "localhost:99999",
            "localhost:8080:8080", "192.0.2.1:8080",
        ])
    func rebinding(host: String) async throws {
        let bench = try AccessBench()
        for path in ["/healthz", "/", "/index.html", "/v1/runs"] {
            let reply = try await bench.send(.get, path, host: host)
            #expect(reply.status == 421)
            #expect(try reply.code == "access.host")
        }
    }

    @Test("A request without any name is refused")
    func nameless() async throws {
        #expect(try await AccessBench().send(.get, "/healthz", host: nil).status == 421)
    }

    @Test("A request that names another host besides is refused, whichever of the two is this server's")
    func severalHosts() async throws {
        let bench = try AccessBench()
        for (first, second) in [
            ("127.0.0.1:8080", "evil.example"), ("evil.example", "127.0.0.1:8080"),
            ("127.0.0.1:8080", "127.0.0.1:8080"),
        ] {
            var headers = HTTPFields()
            headers[.host] = second
            let reply = try await bench.send(.get, "/healthz", headers: headers, host: first)
            #expect(reply.status == 400)
            #expect(try reply.code == "access.several-hosts")
            #expect(reply.headers[.connection] == "close")
        }
    }

    @Test(
        "A target that names a host is told apart from one that is a path",
        arguments: [
            ("http://evil.example/v1/runs", "evil.example"), ("HTTPS://a:1?x=//b/", "a:1"),
            ("http://user@evil.example#/", "user@evil.example"), ("/v1/runs?at=http://evil.example/", nil),
            ("//evil.example/", nil), ("*", nil),
        ] as [(String, String?)])
    func targets(target: String, host: String?) {
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: target)
        #expect(TargetCheck.host(in: head) == host)
    }

    @Test("From elsewhere, the address that was reached is answered and the machine's own names are not")
    func elsewhere() async throws {
        let bench = try AccessBench()
        for (host, status) in [("192.0.2.1:8080", 200), ("localhost:8080", 421), ("127.0.0.1:8080", 421)] {
            let reply = try await bench.send(.get, "/healthz", host: host, connection: Self.remote)
            #expect(reply.status == status, "\(host)")
        }
    }

    @Test("A name that was allowed is answered, with its port if it was given one")
    func allowed() async throws {
        let bench = try AccessBench { $0.allowedHosts = ["fermata.example", "other.example:8443"] }
        for (host, status) in [
            ("fermata.example", 200), ("fermata.example:9", 200), ("Fermata.Example.", 200),
            ("other.example:8443", 200), ("other.example", 421), ("a.fermata.example", 421),
        ] {
            #expect(try await bench.send(.get, "/healthz", host: host).status == status, "\(host)")
        }
    }

    @Test("What stands for every address lets nobody in, though the server listens on it")
    func everyAddress() async throws {
        let bench = try AccessBench { $0.allowedHosts = ["0.0.0.0", "::", "192.0.2.7"] }
        for (host, status) in [("0.0.0.0:8080", 421), ("[::]:8080", 421), ("192.0.2.7:9", 200)] {
            #expect(try await bench.send(.get, "/healthz", host: host).status == status, "\(host)")
        }
    }

    @Test(
        "A page of another origin may change nothing and read nothing, whatever credential comes along",
        arguments: [
            "http://evil.example", "http://localhost:8080", "http://127.0.0.1:8081", "http://127.0.0.1",
            "null", "", "file://", "http://127.0.0.1:8080.evil.example", "ftp://127.0.0.1:8080",
            "http://127.0.0.1:8080/x", "http://a@127.0.0.1:8080",
        ])
    func foreignOrigin(origin: String) async throws {
        let bench = try AccessBench()
        let token = try bench.makeToken("ada", .admin)
        for (method, path) in [(HTTPRequest.Method.post, "/v1/runs"), (.get, "/v1/feed"), (.get, "/v1/runs")]
        {
            let reply = try await bench.send(method, path, token: token, headers: [.origin: origin])
            #expect(reply.status == 403)
            #expect(try reply.code == "access.origin")
        }
    }

    @Test(
        "What a browser says of another site is believed",
        arguments: ["cross-site", "same-site", "", "None", "unknown"])
    func fetchMetadata(site: String) async throws {
        let bench = try AccessBench()
        let token = try bench.makeToken("ada", .admin)
        for (method, path) in [(HTTPRequest.Method.post, "/v1/runs"), (.get, "/v1/feed"), (.get, "/v1/runs")]
        {
            let reply = try await bench.send(method, path, token: token, headers: [.secFetchSite: site])
            #expect(try reply.code == "access.origin")
        }
    }

    @Test("The server's own page and an address that a person types are let through")
    func ownPage() async throws {
        let bench = try AccessBench()
        let token = try bench.makeToken("ada", .admin)
        let own: HTTPFields = [.origin: "http://127.0.0.1:8080", .secFetchSite: "same-origin"]
        #expect(try await bench.send(.post, "/v1/runs", token: token, headers: own).status == 200)
        #expect(try await bench.send(.get, "/v1/feed", token: token, headers: own).status == 200)
        let typed: HTTPFields = [.secFetchSite: "none"]
        #expect(try await bench.send(.get, "/v1/runs", token: token, headers: typed).status == 200)
        #expect(try await bench.send(.post, "/v1/runs", token: token, headers: typed).status == 403)
    }

    @Test("A link on another site may lead to the page, which then knows nobody by it")
    func linkFromElsewhere() async throws {
        let reply = try await AccessBench().send(.get, "/", headers: [.secFetchSite: "cross-site"])
        // There are no files on this bench; what matters is that nothing was refused.
        #expect(reply.status == 404)
    }

    @Test("Nobody can be signed in from another site")
    func signInFromElsewhere() async throws {
        let bench = try AccessBench()
        let token = try bench.makeToken("mallory", .viewer)
        let reply = try await bench.send(
            .post, "/v1/session", headers: [.origin: "http://evil.example"], body: #"{"token":"\#(token)"}"#)
        #expect(try reply.code == "access.origin")
        #expect(reply.headers[.setCookie] == nil)
    }
}
