import CEL
import Testing

@Suite("Patterns")
struct PatternTests {
    private func matches(_ text: String, _ pattern: String) throws -> Bool {
        try holds("text.matches(pattern)", ["text": .string(text), "pattern": .string(pattern)])
    }

    @Test(
        "Patterns match as RE2 has it",
        arguments: [
            ("hubba", "ubb"), ("", ""), ("grey", "^gr(a|e)y$"), ("mañana", "a+ñ+a+"), ("🐱😀😀", "(a|😀){2}$"),
            ("aB", "(?i)Ab"), ("a\nb", "(?s)a.b"), ("a\nb", "(?m)^b$"), ("x-1", "\\w-\\d\\b"), ("é", "\\pL"),
            ("É", "(?i)é"), ("ab", "(?P<name>a)(?:b)"), ("a{2", "a{2"), ("aa", "^a{2}$"), ("aaa", "^a{2,}?$"),
            ("]", "[]a]"), ("-", "[a-]"), ("7", "[[:digit:]]"), ("b", "[^a]"), ("a.b", "\\Qa.b\\E"),
            ("\u{41}", "\\x41"),
            ("😀", "^\\x{1F600}$"), ("A", "\\101"), ("ab", "(|a)b"), ("", "(a*)*"), ("ß", "[\\p{Ll}]"),
            (" ", "\\s|x"),
            ("ſ", "(?i)S"), ("a b", "\\Bb|a\\b"), ("abc", "(?i:B)c"), ("\n", "[^a]"),
        ])
    func matching(text: String, pattern: String) throws {
        #expect(try matches(text, pattern))
    }

    @Test(
        "Patterns do not match what they should not",
        arguments: [
            ("a\nb", "a.b"), ("ab", "^b"), ("aB", "ab"), ("aaa", "^a{2}$"), ("é", "\\w"), ("a", "\\PL"),
            ("a\n", "a$"),
            ("bC", "(?i:B)c"), ("a.", "^\\Q..\\E"),
        ])
    func mismatching(text: String, pattern: String) throws {
        #expect(try !matches(text, pattern))
    }

    @Test(
        "What is no pattern is an error",
        arguments: [
            "(", ")", "[a", "*a", "a**", "a{2,1}", "a{1001}", "(?=a)", "(?<!a)b", "(a)\\1", "\\", "[b-a]",
            "\\pX",
            "\\p{Greek}", "(?P<>a)", "[[:nothing:]]", "\\q", "((((a{100}){100}){100}){100})",
            String(repeating: "(", count: 200) + String(repeating: ")", count: 200),
        ])
    func errors(pattern: String) throws {
        #expect(try failure("'a'.matches(pattern)", ["pattern": .string(pattern)]) == .invalidValue)
    }

    @Test("A pattern that ruins engines that go back costs in proportion to the text")
    func linear() throws {
        func leastFuel(_ length: Int) throws -> Int {
            let program = try Environment().compile("text.matches('(a+)+$')")
            let bindings: Bindings = ["text": .string(String(repeating: "a", count: length) + "b")]
            var (low, high) = (1, 10_000_000)
            while low < high {
                let middle = (low + high) / 2
                do {
                    #expect(try !program.holds(bindings, fuel: middle))
                    high = middle
                } catch {
                    #expect(error.isLimit)
                    low = middle + 1
                }
            }
            return low
        }
        let (short, long) = (try leastFuel(1000), try leastFuel(10_000))
        #expect(long < short * 11)
        #expect(long < Limits.standard.fuel)
    }
}
