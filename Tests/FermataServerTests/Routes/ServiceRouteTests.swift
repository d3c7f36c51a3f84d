import FermataCore
import FermataJournal
import FermataRuntime
import Testing

@testable import FermataServer

@Suite("The server as a service")
struct ServiceRouteTests {
    @Test("It says that it lives and can work, to anybody")
    func health() async throws {
        try await ServerBench.running { bench in
            for path in ["/healthz", "/readyz"] {
                let reply = try await bench.send("GET", path, role: nil)
                #expect(reply.status == 200)
                #expect(reply.header("x-request-id") != nil)
            }
        }
    }

    @Test("It counts requests by route and not by address, streams, runs and gates")
    func metrics() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting, run: "zebra")
            _ = try await bench.gate(of: run)
            _ = try await bench.send("GET", "/v1/runs/\(run)")
            _ = try await bench.send("GET", "/v1/runs/nothing")
            var reader = try await bench.stream("/v1/runs/\(run)/events")
            _ = try await reader.frames { $0.event == "view" }
            let text = String(
                decoding: try await bench.send("GET", "/metrics", role: nil).body, as: UTF8.self)
            let lines = Set(text.split(separator: "\n").map(String.init))
            let route = "method=\"GET\",route=\"/v1/runs/{run}\""
            #expect(lines.contains("fermata_http_requests_total{\(route),status=\"200\"} 1"))
            #expect(lines.contains("fermata_http_requests_total{\(route),status=\"404\"} 1"))
            #expect(lines.contains("fermata_http_request_seconds_count{\(route)} 2"))
            #expect(lines.contains("fermata_streams_open 1"))
            #expect(lines.contains("fermata_stream_events_delivered_total 4"))
            #expect(lines.contains("fermata_runs{phase=\"proposed\"} 1"))
            #expect(lines.contains("fermata_gates_open 1"))
            #expect(!text.contains("\(run)"))
        }
    }

    @Test("The agents of all runs that go on are listed")
    func agents() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            guard case .array(let agents) = try await bench.send("GET", "/v1/agents").json["agents"] else {
                throw CancellationError()
            }
            #expect(agents.map { $0["run"] } == [run.json])
            #expect(agents.first?["agent"] == "worker")
        }
    }

    @Test("It carries out what was left over, and leaves alone what another process has")
    func adoption() async throws {
        let journal = MemoryJournal()
        try await ServerBench.running(journal: journal, owner: "first") { first in
            let mine = try await first.start(.waiting, run: "mine")
            let left = try #require(RunID("left"))
            let created = RunCreated(
                run: left, title: "Left", playbook: .waiting, inputs: .object([]), directory: "/",
                autonomy: .autonomous, isUnattended: false)
            _ = try await first.engine.create(created, by: .tester)
            try await ServerBench.running(journal: journal, owner: "second") { second in
                try await second.state(of: left) { $0.epoch.number == 1 }
                #expect(try await journal.owner(of: left)?.id == "second")
                #expect(try await journal.owner(of: mine)?.id == "first")
                let view = try await second.send("GET", "/v1/runs/mine").json
                #expect(view["owner"] == .record(("label", "first"), ("isThisServer", false)))
                let gate = try await second.gate(of: mine)
                try await second.expectDecision(200, gate, .record(("verdict", "approve")))
                let taken = try await second.send("POST", "/v1/runs/mine/owner")
                #expect(taken.status == 409 || taken.status == 200)
            }
        }
    }
}
