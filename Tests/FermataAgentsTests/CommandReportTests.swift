import FermataCore
import Testing

@testable import FermataAgents

@Suite("Reading a report")
struct CommandReportTests {
    private static func report(_ text: String) throws -> CommandReport {
        try CommandReport(parsing: Array(text.utf8))
    }

    @Test("An empty report says nothing")
    func empty() throws {
        let report = try Self.report("\n  \n\r\n")
        #expect(report == CommandReport())
        #expect(report.outputs == nil)
    }

    @Test("The last line needs no newline, and lines may end as on Windows")
    func lineEnds() throws {
        let report = try Self.report("{\"progress\": \"a\"}\r\n{\"progress\": \"b\"}")
        #expect(report.progress == ["a", "b"])
    }

    @Test("The last assessment and the last question win, each whole")
    func lastWins() throws {
        let report = try Self.report(
            """
            {"assessment": {"uncertainty": 0.5, "cost": 1, "summary": "s"}}
            {"question": {"text": "first"}, "memento": 1}
            {"assessment": {"cost": 2}}
            {"question": {"text": "second"}}
            """)
        #expect(report.assessment == Assessment(cost: 2))
        #expect(report.question == Question(text: "second"))
        #expect(report.memento == .null)
    }

    @Test("One line may say several things")
    func severalThings() throws {
        let report = try Self.report(#"{"output": {"a": 1}, "assessment": {"cost": 0}, "progress": "p"}"#)
        #expect(report.outputs == .record(("a", 1)))
        #expect(report.assessment == Assessment(cost: 0))
        #expect(report.progress == ["p"])
    }

    @Test(
        "A wrong line is refused with its number and what is wrong",
        arguments: [
            ("{\"output\": {\"a\": 1}", "no JSON"), ("[1]", "object was expected"),
            ("{\"output\": [1]}", "output"), ("{\"output\": {\"a\": 1, \"a\": 2}}", "twice"),
            ("{\"outputs\": {}}", "outputs"), ("{\"assessment\": {\"uncertainty\": -0.1}}", "0 to 1"),
            ("{\"assessment\": {\"cost\": -1}}", "cost"), ("{\"assessment\": {\"cost\": \"1\"}}", "cost"),
            ("{\"question\": {\"options\": []}}", "text"), ("{\"question\": \"why\"}", "question"),
            ("{\"question\": {\"text\": \"?\", \"options\": [1]}}", "options.0"),
            ("{\"memento\": 1}", "same line"), ("{\"progress\": 1}", "progress"), ("\u{0}", "no JSON"),
        ])
    func wrongLines(line: String, complaint: String) throws {
        let problem = try #require(throws: CommandReport.Problem.self) {
            try Self.report("{\"progress\": \"fine\"}\n\(line)\n")
        }
        #expect(problem.line == 2)
        #expect(problem.text.contains(complaint), "it says: \(problem.text)")
    }

    @Test("A memento must fit where the next invocation finds it")
    func longMemento() throws {
        let fits = String(repeating: "x", count: CommandReport.maximumMementoBytes - 2)
        #expect(throws: Never.self) {
            try Self.report("{\"question\": {\"text\": \"?\"}, \"memento\": \"\(fits)\"}")
        }
        #expect(throws: CommandReport.Problem.self) {
            try Self.report("{\"question\": {\"text\": \"?\"}, \"memento\": \"\(fits)x\"}")
        }
    }

    @Test("Bytes that are no UTF-8 are refused, not repaired")
    func wrongBytes() {
        #expect(throws: CommandReport.Problem.self) {
            try CommandReport(parsing: Array("{\"progress\": \"".utf8) + [0xFF] + Array("\"}".utf8))
        }
    }
}

@Suite("The end of long output")
struct OutputTailTests {
    private static func tail(_ pieces: [[UInt8]], maximumBytes: Int = 8) -> OutputTail {
        var tail = OutputTail(maximumBytes: maximumBytes)
        for piece in pieces { tail.append(piece) }
        return tail
    }

    @Test("Short output is kept whole, without the white space around it")
    func short() {
        #expect(Self.tail([Array(" a\n".utf8), Array("b \n".utf8)]).text == "a\nb")
        #expect(Self.tail([]).text == "")
        #expect(Self.tail([Array(" \n\t ".utf8)]).text == "")
    }

    @Test("Of long output the end is kept, and what is missing is said")
    func long() {
        #expect(Self.tail([Array("0123456789".utf8)]).text == "[2 bytes left out]\n23456789")
        let pieces = (0..<100).map { Array("piece \($0)\n".utf8) }
        #expect(Self.tail(pieces).text == "[882 bytes left out]\niece 99")
        #expect(Self.tail(pieces).totalCount == 890)
    }

    @Test("The end begins with a whole character")
    func characters() {
        let text = Self.tail([Array("ééééé".utf8)], maximumBytes: 7).text
        #expect(text == "[4 bytes left out]\nééé")
    }

    @Test("The last line is the last with anything on it, cut to a sentence's length")
    func lastLine() {
        #expect(Self.tail([Array("one\ntwo\r\n \n".utf8)], maximumBytes: 100).lastLine == "two")
        #expect(Self.tail([Array("\n \n".utf8)]).lastLine == nil)
        let long = Self.tail([[UInt8](repeating: 0x78, count: 400)], maximumBytes: 4096).lastLine
        #expect(long == String(repeating: "x", count: 300) + "…")
    }
}
