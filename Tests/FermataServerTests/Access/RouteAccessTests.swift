import FermataCore
import HTTPTypes
import Testing

@testable import FermataServer

@Suite("Which role may use which route")
struct RouteAccessTests {
    /// Who is let through to each route, in the order of the table: `-` for somebody unknown, then the roles.
    private static let golden = """
        GET /healthz                              - viewer operator approver admin
        GET /readyz                               - viewer operator approver admin
        GET /openapi.json                         - viewer operator approver admin
        POST /v1/session                          - viewer operator approver admin
        GET /metrics                              - viewer operator approver admin
        GET /v1/session                             viewer operator approver admin
        DELETE /v1/session                          viewer operator approver admin
        GET /v1/runs                                viewer operator approver admin
        GET /v1/runs/{run}                          viewer operator approver admin
        GET /v1/runs/{run}/state                    viewer operator approver admin
        GET /v1/runs/{run}/payloads/{digest}        viewer operator approver admin
        GET /v1/runs/{run}/events                   viewer operator approver admin
        GET /v1/runs/{run}/plan                     viewer operator approver admin
        GET /v1/runs/{run}/rollback                 viewer operator approver admin
        GET /v1/runs/{run}/breakpoints              viewer operator approver admin
        GET /v1/runs/{run}/autonomy                 viewer operator approver admin
        GET /v1/runs/{run}/audit                    viewer operator approver admin
        GET /v1/runs/{run}/audit/export             viewer operator approver admin
        GET /v1/gates                               viewer operator approver admin
        GET /v1/gates/{gate}                        viewer operator approver admin
        GET /v1/playbooks                           viewer operator approver admin
        GET /v1/agents                              viewer operator approver admin
        GET /v1/feed                                viewer operator approver admin
        POST /v1/runs                                      operator approver admin
        PUT /v1/runs/{run}/plan                            operator approver admin
        POST /v1/runs/{run}/interventions                  operator approver admin
        POST /v1/runs/{run}/breakpoints                    operator approver admin
        POST /v1/runs/{run}/owner                          operator approver admin
        PUT /v1/gates/{gate}/verdict                                approver admin
        DELETE /v1/gates/{gate}/verdict                             approver admin
        PUT /v1/gates/{gate}/hold                                   approver admin
        DELETE /v1/gates/{gate}/hold                                approver admin
        PUT /v1/runs/{run}/autonomy                                 approver admin
        DELETE /v1/runs/{run}/breakpoints/{step}                    approver admin
        GET /v1/tokens                                                       admin
        POST /v1/tokens                                                      admin
        DELETE /v1/tokens/{name}                                             admin
        """

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
        #expect(lines.joined(separator: "\n") == Self.golden)
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
