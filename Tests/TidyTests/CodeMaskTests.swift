import Testing

@Suite("What is code and what is not")
struct CodeMaskTests {
    @Test(
        "Comments, strings and regex literals are blanked and lines stay where they are",
        arguments: [
            ("a // b \"c", "a        "),
            ("a /* b /* c */ d */ e", "a                   e"),
            ("a /* b\nc */ d", "a     \n     d"),
            (#"f("a\"b") + 1"#, "f(      ) + 1"),
            (##"f(#"a"b\"#) + 1"##, "f(        ) + 1"),
            ("f(\"\"\"\na \"b\"\n\"\"\") + 1", "f(   \n     \n   ) + 1"),
            (#"f("a\(g(h) + "i")b") + 1"#, "f(    g(h) +       ) + 1"),
            (##"f(#"a\(b)\#(c)"#) + 1"##, "f(          c   ) + 1"),
            ("f(#/a\"b/#) + 1", "f(       ) + 1"),
            ("func `a try! b`() {}", "func __________() {}"),
            ("\"unclosed\nlet a = 1", "         \nlet a = 1"),
        ])
    func masks(source: String, expected: String) {
        #expect(CodeMask.apply(to: source) == expected)
    }
}

@Suite("How long a function is")
struct FunctionLengthsTests {
    private func lengths(_ text: String) -> [Int] {
        FunctionLengths.measure(SwiftSource(TextFile(path: "A.swift", text: text))).map(\.lineCount)
    }

    @Test("A body is counted from its keyword to its closing brace")
    func wholeBody() {
        #expect(
            lengths("func a(\n    b: Int\n) throws -> Int {\n    if b > 0 { return 1 }\n    return 0\n}\n")
                == [6])
    }

    @Test("Braces in strings, comments and interpolations do not count")
    func misleadingBraces() {
        #expect(lengths("func a() {\n    b(\"}\") // }\n    c(\"\\(d { \"{\" })\")\n}\n") == [4])
    }

    @Test("A closure as a default value is no body")
    func defaultClosure() {
        #expect(lengths("init(a: () -> Int = { 1 },\n    b: Int) {\n    c = a()\n}") == [4])
    }

    @Test("Requirements of a protocol and calls of an initialiser have no body")
    func noBody() {
        #expect(
            lengths(
                "protocol A {\n    func b()\n    init(c: Int)\n    func d() throws\n}\nlet e = A.init(c: 1)\n"
            ) == [])
    }

    @Test("A computed property counts and a stored one does not")
    func properties() {
        #expect(lengths("var a: Int {\n    1\n}\nvar b = { 1 }\nvar c: Int = 2\n") == [3])
    }

    @Test("A function in a function is counted in both")
    func nested() {
        #expect(lengths("func a() {\n    func b() {\n        c()\n    }\n}\n") == [5, 3])
    }
}
