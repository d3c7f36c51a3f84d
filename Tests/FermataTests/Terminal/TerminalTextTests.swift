import FermataAPI
import Testing

@testable import fermata

@Suite("Text in a terminal")
struct TerminalTextTests {
    @Test(
        "What could act on the terminal is written out",
        arguments: [
            ("plain", "plain"), ("\u{1B}[2J", "^[[2J"), ("a\u{7}b\u{0}c", "a^Gb^@c"), ("\u{7F}", "^?"),
            ("\u{9B}31m", "<U+009B>31m"), ("x\u{202E}y", "x<U+202E>y"), ("x\u{200B}y", "x<U+200B>y"),
            ("x\u{2066}y", "x<U+2066>y"), ("\u{FEFF}x", "<U+FEFF>x"), ("x\u{A0}y", "x<U+00A0>y"),
            ("x\u{3164}y", "x<U+3164>y"), ("x\u{E0041}y", "x<U+E0041>y"), ("a\tb", "a   b"),
            ("a\r\nb", "a^M^Jb"), ("\u{2028}", "<U+2028>"), ("x\u{200D}y", "x<U+200D>y"),
            ("e\u{301}", "e\u{301}"), ("\u{301}", "<U+0301>"), ("⚠\u{FE0F}", "⚠"), ("A\u{FE0F}", "A<U+FE0F>"),
            ("x\u{2800}y", "x<U+2800>y"), ("日本語 ✓ Ä", "日本語 ✓ Ä"),
        ])
    func visible(text: String, shown: String) {
        #expect(Array(VisibleText.line(text).unicodeScalars) == Array(shown.unicodeScalars))
    }

    @Test("Marks cannot pile up over the lines around them")
    func marks() {
        let text = VisibleText.line("a" + String(repeating: "\u{301}", count: 20))
        #expect(text.unicodeScalars.filter { $0.value == 0x301 }.count == 2)
    }

    @Test(
        "Text has the width that terminals give it",
        arguments: [
            ("", 0), ("abc", 3), ("日本", 4), ("e\u{301}", 1), ("🎉x", 3), ("한글", 4), ("✓", 1), ("Ｆ", 2),
        ])
    func width(text: String, columns: Int) {
        #expect(ColumnWidth.of(text) == columns)
    }

    @Test("Lines break between words, and inside them only where a word is too long")
    func wrapping() {
        #expect(TextWrapping.wrap("one two three", columns: 8) == ["one two", "three"])
        #expect(TextWrapping.wrap("onetwothree", columns: 4) == ["onet", "woth", "ree"])
        #expect(TextWrapping.wrap("日本語", columns: 5) == ["日本", "語"])
        #expect(TextWrapping.wrap("", columns: 5) == [""])
    }

    @Test("Folding keeps every blank")
    func folding() {
        let text = "rm  -rf   /tmp/x    y"
        #expect(TextWrapping.fold(text, columns: 5).joined() == text)
    }

    @Test("A line is cut in columns, with an ellipsis")
    func cutting() {
        #expect(StyledLine("日本語").cut(to: 5, ellipsis: "…").text == "日本…")
        #expect(StyledLine("abc").cut(to: 3, ellipsis: "…").text == "abc")
        #expect("日本語".fitted(to: 4, ellipsis: "…") == "日… ")
    }

    @Test("Output keeps whole lines across pieces, writes over at a carriage return, and leaves colours out")
    func output() {
        var output = StepOutput()
        output.append(Array("one\ntw".utf8), attempt: 1)
        #expect(output.lastLine == "tw")
        output.append(Array("o\r\n10%\r20%\r\u{1B}[1;31mred\u{1B}[0m\u{1B}[2J".utf8), attempt: 1)
        #expect(output.lines == ["one", "two", "10%", "20%", "red^[[2J"])
        output.append(Array("new".utf8), attempt: 2)
        #expect(output.lines == ["new"], "another attempt begins anew")
    }

    @Test("Output is bounded in lines and in the length of a line")
    func bounds() {
        var output = StepOutput()
        for number in 0..<5000 { output.append(Array("\(number)\n".utf8), attempt: 1) }
        #expect(output.lines.count <= 2 * StepOutput.maximumLineCount)
        #expect(output.lastLine == "4999")
        output.append([UInt8](repeating: 0x78, count: 1 << 20), attempt: 1)
        #expect((output.lastLine?.count ?? 0) <= StepOutput.maximumLineByteCount + 1)
    }

    @Test("A difference shows what changed with a little around it")
    func difference() {
        let old = (1...20).map(String.init).joined(separator: "\n")
        let lines = TextDifference.lines(from: old, to: old.replacing("\n10\n", with: "\nten\n"))
        #expect(lines == ["  …", "  8", "  9", "- 10", "+ ten", "  11", "  12", "  …"])
        #expect(TextDifference.lines(from: old, to: old).isEmpty)
    }

    @Test(
        "Durations are written as people read them",
        arguments: [
            (0, "0:00"), (59, "0:59"), (61, "1:01"), (3661, "1:01:01"), (90_061, "1 d 1 h"), (-5, "0:00"),
        ])
    func durations(seconds: Int64, text: String) {
        #expect(DurationText.clock(seconds: seconds) == text)
    }
}
