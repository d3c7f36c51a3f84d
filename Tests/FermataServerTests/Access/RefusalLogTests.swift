import FermataCore
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

    @Test("A flood of refusals is one line, not a flood of lines")
    func flood() async throws {
        let bench = try AccessBench { $0.failureLimit = RateLimit(burst: 1, perSecond: 0.1) }
        for _ in 0..<50 { _ = try await bench.send(.get, "/v1/runs", token: "x") }
        #expect(refusals(bench).filter { $0.hasPrefix("warning: ") }.count == 2)
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
