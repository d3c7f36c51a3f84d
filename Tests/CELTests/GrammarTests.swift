import CEL
import Testing

@Suite("Grammar")
struct GrammarTests {
    @Test(
        "Operators bind as the specification has it",
        arguments: [
            "1 + 2 * 3 == 7", "2 * 3 % 4 == 2", "-2 - -3 == 1", "!(1 > 2) && 3 in [1 + 2]",
            "true || false && false", "false ? 1 : true ? true : false", "1 < 2 == true", "[1, 2,][1] == 2",
            "{'a': 1,}.a == 1", ".5 + 1e-1 > 0.59", "0xF == 15 && 0xFu == 15u", "- - 1 == 1", "!!true",
            "-9223372036854775808 < 0", "9223372036854775807 > 0", "1 == 1 // a comment to the end",
            "{'as': 1}.as == 1", "{'content-type': 2}.`content-type` == 2", "[,] == [] && {,} == {}",
            "r'\\d' == '\\\\d'", "b'\\xff' == b'\\377'", "'\\x41\\u0042\\U00000043\\104' == 'ABCD'",
            "'''a\nb''' == 'a\\nb'", "bR'\\x' == b'\\\\x'", "[1, 2, 3][1u] == 2 && [1, 2][1.0] == 2",
        ])
    func accepts(source: String) throws {
        #expect(try holds(source))
    }

    @Test(
        "What is no expression is refused at its place",
        arguments: [
            ("1 +", 3, 3), ("5.", 2, 2), ("0XFF", 1, 4), ("a = b", 2, 3), ("as == 1", 0, 2),
            ("9223372036854775808", 0, 19), ("-9223372036854775809", 0, 20), ("1e400", 0, 5), ("(1", 0, 1),
            ("[1", 0, 1), ("'abc", 0, 1), ("'a\nb'", 0, 2), ("'\\q'", 1, 3), ("'\\ud800'", 1, 7),
            ("b'\\u0041'", 2, 4), ("'\\400'", 1, 3), ("has(a)", 4, 5), ("[1].all(a.b, true)", 8, 11),
            ("a.`b c\\`", 2, 7), ("1 2", 2, 3), ("!-1", 1, 2), ("true ? false ? 1 : 2 : 3", 13, 14),
            ("a.in", 2, 4), ("Type{a: 1}", 4, 5), ("f(1,)", 4, 5), ("é", 0, 2), ("", 0, 0),
        ])
    func refuses(source: String, start: Int, end: Int) throws {
        let mistake = refusal(source)
        let refusal = try #require(mistake)
        #expect(refusal.stage == .syntax)
        #expect(refusal.range == SourceRange(start, end), "\(refusal.message)")
    }

    @Test("Without macros their names are functions that do not exist")
    func noMacros() throws {
        let program = try Environment(hasMacros: false).compile("has({'a': 1}.a)")
        #expect(throws: EvaluationError.self) { try program.evaluate() }
    }

    @Test("A position is counted in lines and code points")
    func positions() {
        let source = "'é' ==\n  'b'"
        #expect(SourceRange(4, 6).position(in: source) == (1, 4))
        #expect(SourceRange(10, 13).position(in: source) == (2, 3))
        #expect(SourceRange(10, 13).text(in: source) == "'b'")
        #expect(SourceRange(2, 3).text(in: source) == nil)
    }
}
