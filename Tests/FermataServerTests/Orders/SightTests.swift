import FermataCore
import Testing

@testable import FermataServer

@Suite("Taking back what was seen")
struct SightTests {
    private func send(_ bench: ServerBench, _ order: JSON, role: Role = .admin) async throws -> LiveReply {
        try await bench.send("POST", "/v1/runs/run/interventions", order, role: role)
    }

    private func undoable(_ bench: ServerBench, _ member: String) async throws -> JSON? {
        try await bench.send("GET", "/v1/runs/run").json[member]
    }

    @Test("Undo and redo name what they take back, and are refused when somebody did something since")
    func revision() async throws {
        try await ServerBench.running { bench in
            try await bench.start(.waiting)
            #expect(try await send(bench, .record(("intervention", "pause")), role: .approver).status == 200)
            let pause = try #require(try await undoable(bench, "undoable"))
            #expect(pause["by"] == "approver")
            #expect(try await send(bench, .record(("intervention", "undo"))).status == 400)
            let note = JSON.record(("intervention", "note"), ("text", "Seen"))
            #expect(try await send(bench, note, role: .operator).status == 200)
            let stale = try await send(
                bench, .record(("intervention", "undo"), ("revision", pause["revision"])))
            #expect(stale.status == 409)
            #expect(try stale.code == "undo.not-the-last")
            #expect(try await bench.state(of: #require(RunID("run"))) { _ in true }.isPaused)
            let last = try #require(try await undoable(bench, "undoable"))
            let undo = JSON.record(("intervention", "undo"), ("revision", last["revision"]))
            #expect(try await send(bench, undo).status == 200)
            let again = try #require(try await undoable(bench, "redoable"))
            #expect(try await send(bench, .record(("intervention", "redo"))).status == 400)
            let redo = JSON.record(("intervention", "redo"), ("revision", again["revision"]))
            #expect(try await send(bench, redo).status == 200)
        }
    }

    @Test("What an approver did is not undone by somebody who may not approve")
    func role() async throws {
        try await ServerBench.running { bench in
            try await bench.start(.waiting)
            #expect(try await send(bench, .record(("intervention", "pause")), role: .approver).status == 200)
            let pause = try #require(try await undoable(bench, "undoable"))
            let undo = JSON.record(("intervention", "undo"), ("revision", pause["revision"]))
            let resume = JSON.record(("intervention", "resume"))
            for order in [undo, resume] {
                let refused = try await send(bench, order, role: .operator)
                #expect(refused.status == 403)
                #expect(try refused.code == "role.not-allowed")
            }
            #expect(try await bench.state(of: #require(RunID("run"))) { _ in true }.isPaused)
        }
    }

    @Test("A rollback carries the digest of what was shown, and is refused when it would do something else")
    func preview() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(
                .of([.step("build"), .step("test", needs: ["build"])], autonomy: .manual))
            try await bench.state(of: run) { !$0.openGates.isEmpty }
            let order = JSON.record(("intervention", "rollback"), ("step", "build"))
            let blind = try await send(bench, order)
            #expect(blind.status == 400)
            #expect(String(decoding: blind.body, as: UTF8.self).contains("preview"))
        }
    }
}
