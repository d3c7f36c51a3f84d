import FermataCore
import FermataJournal
import FermataRuntime
import Testing

@testable import FermataServer

extension ServerBench {
    /// Sends a verdict on a gate, with its own digest unless another is given.
    func decide(
        _ gate: JSON, _ verdict: JSON, role: Role = .approver, key: String? = nil
    ) async throws -> LiveReply {
        guard case .object(var members) = verdict else { throw CancellationError() }
        if verdict["digest"] == nil {
            members.append(JSONMember(name: "digest", value: gate["digest"] ?? .null))
        }
        return try await send(
            "PUT", "/v1/gates/\(gate["gate"]?.stringValue ?? "")/verdict", .object(members), role: role,
            headers: key.map { [("Idempotency-Key", $0)] } ?? [])
    }
}

extension ServerBench {
    /// Sends a verdict and looks at nothing but the answer's status.
    func expectDecision(
        _ status: Int, _ gate: JSON, _ verdict: JSON, role: Role = .approver,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let reply = try await decide(gate, verdict, role: role)
        #expect(reply.status == status, sourceLocation: sourceLocation)
    }
}

@Suite("Verdicts over HTTP")
struct VerdictRouteTests {
    @Test("Of two at the same time exactly one decides, and the other is told who did")
    func race() async throws {
        try await ServerBench.running { bench in
            // A run that waits again after the yes: one that has ended says that instead of who decided.
            let run = try await bench.start(.shipping)
            let gate = try await bench.gate(of: run)
            async let yes = bench.decide(gate, .record(("verdict", "approve")))
            async let no = bench.decide(gate, .record(("verdict", "reject"), ("reason", "no")), role: .admin)
            let replies = try await [yes, no]
            #expect(replies.map(\.status).sorted() == [200, 409])
            let refused = try #require(replies.first { $0.status == 409 })
            #expect(try refused.code == "gate.closed")
            #expect(try refused.json["gateStatus"]?["decided"] != nil)
        }
    }

    @Test("A verdict on something that was not shown is refused, and nothing happens")
    func staleDigest() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let gate = try await bench.gate(of: run)
            let other = Digest(of: Array("other".utf8))
            let reply = try await bench.decide(
                gate, .record(("verdict", "approve"), ("digest", other.json)))
            #expect(reply.status == 409)
            #expect(try reply.code == "gate.stale-digest")
            #expect(try reply.json["actual"] == gate["digest"])
            #expect(try await bench.state(of: run) { _ in true }.openGates.count == 1)
        }
    }

    @Test("The text of a gate can be sent back edited")
    func document() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let gate = try await bench.gate(of: run)
            let name = gate["gate"]?.stringValue ?? ""
            let view = try await bench.send("GET", "/v1/gates/\(name)").json
            let text = try view.field("document", as: String.self)
            let edited = text.replacing("run: \"true\"", with: "run: \"false\"")
            #expect(edited != text)
            let reply = try await bench.decide(
                gate, .record(("verdict", "approve"), ("document", edited.json)))
            #expect(reply.status == 200)
            let state = try await bench.state(of: run) { $0.plan.revision == 2 }
            #expect(state.planStep("build")?.run == "false")
        }
    }

    @Test("A text that cannot be read says where")
    func unreadableDocument() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let gate = try await bench.gate(of: run)
            let reply = try await bench.decide(
                gate, .record(("verdict", "approve"), ("document", "steps: [")))
            #expect(reply.status == 422)
            #expect(try reply.code == "edit.invalid")
        }
    }

    @Test("A yes to what cannot be undone may be withdrawn for a moment")
    func grace() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.shipping)
            let plan = try await bench.gate(of: run)
            try await bench.expectDecision(200, plan, .record(("verdict", "approve")))
            try await bench.state(of: run) { $0[GateID(2)] != nil }
            let gate = try await bench.gate(of: run)
            let wait = JSON.record(("verdict", "approve"), ("graceSeconds", 60))
            let reply = try await bench.decide(gate, wait)
            #expect(reply.status == 202)
            #expect(try reply.json["pending"]?["gate"] == gate["gate"])
            #expect(try await bench.decide(gate, wait).code == "verdict.pending")
            #expect(try await bench.state(of: run) { _ in true }.openGates == [GateID(2)])
            let path = "/v1/gates/\(gate["gate"]?.stringValue ?? "")/verdict"
            try await bench.expect(204, "DELETE", path)
            #expect(try await bench.send("DELETE", path).code == "verdict.not-pending")
            let soon = try await bench.decide(
                gate, .record(("verdict", "approve"), ("graceSeconds", 1)), role: .admin)
            #expect(soon.status == 202)
            let state = try await bench.state(of: run) { $0.isClosed(2) }
            guard case .decided(.approve, let actor, _) = state[GateID(2)]?.status else {
                throw CancellationError()
            }
            #expect(actor.name == "admin")
        }
    }

    @Test("What the rules refuse is refused at once, also with a moment to withdraw it")
    func graceRefused() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.shipping)
            let plan = try await bench.gate(of: run)
            // Approving a plan can be taken back, so it does not wait.
            let reply = try await bench.decide(plan, .record(("verdict", "approve"), ("graceSeconds", 60)))
            #expect(reply.status == 200)
            try await bench.state(of: run) { $0[GateID(2)] != nil }
            let gate = try await bench.gate(of: run)
            let stale = try await bench.decide(
                gate,
                .record(
                    ("verdict", "approve"), ("graceSeconds", 60),
                    ("digest", Digest(of: Array("other".utf8)).json)))
            #expect(try stale.code == "gate.stale-digest")
        }
    }

    @Test("A viewer and an operator may not decide")
    func roles() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let gate = try await bench.gate(of: run)
            for role in [Role.viewer, .operator] {
                let reply = try await bench.decide(gate, .record(("verdict", "approve")), role: role)
                #expect(reply.status == 403)
            }
            #expect(try await bench.state(of: run) { _ in true }.openGates.count == 1)
        }
    }
}
