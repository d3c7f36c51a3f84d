import FermataCore
import FermataTesting
import HTTPTypes
import Testing

@testable import FermataServer

@Suite("What the log says of refused requests")
struct RefusalLogTests {
    private func refusals(_ bench: AccessBench) -> [String] {
        bench.log.lines.filter { $0.contains("A request was refused.") }
    }

    @Test("Every refusal is logged with who, from where, what and why")
    func logged() async throws {
        let bench = try AccessBench()
        let viewer = try bench.makeToken("ada", .viewer)
        _ = try await bench.send(.get, "/v1/runs", token: "fermata_wrong")
        _ = try await bench.send(.post, "/v1/runs", token: viewer)
        _ = try await bench.send(.get, "/v1/runs", host: "evil.example")
        _ = try await bench.send(.get, "/v1/runs", token: viewer, headers: [.origin: "http://evil.example"])
        let page = try await bench.signIn(viewer)
        _ = try await bench.send(.delete, "/v1/session", headers: [.cookie: page[.cookie] ?? ""])
        let lines = refusals(bench)
        let expected = [
            ["access.required", "person=nobody", "revoked"],
            ["access.role", "person=ada (token)", "operator", "POST /v1/runs"],
            ["access.host", "evil.example"],
            ["access.origin", "http://evil.example"],
            ["access.csrf", "person=ada (session)", "DELETE /v1/session"],
        ]
        #expect(lines.count == expected.count)
        for (line, words) in zip(lines, expected) {
            #expect(line.hasPrefix("warning: ") && line.contains("address=127.0.0.1"), "\(line)")
            for word in words { #expect(line.contains(word), "\(line)") }
        }
    }

    @Test("No line holds a secret, whatever was done with it")
    func noSecrets() async throws {
        let bench = try AccessBench()
        let token = try bench.makeToken("ada", .admin)
        let link = String(try bench.control.makeSignInPath(for: "ada").dropFirst("/#token=".count))
        let page = try await bench.signIn(link)
        let made = try await bench.send(
            .post, "/v1/tokens", token: token, body: #"{"name":"ci","role":"viewer"}"#)
        let fresh = try #require(try made.json["token"]?.stringValue)
        let secrets = [
            token, link, fresh, page[.csrfToken] ?? "",
            page[.cookie]?.split(separator: "=").last.map(String.init),
        ].compactMap { $0 }
        #expect(secrets.count == 5)
        for secret in secrets {
            _ = try await bench.send(.get, "/v1/runs?token=\(secret)")
            _ = try await bench.send(.get, "/v1/runs", token: secret)
            _ = try await bench.send(.get, "/v1/runs", token: "\(secret)x")
            _ = try await bench.send(.get, "/v1/runs", headers: [.cookie: "fermata_session=\(secret)x"])
            _ = try await bench.send(.post, "/v1/runs", headers: page.merging(secret))
            _ = try await bench.send(.post, "/v1/session", body: #"{"token":"\#(secret)x"}"#)
            _ = try await bench.send(.post, "/v1/session", body: #"{"token":"\#(secret)"#)
            _ = try await bench.send(.post, "/v1/tokens", token: token, body: #"{"name":"\#(secret)"}"#)
        }
        #expect(bench.log.lines.count > 20)
        for secret in secrets { #expect(!bench.log.text.contains(secret)) }
    }

    @Test("A flood of refusals is a line and a count for each period, whoever causes it and by what")
    func flood() async throws {
        let bench = try AccessBench {
            $0.failureLimit = RateLimit(burst: 1, perSecond: 0.1)
            $0.personLimit = RateLimit(burst: 1, perSecond: 100)
            $0.addressLimit = RateLimit(burst: 1, perSecond: 100)
        }
        let ada = try bench.makeToken("ada", .viewer)
        for _ in 0..<50 {
            _ = try await bench.send(.get, "/v1/runs", token: "x")
            // Each of these meets a bucket that has just been filled by one.
            for _ in 0..<2 { _ = try await bench.send(.get, "/v1/runs", token: ada) }
            for _ in 0..<2 { _ = try await bench.send(.get, "/healthz") }
            _ = try await bench.send(.get, "/", host: "evil.example")
            bench.clock.advance(seconds: 1)
        }
        let kinds = ["access.required", "access.rate-limited", "access.rate-limited", "access.host"]
        let first = refusals(bench).filter { $0.hasPrefix("warning: ") }
        #expect(first.count == kinds.count)
        bench.clock.advance(seconds: LogTallyStateMachine.periodSeconds)
        _ = try await bench.send(.get, "/", host: "evil.example")
        let counts = bench.log.lines.filter { $0.hasPrefix("warning: Again: A request was refused.") }
        #expect(counts.count == kinds.count)
        #expect(counts.contains { $0.contains("access.host") && $0.contains("times=49") })
        #expect(counts.contains { $0.contains("person=ada") && $0.contains("times=49") })
    }

    @Test("However many addresses refusals come from, the lines of a period are bounded")
    func manyAddresses() async throws {
        let bench = try AccessBench()
        for number in 0..<200 {
            let connection = ConnectionFacts(
                remoteAddress: "192.0.2.\(number)", localAddress: "127.0.0.1", localPort: 8080)
            for _ in 0..<2 {
                _ = try await bench.send(.get, "/", host: "evil.example", connection: connection)
            }
        }
        bench.clock.advance(seconds: LogTallyStateMachine.periodSeconds)
        _ = try await bench.send(.get, "/", host: "evil.example")
        let warnings = bench.log.lines.filter { $0.hasPrefix("warning: ") }
        // One more is the first of the new period.
        #expect(warnings.count == 2 * LogTallyStateMachine.maximumKindCount + 2)
        #expect(warnings.contains { $0.contains("Again, from others.") && $0.contains("times=300") })
    }

    @Test("A page that asks whether somebody is signed in is no incident")
    func signedOutPage() async throws {
        let bench = try AccessBench()
        _ = try await bench.send(.get, "/v1/session")
        #expect(refusals(bench).allSatisfy { $0.hasPrefix("debug: ") })
    }
}

extension HTTPFields {
    fileprivate func merging(_ value: String) -> HTTPFields {
        var fields = self
        fields[.csrfToken] = "\(value)x"
        return fields
    }
}
