import FermataCore
import FermataJournal
import FermataRuntime
import FermataTesting
import Testing

@testable import FermataServer

@Suite("The feed of all runs")
struct FeedTests {
    @Test("It begins with the lists, and tells each change of them")
    func lists() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting)
            let gate = try await bench.gate(of: run)
            var reader = try await bench.stream("/v1/feed")
            let first = try #require(try await reader.next())
            #expect(first.event == "lists")
            guard case .array(let runs) = first.json["runs"], case .array(let gates) = first.json["gates"]
            else { throw CancellationError() }
            #expect(runs.map { $0["run"] } == [run.json])
            #expect(runs.first?["playbook"] == "Test")
            #expect(gates.map { $0["gate"] } == [gate["gate"]])
            _ = try await bench.decide(gate, .record(("verdict", "approve")))
            var told: Set<String> = []
            while !told.isSuperset(of: ["closed", "completed"]), let frame = try await reader.next() {
                if frame.event == "gate", frame.json["closed"] == true { told.insert("closed") }
                if frame.event == "run", frame.json["phase"] == "completed" { told.insert("completed") }
            }
            #expect(told == ["closed", "completed"])
        }
    }

    @Test("Runs it watches are told in full, and its ids say where to go on in all of them")
    func watching() async throws {
        try await ServerBench.running { bench in
            let one = try await bench.start(.waiting, run: "one")
            let two = try await bench.start(.waiting, run: "two")
            for run in [one, two] { try await bench.state(of: run) { $0.revision.number == 4 } }
            var reader = try await bench.stream("/v1/feed?watch=one:0,two:2")
            var views: Set<String> = []
            var last: String?
            var events: [String: [Int]] = [:]
            while views.count < 2, let frame = try await reader.next() {
                last = frame.id ?? last
                let run = frame.json["run"]?.stringValue ?? ""
                if frame.event == "view" { views.insert(run) }
                if frame.event == "event" {
                    events[run, default: []].append(
                        try frame.json.field("event", as: JSON.self).field("revision"))
                }
            }
            #expect(events == ["one": [1, 2, 3, 4], "two": [3, 4]])
            #expect(last == "one:4,two:4")
            var again = try await bench.stream(
                "/v1/feed?watch=one:0,two:0", headers: [("Last-Event-ID", "one:4,two:3")])
            let frames = try await again.frames { $0.event == "view" && $0.json["run"] == "two" }
            let told = frames.filter { $0.event == "event" }.compactMap(\.id)
            #expect(told == ["one:4,two:4"])
        }
    }

    @Test("What is no list of runs with revisions is refused", arguments: ["nonsense", "a:1,a:2", "a:-1"])
    func refusals(watch: String) async throws {
        try await ServerBench.running { bench in
            try await bench.expect(400, "GET", "/v1/feed?watch=\(watch)")
        }
    }

    @Test("A run that cannot be watched is answered for by itself, and the others are told as ever")
    func apart() async throws {
        try await ServerBench.running { bench in
            let run = try await bench.start(.waiting, run: "known")
            try await bench.state(of: run) { $0.revision.number == 4 }
            var reader = try await bench.stream("/v1/feed?watch=nothing:1,known:0,no%20name:0")
            let frames = try await reader.frames { $0.event == "view" }
            #expect(frames.last?.json["run"] == "known")
            let refused = frames.filter { $0.event == "refused" }
            #expect(refused.map { $0.json["run"] } == ["nothing", "no name"])
            #expect(refused.map { $0.json["problem"]?["code"] } == ["run.unknown", "run.unknown"])
        }
    }

    @Test("Of more runs than a stream follows, the first are followed and each of the others is told so")
    func tooMany() async throws {
        try await ServerBench.running { bench in
            var names: [String] = []
            for number in 1...(ServerLimits.watchedRunCount + 2) {
                let run = try await bench.start(.waiting, run: "r\(number)")
                names.append("\(run)")
            }
            let watch = names.map { "\($0):0" }.joined(separator: ",")
            var reader = try await bench.stream("/v1/feed?watch=\(watch)")
            var refused: [JSON?] = []
            var views: Set<String> = []
            while views.count < ServerLimits.watchedRunCount, let frame = try await reader.next() {
                if frame.event == "view" { views.insert(frame.json["run"]?.stringValue ?? "") }
                guard frame.event == "refused" else { continue }
                refused.append(frame.json["run"])
                #expect(frame.json["problem"]?["code"] == "feed.too-many-runs")
            }
            #expect(views == Set(names.prefix(ServerLimits.watchedRunCount)))
            #expect(refused == names.suffix(2).map { .string($0) })
        }
    }

    @Test("A run whose log is damaged is refused with what is wrong, and the others are told as ever")
    func damaged() async throws {
        let journal = MemoryJournal()
        try await ServerBench.running(journal: journal) { bench in
            let whole = try await bench.start(.waiting, run: "whole")
            try await bench.state(of: whole) { $0.revision.number == 4 }
            let hurt = try await bench.start(.waiting, run: "hurt")
            let state = try await bench.state(of: hurt) { $0.revision.number == 4 }
            try await journal.append(
                Append(
                    run: hurt, expecting: try await journal.head(of: hurt),
                    records: [EventRecord(type: "no.such-event", version: 1, payload: .object([]))],
                    time: state.updatedAt, actor: .tester, command: "damage", summary: state.summary))
            var reader = try await bench.stream("/v1/feed?watch=hurt:0,whole:0")
            var told: [String: JSON] = [:]
            while told.count < 2, let frame = try await reader.next() {
                if ["refused", "view"].contains(frame.event) {
                    told[frame.json["run"]?.stringValue ?? ""] = frame.json
                }
            }
            #expect(told["hurt"]?["problem"]?["code"] == "run.log-damaged")
            #expect(told["whole"]?["view"] != nil)
        }
    }

    @Test("Live output is told while a step works")
    func output() async throws {
        let agent = ScriptedAgent { (_, context) async throws(AttemptFailure) in
            context.output(Array("hello from the step".utf8))
            // It works until the server ends it.
            for await _ in context.signals {}
            return .completed(outputs: .object([]), Assessment())
        }
        try await ServerBench.running(agent: agent) { bench in
            let run = try await bench.start(.waiting)
            let gate = try await bench.gate(of: run)
            var reader = try await bench.stream("/v1/feed?watch=\(run):0")
            _ = try await reader.frames { $0.event == "view" }
            _ = try await bench.decide(gate, .record(("verdict", "approve")))
            let frames = try await reader.frames { $0.event == "output" }
            #expect(frames.last?.json["text"] == "hello from the step")
            #expect(frames.last?.json["step"] == "build")
            #expect(frames.last?.id == nil)
        }
    }
}
