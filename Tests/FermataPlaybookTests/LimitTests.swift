import FermataCore
import FermataPlaybook
import Testing

@Suite("Limits of playbook files")
struct LimitTests {
    private func mistakes(in text: String) -> [PlaybookMistake] {
        do {
            _ = try PlaybookParser.parse(text, file: "playbook.yaml")
            return []
        } catch {
            return error.mistakes
        }
    }

    @Test("Ten megabytes are refused before they are read as YAML")
    func tooLarge() throws {
        // An unclosed bracket at the very start would be reported if the text were looked at.
        let text = "[" + String(repeating: "x", count: 10_000_000)
        let found = mistakes(in: text)
        #expect(found.count == 1)
        #expect(found.first?.message.contains("10000001 bytes; at most 1048576 (1 MiB)") == true)
        #expect(found.first?.headline.hasPrefix("playbook.yaml:1:1: error: ") == true)
    }

    @Test("A file of exactly the largest size is read")
    func largest() throws {
        let text = "name: X\nsteps:\n  a: {run: x}\n#"
        let padding = String(repeating: "-", count: PlaybookParser.maximumByteCount - text.utf8.count)
        #expect(try PlaybookParser.parse(text + padding, file: "a.yaml").name == "X")
    }

    @Test("Nested aliases that describe billions of values are refused without being followed")
    func aliasBomb() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let items = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(items)]\n"
        }
        // As a key the last one would even have to be hashed.
        text += "? *a12\n: x\n"
        let found = mistakes(in: text)
        #expect(found.count == 14)
        #expect(found.allSatisfy { $0.message.contains("are not read here") })
    }

    @Test("An asterisk inside text is no alias")
    func asterisks() throws {
        let text =
            "name: a * b\nsteps:\n  a:\n    run: |\n      ls *.swift\n      *weird\n    env: {A: '*x'}\n"
        let step = try #require(try PlaybookParser.parse(text, file: "a.yaml").plan.steps.first)
        #expect(step.run == "ls *.swift\n*weird\n")
        #expect(step.env == .record(("A", "*x")))
    }

    @Test(
        "Nesting as deep as a file can hold is refused without exhausting the stack",
        arguments: ["[", "{a: "])
    func deepNesting(opening: String) {
        let found = mistakes(in: "name: X\nv: " + String(repeating: opening, count: 200_000))
        #expect(found.count == 1)
    }

    @Test("Only the first fifty mistakes are listed, in the order of the file, and the rest is counted")
    func manyMistakes() throws {
        let steps = (1...120).map { "  s\($0): {run: x, retries: 99}\n" }.joined()
        let error = try #require(throws: PlaybookError.self) {
            try PlaybookParser.parse("name: X\nsteps:\n\(steps)", file: "p.yaml")
        }
        #expect(error.mistakes.count == 50)
        #expect(error.omittedCount == 70)
        #expect(error.mistakes.map(\.position.line) == Array(3...52))
        #expect(error.description.hasSuffix("and 70 more mistakes, not listed"))
    }

    @Test("A file full of mistakes on a single line is answered like any other")
    func hostileLine() {
        let keys = (0..<20_000).map { "key\($0): 1" }.joined(separator: ", ")
        let found = mistakes(in: "{name: X, steps: {a: {run: x}}, \(keys)}")
        #expect(found.count == 50)
        #expect(found.allSatisfy { $0.message.hasPrefix("a playbook has no key `key") })
    }

    @Test("Ten thousand steps are read and checked; one more is refused")
    func manySteps() throws {
        let chain = (1...10_000).map { "  s\($0): {run: x, needs: [\($0 > 1 ? "s\($0 - 1)" : "")]}\n" }
            .joined()
        let text = "name: X\nsteps:\n" + chain
        #expect(try PlaybookParser.parse(text, file: "a.yaml").plan.steps.count == 10_000)
        let found = mistakes(in: text + "  last: {run: x}\n")
        #expect(found.map(\.message) == ["the plan has 10001 steps; at most 10000 are allowed"])
        #expect(found.map(\.position.line) == [2])
    }

    @Test("A mistake is shown as compilers show theirs, with the caret under it")
    func caret() throws {
        let error = try #require(throws: PlaybookError.self) {
            try PlaybookParser.parse(
                "name: Ä\nsteps:\n  ä: {run: x}\n  b: {run: é, neds: c}\n", file: "p.yaml")
        }
        #expect(
            error.description == """
                p.yaml:3:3: error: `ä` is no valid name: letters, digits, '-' and '_', beginning \
                with a letter or digit, at most 64 characters
                      ä: {run: x}
                      ^
                p.yaml:4:15: error: a step has no key `neds`; did you mean `needs`?
                      b: {run: é, neds: c}
                                  ^
                """)
    }

    @Test("A very long line is shown in part, and control characters never reach the terminal")
    func longLine() throws {
        let text = "name: X\nsteps: {a: {run: \"\(String(repeating: "y", count: 5_000))\", nope: 1}}\n"
        let found = try #require(mistakes(in: text).first)
        #expect(found.sourceLine.count <= 160)
        #expect(Array(found.sourceLine)[found.caretOffset...].starts(with: "nope"))
        let error = try #require(throws: PlaybookError.self) {
            try PlaybookParser.parse(Array("name: X\u{1B}[31m\n".utf8), file: "p.yaml")
        }
        #expect(!error.description.contains("\u{1B}"))
    }
}
