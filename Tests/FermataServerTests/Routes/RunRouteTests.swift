import FermataCore
import FermataJournal
import FermataRuntime
import Testing

@testable import FermataServer

@Suite("Runs over HTTP")
struct RunRouteTests {
    private static let playbook = """
        name: Hello
        inputs:
          name: {description: Whom to greet}
        steps:
          say:
            run: echo hello
        """

    @Test("A run is made from a playbook of the server's, by name, and carried out")
    func fromPlaybook() async throws {
        let folder = try TemporaryHome()
        try folder.write(Self.playbook, to: "hello.yaml")
        try await ServerBench.running(change: { $0.playbookFolders = [folder.path] }) { bench in
            let listed = try await bench.send("GET", "/v1/playbooks", role: .viewer).json
            guard case .array(let playbooks) = listed["playbooks"] else { throw CancellationError() }
            #expect(playbooks.map { $0["name"] } == ["hello"])
            guard case .array(let inputs) = playbooks.first?["inputs"] else { throw CancellationError() }
            #expect(inputs.first?["name"] == "name")
            let order = JSON.record(("playbook", "hello"), ("inputs", .record(("name", "Ada"))))
            let reply = try await bench.send("POST", "/v1/runs", order, role: .operator)
            #expect(reply.status == 201)
            let view = try reply.json
            let run = try view.field("run", as: String.self)
            #expect(reply.header("location") == "/v1/runs/\(run)")
            #expect(view["inputs"] == .record(("name", "Ada")))
            #expect(view["owner"]?["isThisServer"] == true)
            let missing = try await bench.send(
                "POST", "/v1/runs", .record(("playbook", "hello")), role: .operator)
            #expect(missing.status == 422)
            #expect(try missing.code == "inputs.invalid")
            let wrong = try await bench.send(
                "POST", "/v1/runs", .record(("playbook", "helo")), role: .operator)
            #expect(wrong.status == 404)
            #expect(try wrong.code == "playbook.unknown")
        }
    }

    @Test("A playbook's text and a directory need an admin, a level of autonomy an approver")
    func roles() async throws {
        try await ServerBench.running { bench in
            let source = JSON.record(
                ("source", Self.playbook.json), ("inputs", .record(("name", "Ada"))))
            try await bench.expect(403, "POST", "/v1/runs", source, role: .approver)
            try await bench.expect(201, "POST", "/v1/runs", source)
            let elsewhere = JSON.record(("task", "Look"), ("directory", "/"))
            try await bench.expect(403, "POST", "/v1/runs", elsewhere, role: .approver)
            let nowhere = JSON.record(("task", "Look"), ("directory", "/no/such/place"))
            #expect(try await bench.send("POST", "/v1/runs", nowhere).code == "directory.unknown")
            let bold = JSON.record(("task", "Look"), ("autonomy", "autonomous"))
            try await bench.expect(403, "POST", "/v1/runs", bold, role: .operator)
            try await bench.expect(403, "POST", "/v1/runs", .record(("task", "Look")), role: .viewer)
        }
    }

    @Test("A task alone waits for a person to make the plan")
    func fromTask() async throws {
        try await ServerBench.running { bench in
            let reply = try await bench.send(
                "POST", "/v1/runs", .record(("task", "Find out why\nit is slow")))
            let view = try reply.json
            #expect(view["title"] == "Find out why")
            #expect(view["phase"] == "proposed")
            let run = try #require(RunID(try view.field("run", as: String.self)))
            let gate = try await bench.gate(of: run)
            #expect(gate["kind"] == "afterPlanning")
            let empty = try await bench.send("POST", "/v1/runs", .record(("task", "  ")))
            #expect(try empty.code == "text.empty")
        }
    }

