import FermataCore
import Testing

@testable import FermataClient

@Suite("Reading streams of server-sent events")
struct ServerEventParserTests {
    private static let stream = """
        retry: 1000\n: heartbeat\n
        id: 3\nevent: event\ndata: {"a":1}\n
        event: output\ndata: one\ndata: two\n
        data\n
        id: 4\n
        event:end\ndata:  x\n\n
        """

    private static let events = [
        ServerEvent(id: "3", name: "event", data: "{\"a\":1}"),
        ServerEvent(id: "3", name: "output", data: "one\ntwo"),
        ServerEvent(id: "3", name: "message", data: ""),
        ServerEvent(id: "4", name: "end", data: " x"),
    ]

    @Test("Events are the same wherever the bytes are cut", arguments: 1...9)
    func pieces(length: Int) throws {
        var parser = ServerEventParser()
        var events: [ServerEvent] = []
        let bytes = Array(Self.stream.utf8)
        for start in stride(from: 0, to: bytes.count, by: length) {
            events += try parser.take(bytes[start..<min(start + length, bytes.count)])
        }
        #expect(events == Self.events)
    }

    @Test("Lines may end as on any platform", arguments: ["\n", "\r", "\r\n"])
    func lineEnds(end: String) throws {
        var parser = ServerEventParser()
        let text = Self.stream.replacing("\n", with: end)
        #expect(try parser.take(Array(text.utf8)) == Self.events)
    }

    @Test(
        "A frame says how far the run has come, what was printed, or that it is over; others are passed over")
    func news() throws {
        func news(_ name: String, _ data: String, id: String? = nil) throws -> RunNews? {
            try RunNews(ServerEvent(id: id, name: name, data: data))
        }
        #expect(try news("event", "{}", id: "12") == .reached(Revision(12)))
        #expect(try news("event", "{}", id: "x") == nil)
        let step = try #require(StepID("build"))
        #expect(
            try news("output", #"{"run":"a","step":"build","attempt":2,"text":"hi"}"#)
                == .output(step, attempt: 2, text: "hi"))
        #expect(throws: JSONDecodingError.self) { try news("output", "{") }
        #expect(throws: JSONDecodingError.self) { try news("output", "{}") }
        #expect(try news("end", "{}") == .ended)
        #expect(try news("reset", "{}") == nil)
    }
}

@Suite("What a server's refusal is taken for")
struct ServerProblemTests {
    @Test("A problem is read with its name and words; anything else is told by its status")
    func reading() {
        let body = Array(#"{"code":"gate.closed","detail":"Too late.","status":409}"#.utf8)
        let problem = ServerProblem(status: 409, body: body)
        #expect(problem.code == "gate.closed")
        #expect(problem.detail == "Too late.")
        let other = ServerProblem(status: 502, body: Array("<html>".utf8))
        #expect(other.code == "server.status")
        #expect(other.detail.contains("502"))
    }

    @Test(
        "Only what passes by itself is tried again",
        arguments: [
            (503, "server.shutting-down", true), (429, "access.rate-limited", true), (502, "x.y", true),
            (503, "journal.disk-full", false), (409, "gate.closed", false), (401, "access.required", false),
            (500, "server.internal", false),
        ] as [(Int, String, Bool)])
    func passing(status: Int, code: String, isPassing: Bool) {
        let body = JSON.record(("code", code.json)).encodedBytes()
        #expect(ServerProblem(status: status, body: body).isPassing == isPassing)
    }
}
