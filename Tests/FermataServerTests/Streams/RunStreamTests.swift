import FermataAPI
import FermataCore
import FermataJournal
import FermataRuntime
import NIOCore
import Testing

@testable import FermataServer

@Suite("The stream of one run")
struct RunStreamTests {
    private static func revisions(_ frames: [Frame]) -> [Int] {
        frames.filter { $0.event == "event" }.compactMap { $0.id.flatMap { Int($0) } }
    }

    @Test("Every event comes once and in order, then the view, then what changes it, then the end")
    func order() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            var reader = try await bench.stream("/v1/runs/\(run)/events")
            var frames = try await reader.frames { $0.event == "view" }
            let view = try #require(frames.last?.json["view"])
            #expect(view["status"] == "proposed")
            #expect(frames.dropLast().allSatisfy { $0.json["view"] == nil }, "history has no patches")
            let gate = try await bench.gate(of: run)
            let verdict = try await bench.decide(gate, .record(("verdict", "approve")))
            #expect(verdict.status == 200)
            frames += try await reader.frames { $0.event == "end" }
            #expect(frames.last?.event == "end")
            let newest = try await bench.send("GET", "/v1/runs/\(run)").json
            let count = try newest.field("revision", as: Int.self)
            #expect(Self.revisions(frames) == Array(1...count))
            let patched = frames.drop { $0.event != "view" }.dropFirst().compactMap { $0.json["view"] }
            let merged = patched.reduce(view, Self.merge)
            #expect(merged["status"] == "done")
            #expect(merged["steps"] == newest["steps"])
            #expect(merged["agents"] == newest["agents"])
            #expect(merged["gates"] == newest["gates"])
        }
    }

    @Test("Whoever has the last event of a run that is over is told not to connect again")
    func over() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.of([.step("build")]))
            let end = try await bench.state(of: run) { $0.phase.isFinal }.revision
            let path = "/v1/runs/\(run)/events"
            let accept = ("Accept", "text/event-stream")
            for query in ["", "?views=none", "?after=1"] {
                let reply = try await bench.send(
                    "GET", path + query, headers: [accept, ("Last-Event-ID", "\(end)")])
                #expect(reply.status == 204)
                #expect(reply.body.isEmpty)
            }
            // Somebody who lacks an event gets it, and somebody who never connected is told the end.
            for headers in [[("Last-Event-ID", "\(end.number - 1)")], []] {
                var reader = try await bench.stream(path, headers: headers)
                _ = try await reader.frames { $0.event == "end" }
            }
        }
    }

    /// Applies a patch as a page does.
    private static func merge(_ view: JSON, _ patch: JSON) -> JSON {
        guard case .object(var members) = view, case .object(let changes) = patch else { return view }
        let names = ["agents": "id", "steps": "id", "gates": "gate", "decisions": "revision"]
        for change in changes where change.name != "order" {
            members.removeAll { $0.name == change.name && names[change.name] == nil }
            guard let name = names[change.name] else {
                if change.value != .null { members.append(change) }
                continue
            }
            guard let index = members.firstIndex(where: { $0.name == change.name }),
                case .array(var items) = members[index].value, case .array(let changed) = change.value
            else { continue }
            for item in changed {
                if let place = items.firstIndex(where: { $0[name] == item[name] }) {
                    items[place] = item
                } else {
                    items.append(item)
                }
            }
            members[index].value = .array(items)
        }
        if case .object(let orders) = patch["order"] {
            for order in orders {
                guard let index = members.firstIndex(where: { $0.name == order.name }),
                    case .array(let items) = members[index].value, case .array(let keys) = order.value,
                    let name = names[order.name]
                else { continue }
                members[index].value = .array(keys.compactMap { key in items.first { $0[name] == key } })
            }
        }
        return .object(members)
    }

    @Test("A reader that was cut off goes on after the last event it had")
    func resuming() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let gate = try await bench.gate(of: run)
            var first = try await bench.stream("/v1/runs/\(run)/events?views=none")
            let frames = try await first.frames { $0.id == "3" }
            #expect(Self.revisions(frames) == [1, 2, 3])
            _ = try await bench.decide(gate, .record(("verdict", "approve")))
            var second = try await bench.stream(
                "/v1/runs/\(run)/events?views=none", headers: [("Last-Event-ID", "3")])
            let rest = try await second.frames { $0.event == "end" }
            let count = try await bench.state(of: run) { $0.phase.isFinal }.revision.number
            #expect(Self.revisions(rest) == Array(4...count))
            #expect(!rest.contains { $0.event == "view" || $0.json["view"] != nil }, "views were not wanted")
        }
    }

    @Test("A silent stream tells that the server is still there")
    func heartbeat() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            var reader = try await bench.stream("/v1/runs/\(run)/events")
            try await reader.readHeartbeat()
            #expect(reader.commentCount > 0)
        }
    }

    @Test("A run that nobody knows has no stream")
    func unknown() async throws {
        try await ServerBench.running { bench in
            let reply = try await bench.send("GET", "/v1/runs/nothing/events")
            #expect(reply.status == 404)
            #expect(try reply.code == "run.unknown")
        }
    }

    @Test("A reader further back than what is kept ready is given all of it all the same")
    func longHistory() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let noteCount = RunFollower.historyEventCount + 300
            for number in 0..<noteCount {
                try await bench.engine.perform(.note(nil, text: "note \(number)"), on: run, by: .tester)
            }
            // One that came early keeps the run's channel, so that the other meets a ring that is full.
            var early = try await bench.stream("/v1/runs/\(run)/events?after=\(noteCount)")
            _ = try await early.next()
            var reader = try await bench.stream("/v1/runs/\(run)/events")
            let frames = try await reader.frames { $0.event == "view" }
            let head = try await bench.state(of: run) { _ in true }.revision.number
            #expect(head > noteCount)
            #expect(Self.revisions(frames) == Array(1...head))
        }
    }

    @Test("Readers that do not read cost those that do nothing")
    func deadReaders() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            var dead: [FrameReader] = []
            for _ in 0..<5 { dead.append(try await bench.stream("/v1/runs/\(run)/events")) }
            var reader = try await bench.stream("/v1/runs/\(run)/events")
            _ = try await reader.frames { $0.event == "view" }
            let text = String(repeating: "x", count: 8000)
            for _ in 0..<200 {
                try await bench.engine.perform(.note(nil, text: text), on: run, by: .tester)
            }
            try await bench.engine.perform(.stop(reason: "done"), on: run, by: .tester)
            let frames = try await reader.frames { $0.event == "end" }
            #expect(frames.last?.event == "end")
            let revisions = Self.revisions(frames)
            #expect(revisions == Array((revisions.first ?? 0)...(revisions.last ?? 0)))
            #expect(revisions.count >= 200)
            // And one of them that begins to read at last has lost nothing.
            let late = try await dead[0].frames { $0.event == "end" }
            #expect(Self.revisions(late) == Array(1...(revisions.last ?? 0)))
        }
    }

    @Test("Events are also told page by page")
    func pages() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let first = try await bench.send("GET", "/v1/runs/\(run)/events?limit=2").json
            #expect(first["next"] == 2)
            let rest = try await bench.send("GET", "/v1/runs/\(run)/events?after=2&limit=100").json
            #expect(rest["next"] == nil)
            guard case .array(let events) = rest["events"] else { throw CancellationError() }
            #expect(events.first?["revision"] == 3)
        }
    }
}
