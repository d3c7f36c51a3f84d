import FermataCore
import Testing

@testable import FermataServer

@Suite("Bodies of orders")
struct OrderBodyTests {
    private static let digest = JSON.string(String(repeating: "0", count: 64))

    /// Each order with a member that is misspelled, and the one that was meant.
    private static let misspelled:
        [(method: String, path: String, body: JSON, member: String, meant: String)] = [
            ("POST", "/v1/runs", .record(("task", "a"), ("directry", "/tmp")), "directry", "directory"),
            ("POST", "/v1/runs/run/owner", .record(("forse", true)), "forse", "force"),
            (
                "POST", "/v1/runs/run/interventions", .record(("intervention", "stop"), ("raeson", "no")),
                "raeson",
                "reason"
            ),
            (
                "POST", "/v1/runs/run/breakpoints", .record(("step", "build"), ("levl", "manual")), "levl",
                "level"
            ),
            (
                "PUT", "/v1/runs/run/autonomy", .record(("level", "manual"), ("agents", "worker")), "agents",
                "agent"
            ),
            ("PUT", "/v1/runs/run/plan", .record(("steps", .array([])), ("step", "a")), "step", "steps"),
            (
                "PUT", "/v1/runs/run/plan",
                .record(
                    (
                        "steps",
                        .array([.record(("id", "build"), ("agent", "worker"), ("Effect", "external"))])
                    )), "steps.0.Effect", "effect"
            ),
            (
                "PUT", "/v1/gates/run.g1/verdict",
                .record(("verdict", "approve"), ("digest", digest), ("graceSecond", 5)), "graceSecond",
                "graceSeconds"
            ),
            ("POST", "/v1/session", .record(("tokn", "a")), "tokn", "token"),
            (
                "POST", "/v1/tokens", .record(("name", "a"), ("role", "viewer"), ("expires", 1)), "expires",
                "expiresAt"
            ),
        ]

    @Test(
        "A member that nobody knows is refused with its name and the one that was meant, and nothing is done")
    func unknownMembers() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let before = try await bench.state(of: run) { !$0.openGates.isEmpty }.revision
            for (method, path, body, member, meant) in Self.misspelled {
                let reply = try await bench.send(method, path, body, headers: [("If-Match", "\"1\"")])
                let told = String(decoding: reply.body, as: UTF8.self)
                #expect(reply.status == 400, "\(path): \(told)")
                #expect(try reply.code == "body.invalid")
                #expect(told.contains(member) && told.contains("did you mean \(meant)?"), "\(told)")
            }
            #expect(try await bench.state(of: run) { _ in true }.revision == before)
        }
    }

    @Test("A word in the address that an order does not take is refused, so that no trial is the real thing")
    func unknownQuery() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let plan = JSON.record(("steps", .array([.record(("id", "other"), ("agent", "worker"))])))
            let headers = [("If-Match", "\"1\"")]
            for query in ["dryrun=true", "dryRun=yes", "dryRun", "dryRun=true&x=1"] {
                let reply = try await bench.send(
                    "PUT", "/v1/runs/\(run)/plan?\(query)", plan, headers: headers)
                #expect(reply.status == 400, "\(query)")
                #expect(try reply.code == "query.invalid")
            }
            #expect(try await bench.state(of: run) { _ in true }.plan.revision == 1)
            try await bench.expect(200, "GET", "/v1/runs/\(run)?unknown=1")
        }
    }

    @Test(
        "A moment to think again is a number from 0 to 60, whatever the verdict",
        arguments: [-1, 61, Int.max])
    func grace(seconds: Int) async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let gate = try await bench.gate(of: run)
            let reply = try await bench.decide(
                gate, .record(("verdict", "approve"), ("graceSeconds", seconds.json)))
            #expect(reply.status == 400)
            #expect(try await bench.state(of: run) { _ in true }.openGates.count == 1)
        }
    }
}
