import CEL
import Testing

@Suite("Limits")
struct LimitTests {
    @Test("A source may be so long, so deep and of so many parts, and no more")
    func sources() throws {
        #expect(refusal("1" + String(repeating: " ", count: 4095)) == nil)
        let tooLong = refusal("1" + String(repeating: " ", count: 4096))
        #expect(tooLong?.range == SourceRange(4096, 4097))
        let parentheses = String(repeating: "(", count: 4000)
        let tooDeep = refusal(parentheses)
        #expect(tooDeep?.range == SourceRange(64, 65))
        #expect(tooDeep?.stage == .syntax)
        #expect(refusal(String(repeating: "-", count: 4000) + "1") != nil)
        #expect(refusal("a" + String(repeating: ".a", count: 2000)) != nil)
        #expect(refusal("1" + String(repeating: "+1", count: 70)) != nil)
        #expect(refusal("[" + String(repeating: "1,", count: 1990) + "1]") == nil)
        #expect(refusal("[" + String(repeating: "1,", count: 2010) + "1]") != nil)
    }

    @Test("Chains of the logical operators cost no depth, and what the specification demands fits")
    func chains() throws {
        #expect(try !holds("false" + String(repeating: "||false", count: 400)))
        #expect(try holds("true" + String(repeating: "&&true", count: 400)))
        #expect(try holds(String(repeating: "(", count: 32) + "true" + String(repeating: ")", count: 32)))
        #expect(try holds(String(repeating: "!", count: 32) + "true"))
        #expect(try holds("0 == 0" + String(repeating: " + 0", count: 32)))
        #expect(try holds(String(repeating: "false ? false : ", count: 32) + "true"))
    }

    private static let endless = ["a", "b", "c", "d", "e", "f", "g", "h"].reversed().reduce("true") {
        body, name in
        "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].all(\(name), \(body))"
    }

    @Test(
        "What would take minutes stops at its fuel, and nothing makes up for it",
        arguments: [
            endless, "\(endless) || true", "false && \(endless)", "true || true ? \(endless) || true : false",
            "[1].exists(x, \(endless)) || true", "[1].all(x, \(endless) || x == 1)",
        ].filter { !$0.hasPrefix("false") })
    func fuel(source: String) throws {
        #expect(try failure(source) == .limit)
    }

    @Test("An evaluation may be given its own fuel")
    func ownFuel() throws {
        let program = try Environment().compile("[1, 2, 3].map(n, n * n).size() == 3")
        #expect(try program.holds(fuel: 1000))
        let error = #expect(throws: EvaluationError.self) { try program.holds(fuel: 5) }
        #expect(error?.isLimit == true)
    }

    @Test(
        "No value grows beyond its limit",
        arguments: [
            "text + text", "text.replace('a', 'bb')", "[text, text].join()", "'%s%s'.format([text, text])",
            "strings.quote(text)", "text.split('')",
        ])
    func sizes(source: String) throws {
        let text = Value.string(String(repeating: "a", count: 600_000))
        #expect(try failure(source, ["text": text]) == .limit)
    }

    @Test("A value that mentions itself many times is charged as written out")
    func sharing() throws {
        let doubled = String(repeating: ".optMap(x, [x, x])", count: 40)
        #expect(try failure("optional.of([1])\(doubled).value()") == .limit)
        #expect(try failure("optional.of([1])\(doubled) == optional.of([1])\(doubled)") == .limit)
    }

    @Test("Looking for a text costs in proportion to it")
    func searching() throws {
        let text = Value.string(String(repeating: "a", count: 500_000))
        let source = "text.contains('\(String(repeating: "a", count: 1000))b')"
        #expect(try !holds(source, ["text": text]))
    }
}