    @Test("Mistakes in a playbook come with their places")
    func mistakes() async throws {
        try await ServerBench.running { bench in
            let reply = try await bench.send(
                "POST", "/v1/runs", .record(("source", "name: x\nstepz: {}\n"), ("file", "mine.yaml")))
            #expect(reply.status == 422)
            #expect(try reply.code == "playbook.invalid")
            guard case .array(let mistakes) = try reply.json["mistakes"] else { throw CancellationError() }
            #expect(mistakes.first?["file"] == "mine.yaml")
            #expect(
                mistakes.contains { $0["line"] == 2 && $0["message"]?.stringValue?.contains("stepz") == true }
            )
        }
    }

    @Test("Lists come page by page, and by phase")
    func pages() async throws {
        try await ServerBench.running { bench in
            for number in 1...5 { try await bench.start(.waiting, run: "run\(number)") }
            var names: [String] = []
            var path = "/v1/runs?limit=2&phase=proposed,running"
            while true {
                let page = try await bench.send("GET", path, role: .viewer).json
                guard case .array(let runs) = page["runs"] else { throw CancellationError() }
                names += runs.compactMap { $0["run"]?.stringValue }
                guard let next = page["next"]?.stringValue else { break }
                path = "/v1/runs?limit=2&phase=proposed,running&after=\(next)"
            }
            #expect(names.sorted() == (1...5).map { "run\($0)" })
            let none = try await bench.send("GET", "/v1/runs?phase=failed").json
            #expect(none["runs"] == .array([]))
            for query in ["limit=0", "limit=x", "phase=nonsense"] {
                let refused = try await bench.send("GET", "/v1/runs?\(query)")
                #expect(refused.status == 400)
                #expect(try refused.code == "query.invalid")
            }
            var gates: [JSON] = []
            path = "/v1/gates?status=open&limit=3"
            while true {
                let page = try await bench.send("GET", path).json
                guard case .array(let more) = page["gates"] else { throw CancellationError() }
                gates += more.compactMap { $0["gate"] }
                guard let next = page["next"]?.stringValue else { break }
                path = "/v1/gates?status=open&limit=3&after=\(next)"
            }
            #expect(Set(gates).count == 5)
        }
    }

    @Test("A run is told as it was at any revision")
    func timeTravel() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let gate = try await bench.gate(of: run)
            _ = try await bench.decide(gate, .record(("verdict", "approve")))
            try await bench.state(of: run) { $0.phase.isFinal }
            let now = try await bench.send("GET", "/v1/runs/\(run)")
            #expect(try now.json["status"] == "done")
            let before = try await bench.send("GET", "/v1/runs/\(run)?at=3")
            #expect(try before.json["status"] == "proposed")
            #expect(before.header("etag") == "\"3\"")
            let state = try await bench.send("GET", "/v1/runs/\(run)/state?at=3").json
            #expect(try RunState(json: state).revision == Revision(3))
            let beyond = try await bench.send("GET", "/v1/runs/\(run)?at=9999")
            #expect(try beyond.code == "run.revision-unknown")
            let tag = try #require(now.header("etag"))
            let same = try await bench.send(
                "GET", "/v1/runs/\(run)", headers: [("If-None-Match", tag)])
            #expect(same.status == 304)
        }
    }

    @Test("A log is checked and handed out")
    func audit() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            try await bench.state(of: run) { $0.revision.number == 4 }
            let audit = try await bench.send("GET", "/v1/runs/\(run)/audit").json
            #expect(audit["sound"] == true)
            #expect(audit["events"] == 4)
            let log = try await bench.send("GET", "/v1/runs/\(run)/audit/export")
            #expect(log.header("content-type") == "application/x-ndjson")
            var verifier = ExportVerifier()
            for line in log.body.split(separator: UInt8(ascii: "\n")) {
                try verifier.verify(line: Array(line))
            }
            #expect(try verifier.report().isSound)
        }
    }

    @Test("Transcripts come as text that no browser takes for a page")
    func payload() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let missing = try await bench.send("GET", "/v1/runs/\(run)/payloads/00")
            #expect(missing.status == 404)
            #expect(try missing.code == "payload.unknown")
            let bytes = Array("<script>".utf8)
            let payload = Payload(bytes)
            let state = try await bench.state(of: run) { $0.revision.number == 4 }
            let head = try #require(try await bench.journal.head(of: run))
            let note = EventRecord(type: "note.added", version: 1, payload: .record(("text", "x")))
            try await bench.journal.append(
                Append(
                    run: run, expecting: head, records: [note], time: state.updatedAt, actor: .tester,
                    command: "x", summary: state.summary, payloads: [payload]))
            let reply = try await bench.send("GET", "/v1/runs/\(run)/payloads/\(payload.digest)")
            #expect(reply.body == bytes)
            #expect(reply.header("content-type") == "text/plain; charset=utf-8")
            #expect(reply.header("x-content-type-options") == "nosniff")
            #expect(reply.header("content-disposition")?.hasPrefix("attachment") == true)
        }
    }
}
