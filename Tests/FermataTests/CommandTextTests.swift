import FermataCore
import Testing

@testable import fermata

@Suite("What commands print")
struct CommandTextTests {
    @Test(
        "Durations have the two units that matter",
        arguments: [
            (0, "0.0 s"), (450, "0.4 s"), (9_999, "9.9 s"), (12_000, "12 s"), (185_000, "3 min 05 s"),
            (7_620_000, "2 h 07 min"), (273_600_000, "3 d 4 h"), (-5, "0.0 s"),
        ] as [(Int64, String)])
    func durations(milliseconds: Int64, text: String) {
        #expect(TimeText.duration(milliseconds: milliseconds) == text)
    }

    @Test(
        "A word is quoted so that a shell reads it back",
        arguments: [
            ("plain-1", "plain-1"), ("", "''"), ("two words", "'two words'"), ("it's", #"'it'\''s'"#),
        ])
    func quoting(text: String, quoted: String) {
        #expect(ShellText.quoted(text) == quoted)
    }

    @Test("A line is one line, whatever was put into it")
    func inertLines() {
        #expect(InertText.line("a\nb\r\nc ") == "a b  c")
        #expect(
            !InertText.line("\u{1B}[2J\u{202E}").unicodeScalars.contains {
                $0.value == 0x1B || $0.value == 0x202E
            })
        #expect(InertText.line("abcdef", limit: 4) == "abc…")
        #expect(InertText.line("abcd", limit: 4) == "abcd")
    }

    @Test("A table's columns are as wide as their widest cell and end without spaces")
    func tables() {
        let table = TextTable(header: ["A", "B"], rows: [["long", ""], ["x", "y"]])
        #expect(table.lines == ["A     B", "long", "x     y"])
    }

    @Test("Output is cut into lines wherever its pieces end")
    func outputLines() {
        var lines = OutputLines()
        #expect(lines.take(Array("on".utf8)).isEmpty)
        #expect(lines.take(Array("e\ntwo\nth".utf8)) == ["one", "two"])
        #expect(lines.takeLast() == ["th"])
        #expect(lines.byteCount == 10)
        var closed = OutputLines.closed
        #expect(closed.take(Array("late\n".utf8)).isEmpty)
    }

    @Test("A line of output without end is cut and never kept whole")
    func endlessLine() {
        var lines = OutputLines()
        let shown = lines.take([UInt8](repeating: UInt8(ascii: "x"), count: 100_000))
        #expect(shown.count > 1)
        #expect(shown.allSatisfy { $0.utf8.count <= 8192 })
    }

    @Test("Every way to end has a code of its own and a meaning")
    func exitCodes() {
        #expect(Set(ExitStatus.allCases.map(\.rawValue)).count == ExitStatus.allCases.count)
        #expect(ExitStatus.allCases.allSatisfy { !$0.meaning.isEmpty })
        #expect(ExitStatus(.completed) == .completed)
        #expect(ExitStatus(.failed) == .runFailed)
        #expect(ExitStatus(.stopped) == .runStopped)
    }
}
