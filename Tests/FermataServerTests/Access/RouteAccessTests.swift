import FermataCore
import Foundation
import HTTPTypes
import Testing

@testable import FermataServer

@Suite("Which role may use which route")
struct RouteAccessTests {
    /// Who is let through to each route: `-` for somebody unknown, then the roles. A black-box test sends the
    /// same requests to the built program.
    private static let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../Goldens/access-roles.txt")

    @Test("Every role is let through to exactly the routes of the table")
    func matrix() async throws {
        let bench = try AccessBench()
        let tokens = try Role.allCases.map { ($0, try bench.makeToken("p-\($0.rawValue)", $0)) }
        var lines: [String] = []
        for route in RoutePermission.all where route.path != RoutePermission.unknownPath {
            let method = try #require(HTTPRequest.Method(rawValue: route.method))
            let path = route.path.replacing("{name}", with: "nobody").replacing("{", with: "")
                .replacing("}", with: "")
            var columns: [String] = []
            for (who, token) in [("-", nil)] + tokens.map({ ($0.0.rawValue, $0.1 as String?) }) {
                let reply = try await bench.send(method, path, token: token)
                let isRefused = [401, 403].contains(reply.status)
                if isRefused {
                    #expect(try reply.code == (token == nil ? "access.required" : "access.role"))
                }
                columns.append(isRefused ? String(repeating: " ", count: who.count) : who)
            }
            let name = "\(route.method) \(route.path)"
            let padding = String(repeating: " ", count: max(1, 42 - name.count))
            lines.append(name + padding + columns.joined(separator: " "))
        }
        let text = lines.joined(separator: "\n") + "\n"
        if ProcessInfo.processInfo.environment["FERMATA_REWRITE_GOLDENS"] == "1" {
            try text.write(to: Self.golden, atomically: true, encoding: .utf8)
        }
        #expect(text == (try String(contentsOf: Self.golden, encoding: .utf8)))
    }

    @Test("A route that the table forgot is closed to everybody but admins")
    func forgotten() async throws {
        let bench = try AccessBench()
        #expect(try await bench.send(.get, "/v1/forgotten").status == 401)
        let approver = try bench.makeToken("p", .approver)
        #expect(try await bench.send(.get, "/v1/forgotten", token: approver).status == 403)
        let admin = try bench.makeToken("a", .admin)
        #expect(try await bench.send(.get, "/v1/forgotten", token: admin).status == 200)
    }

    @Test(
        "Ways to write a path that mean the same are judged the same",
        arguments: ["/v1//tokens", "/v1/tokens/", "//v1/tokens", "/v1/tokens?a=/healthz", "/v1/tokens//"])
    func otherSpellings(path: String) async throws {
        let bench = try AccessBench()
        let viewer = try bench.makeToken("v", .viewer)
        #expect([403, 404].contains(try await bench.send(.get, path, token: viewer).status))
        #expect([401, 404].contains(try await bench.send(.get, path).status))
    }

    @Test("Metrics are open on the machine itself, and to somebody beyond a proxy only with a role")
    func metrics() async throws {
        let bench = try AccessBench { $0.allowedHosts = ["fermata.example"] }
        #expect(try await bench.send(.get, "/metrics").status == 200)
        #expect(try await bench.send(.get, "/metrics", host: "fermata.example").status == 401)
        let remote = ConnectionFacts(
            remoteAddress: "192.0.2.9", localAddress: "192.0.2.1", localPort: 8080)
        #expect(
            try await bench.send(.get, "/metrics", host: "192.0.2.1:8080", connection: remote).status == 401)
    }
}
