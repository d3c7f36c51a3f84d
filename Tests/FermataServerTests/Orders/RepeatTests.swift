import FermataCore
import FermataJournal
import FermataRuntime
import Testing

@testable import FermataServer

@Suite("Repeated orders")
struct RepeatTests {
    private static func note(_ bench: ServerBench, _ run: RunID, _ text: String, key: String) async throws
        -> LiveReply
    {
        try await bench.send(
            "POST", "/v1/runs/\(run)/interventions",
            .record(("intervention", "note"), ("text", text.json)), headers: [("Idempotency-Key", key)])
    }

    @Test("The same order with the same key is carried out once, and answered the same")
    func once() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let first = try await Self.note(bench, run, "one", key: "k")
            let second = try await Self.note(bench, run, "one", key: "k")
            #expect(first.status == 200)
            #expect(second.body == first.body)
            let other = try await Self.note(bench, run, "two", key: "k")
            #expect(other.status == 422)
            #expect(try other.code == "idempotency.reused")
            let third = try await Self.note(bench, run, "one", key: "another")
            #expect(try third.json["revision"] != first.json["revision"])
        }
    }

    @Test("Many that come at once are one")
    func atOnce() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let before = try await bench.state(of: run) { $0.revision.number == 4 }.revision
            let replies = try await withThrowingTaskGroup(of: LiveReply.self) { group in
                for _ in 0..<20 { group.addTask { try await Self.note(bench, run, "one", key: "k") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(replies.map(\.body)).count == 1)
            #expect(try await bench.state(of: run) { _ in true }.revision == before.next)
        }
    }

    @Test("A server that was started again recognises a repeat by the log, and answers as before")
    func afterRestart() async throws {
        let journal = MemoryJournal()
        let run = try await ServerBench.running(journal: journal, owner: "first") { bench in
            let run = try await bench.start(.waiting)
            let noted = try await Self.note(bench, run, "one", key: "k")
            #expect(noted.status == 200)
            return run
        }
        try await ServerBench.running(journal: journal, owner: "second") { bench in
            let before = try await bench.state(of: run) { $0.epoch.number == 2 }.revision
            let reply = try await Self.note(bench, run, "one", key: "k")
            #expect(reply.status == 200)
            #expect(try reply.json["revision"] == 5)
            #expect(try reply.json["view"]?["revision"] == 5)
            #expect(try await bench.state(of: run) { _ in true }.revision == before)
            #expect(try await Self.note(bench, run, "two", key: "k").code == "idempotency.reused")
        }
    }

    @Test("A repeated order for a run makes one run, also after a restart")
    func creation() async throws {
        let journal = MemoryJournal()
        let order = JSON.record(("task", "Look around"))
        let key = [("Idempotency-Key", "make")]
        let first = try await ServerBench.running(journal: journal) { bench in
            let one = try await bench.send("POST", "/v1/runs", order, headers: key)
            let two = try await bench.send("POST", "/v1/runs", order, headers: key)
            #expect(one.status == 201)
            #expect(one.body == two.body)
            return try one.json.field("run", as: String.self)
        }
        try await ServerBench.running(journal: journal, owner: "second") { bench in
            let again = try await bench.send("POST", "/v1/runs", order, headers: key)
            #expect(again.status == 201)
            #expect(try again.json["run"] == first.json)
            let other = try await bench.send(
                "POST", "/v1/runs", .record(("task", "Something else")), headers: key)
            #expect(try other.code == "idempotency.reused")
        }
    }

    @Test("A refused order is decided anew: nothing had happened")
    func refused() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let resume = JSON.record(("intervention", "resume"))
            let path = "/v1/runs/\(run)/interventions"
            let key = [("Idempotency-Key", "r")]
            #expect(try await bench.send("POST", path, resume, headers: key).code == "hold.not-placed")
            _ = try await bench.send("POST", path, .record(("intervention", "pause")))
            try await bench.expect(200, "POST", path, resume, headers: key)
        }
    }

    @Test("What is no key is refused", arguments: ["", "two words", String(repeating: "k", count: 201)])
    func invalidKeys(key: String) async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            #expect(try await Self.note(bench, run, "one", key: key).code == "idempotency.invalid")
        }
    }
}
