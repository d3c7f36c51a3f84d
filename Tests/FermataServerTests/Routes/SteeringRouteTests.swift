import FermataCore
import FermataRuntime
import Testing

@testable import FermataServer

@Suite("Steering over HTTP")
struct SteeringRouteTests {
    private static func plan(_ bench: ServerBench, _ run: RunID) async throws -> (json: JSON, tag: String) {
        let reply = try await bench.send("GET", "/v1/runs/\(run)/plan")
        return (try reply.json, try #require(reply.header("etag")))
    }

    @Test("An edit of the plan must say what it is based on, and that must still be so")
    func preconditions() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let (plan, tag) = try await Self.plan(bench, run)
            #expect(tag == "\"1\"")
            let path = "/v1/runs/\(run)/plan"
            let steps = JSON.record(
                (
                    "steps",
                    [PlanStep.step("build"), PlanStep.step("test", needs: ["build"])].json
                ))
            let without = try await bench.send("PUT", path, steps)
            #expect(without.status == 428)
            #expect(try without.code == "plan.base-required")
            let done = try await bench.send("PUT", path, steps, headers: [("If-Match", tag)])
            #expect(done.status == 200)
            #expect(try done.json["view"]?["planRevision"] == 2)
            let stale = try await bench.send("PUT", path, steps, headers: [("If-Match", tag)])
            #expect(stale.status == 412)
            #expect(try stale.code == "plan.stale-revision")
            let same = try await bench.send("PUT", path, steps, headers: [("If-Match", "\"2\"")])
            #expect(try same.code == "plan.unchanged")
            #expect(plan["revision"] == 1)
        }
    }

    @Test("A repeated edit is told what came of it, although its base is gone by then")
    func repeatedEdit() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let steps = JSON.record(("steps", [PlanStep.step("other")].json))
            let headers = [("If-Match", "\"1\""), ("Idempotency-Key", "e")]
            let path = "/v1/runs/\(run)/plan"
            let first = try await bench.send("PUT", path, steps, headers: headers)
            let second = try await bench.send("PUT", path, steps, headers: headers)
            #expect(first.status == 200)
            #expect(second.body == first.body)
        }
    }

    @Test("What an edit would do is told without doing it")
    func trial() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let path = "/v1/runs/\(run)/plan?dryRun=true"
            let good = try await bench.send(
                "PUT", path, .record(("steps", [PlanStep.step("other")].json)),
                headers: [("If-Match", "\"1\"")])
            #expect(good.status == 200)
            guard case .array(let lines) = try good.json["lines"] else { throw CancellationError() }
            #expect(Set(lines.map { $0["kind"] }).isSuperset(of: ["added", "removed"]))
            let looped = [PlanStep.step("a", needs: ["b"]), .step("b", needs: ["a"])]
            let bad = try await bench.send(
                "PUT", path, .record(("steps", looped.json)), headers: [("If-Match", "\"1\"")])
            #expect(bad.status == 200)
            guard case .array(let problems) = try bad.json["problems"] else { throw CancellationError() }
            #expect(!problems.isEmpty)
            #expect(try await bench.state(of: run) { _ in true }.plan.revision == 1)
        }
    }

    @Test("A plan can be sent back as the text it was shown as")
    func yaml() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let text = try await Self.plan(bench, run).json.field("document", as: String.self)
            let edited = text.replacing("run: \"true\"", with: "run: \"false\"")
            #expect(edited != text)
            let reply = try await bench.send(
                "PUT", "/v1/runs/\(run)/plan",
                headers: [("If-Match", "\"1\""), ("Content-Type", "text/yaml")], text: edited)
            #expect(reply.status == 200)
            #expect(try await bench.state(of: run) { _ in true }.planStep("build")?.run == "false")
        }
    }

    @Test("Each kind of order needs its role")
    func roles() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let path = "/v1/runs/\(run)/interventions"
            let autonomy = JSON.record(("intervention", "autonomy"), ("level", "manual"))
            let more = JSON.record(("intervention", "autonomy"), ("level", "autonomous"))
            try await bench.expect(403, "POST", path, .record(("intervention", "pause")), role: .viewer)
            try await bench.expect(200, "POST", path, .record(("intervention", "pause")), role: .operator)
            try await bench.expect(200, "POST", path, autonomy, role: .operator)
            #expect(try await bench.send("POST", path, more, role: .operator).code == "role.not-allowed")
            try await bench.expect(200, "POST", path, more, role: .approver)
            try await bench.expect(200, "POST", path, autonomy, role: .approver)
            let level = try await bench.send("GET", "/v1/runs/\(run)/autonomy", role: .viewer).json
            #expect(level["level"] == "manual")
        }
    }

    @Test("Breakpoints are set, listed and removed")
    func breakpoints() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let path = "/v1/runs/\(run)/breakpoints"
            let order = JSON.record(("step", "build"))
            try await bench.expect(200, "POST", path, order, role: .operator)
            try await bench.expect(200, "DELETE", "\(path)/build", role: .operator)
            try await bench.expect(200, "POST", path, order, role: .approver)
            #expect(try await bench.send("POST", path, order).code == "breakpoint.exists")
            guard case .array(let all) = try await bench.send("GET", path).json["breakpoints"] else {
                throw CancellationError()
            }
            #expect(all.map { $0["step"] } == ["build"])
            try await bench.expect(403, "DELETE", "\(path)/build", role: .operator)
            try await bench.expect(200, "DELETE", "\(path)/build", role: .approver)
            try await bench.expect(404, "DELETE", "\(path)/build")
        }
    }

    @Test("Before a rollback it is told what goes back and what stays")
    func rollback() async throws {
        try await ServerBench.running { bench in
            let playbook = Playbook.of(
                [.step("build"), .step("ship", needs: ["build"], effect: .external), .step("last")],
                autonomy: .guided)
            let run = try await bench.start(playbook)
            for number in 1...2 {
                try await bench.state(of: run) { $0[GateID(number)]?.isOpen == true }
                let gate = try await bench.gate(of: run)
                try await bench.expectDecision(200, gate, .record(("verdict", "approve")))
            }
            try await bench.state(of: run) { $0[GateID(3)]?.isOpen == true }
            let preview = try await bench.send("GET", "/v1/runs/\(run)/rollback?step=build").json
            #expect(preview["steps"] == .array(["build", "ship"]))
            guard case .array(let staying) = preview["effectsThatStay"] else { throw CancellationError() }
            #expect(staying.map { $0["step"] } == ["ship"])
            #expect(
                try await bench.send("GET", "/v1/runs/\(run)/rollback?step=nothing").code == "step.unknown")
            try await bench.expect(400, "GET", "/v1/runs/\(run)/rollback")
        }
    }

    @Test("What is no order is refused with the name of what is wrong")
    func malformed() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let path = "/v1/runs/\(run)/interventions"
            for text in ["", "{", "[]", "{\"intervention\":\"puase\"}", "{\"intervention\":7}", "{}"] {
                let reply = try await bench.send("POST", path, text: text)
                #expect(reply.status == 400, "\(text)")
                #expect(try reply.code == "body.invalid", "\(text)")
            }
            let long = String(repeating: " ", count: ServerLimits.bodyByteCount + 1)
            let large = try await bench.send("POST", path, text: long)
            #expect(large.status == 413)
            #expect(try large.code == "body.too-large")
        }
    }

    @Test("A run that nobody knows is unknown whatever is asked of it")
    func unknownRun() async throws {
        try await ServerBench.running { bench in
            for path in ["", "/state", "/plan", "/events", "/breakpoints", "/autonomy", "/audit"] {
                let reply = try await bench.send("GET", "/v1/runs/nothing\(path)")
                #expect(reply.status == 404, "\(path)")
                #expect(try reply.code == "run.unknown", "\(path)")
            }
            #expect(try await bench.send("GET", "/v1/gates/nothing.g1").code == "run.unknown")
            #expect(try await bench.send("GET", "/v1/gates/nonsense").code == "route.unknown")
            let wrong = try await bench.send("POST", "/v1/gates")
            #expect(wrong.status == 405)
            #expect(wrong.header("allow") == "GET")
        }
    }
}
