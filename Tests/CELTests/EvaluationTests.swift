import CEL
import Testing

@Suite("Evaluation")
struct EvaluationTests {
    @Test(
        "An error on one side is made up for by the side that decides, and only then",
        arguments: [
            ("f_unknown(17) || true", true), ("true || f_unknown(17)", true), ("1 / 0 > 1 && false", false),
            ("'text' || true", true), ("false && 1", false), ("[1, 0].exists(n, 1 / n == 1)", true),
            ("[0, 2].all(n, 1 / n == 1)", false), ("missing.field || true", true),
            ("true ? true : 1 / 0 == 1", true),
        ])
    func absorption(source: String, expected: Bool) throws {
        #expect(try holds(source) == expected)
    }

    @Test(
        "What nothing makes up for is an error of its kind",
        arguments: [
            ("f_unknown(17) || false", EvaluationError.Kind.unknownFunction), ("x", .unknownVariable),
            ("'a' || 'b'", .noMatchingOverload), ("1 ? 2 : 3", .noMatchingOverload),
            ("1 / 0", .divisionByZero),
            ("1 % 0", .divisionByZero), ("-9223372036854775808 / -1", .outOfRange),
            ("-(-9223372036854775808)", .outOfRange), ("0u - 1u", .outOfRange),
            ("9223372036854775807 * 2", .outOfRange), ("1 + 1u", .noMatchingOverload),
            ("5.5 % 2.0", .noMatchingOverload), ("[1][1]", .outOfRange), ("[1][0.5]", .invalidValue),
            ("{'a': 1}.b", .noSuchKey), ("{1: 1, 1u: 2}", .invalidKey), ("{1.0: 1}", .invalidKey),
            ("{null: 1}", .invalidKey), ("has({}.a.b)", .noSuchKey),
            ("[1].exists_one(n, 1 / 0 == n)", .divisionByZero),
            ("[0].map(n, 1 / n)", .divisionByZero), ("int(9223372036854775807.0)", .outOfRange),
            ("int('x')", .invalidValue), ("uint('+1')", .invalidValue), ("double('0x10')", .invalidValue),
            ("math.ceil(dyn(1))", .noMatchingOverload), ("dyn", .unknownVariable),
            ("optional.none().value()", .invalidValue), ("[?1]", .noMatchingOverload),
        ])
    func failures(source: String, kind: EvaluationError.Kind) throws {
        #expect(try failure(source) == kind)
    }

    @Test(
        "Values compare by what they amount to",
        arguments: [
            "1 == 1.0 && 1u == 1 && [1, 2.0] == [1.0, 2u]", "{1: 'a'} == {1.0 == 1 ? 1u : 2u: 'a'}",
            "{1: 'x'}[1.0] == 'x'", "0.0 / 0.0 != 0.0 / 0.0", "!(0.0 / 0.0 in [0.0 / 0.0])", "-1 < 0u",
            "18446744073709551615u > 9223372036854775807", "9223372036854775807 < 9223372036854777857.0",
            "dyn(9223372036854775807) >= 9223372036854775808.0", "1 != 'a' && null == null",
            "{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", "optional.of(1) == optional.of(1.0)",
            "optional.none() != optional.of(null)", "b'ab' < b'b' && false < true", "type(1) == int",
            "type(type) == type && type([]) == list && type({}) == map",
            "type(timestamp(0)) == google.protobuf.Timestamp", "3 in [1, 2, 3.0] && 'a' in {'a': 1}",
        ])
    func comparisons(source: String) throws {
        #expect(try holds(source))
    }

    @Test("Text is compared by code points, whatever is canonically equivalent")
    func text() throws {
        let composed = "\u{E9}"
        let decomposed = "e\u{301}"
        let bindings: Bindings = ["a": .string(composed), "b": .string(decomposed)]
        #expect(composed == decomposed)
        #expect(try !holds("a == b", bindings))
        #expect(try holds("a.size() == 1 && b.size() == 2", bindings))
        #expect(try holds("b.startsWith('e') && !a.startsWith('e') && b < a", bindings))
        #expect(try !holds("a in [b] || {a: 1} == {b: 1} || b in {a: 1}", bindings))
        #expect(try holds("'👩‍👩‍👧'.size() == 5 && '👩‍👩‍👧'.endsWith('👧')"))
        #expect(try holds("'\\r\\n'.size() == 2 && '\\r\\n'.contains('\\n')"))
    }

    @Test("Names are resolved to the longest prefix, from the innermost namespace outwards")
    func names() throws {
        var environment = Environment(container: "com.example")
        environment.declare("a.b", .map(.string, .int))
        environment.declare("com.example.y", .int)
        environment.declare("y", .int)
        let bindings: Bindings = [
            "a.b": .map(MapValue([("c", 1)])), "com.example.y": 2, "y": 3,
        ]
        func run(_ source: String) throws -> Bool { try environment.compile(source).holds(bindings) }
        #expect(try run("a.b.c == 1 && y == 2 && .y == 3"))
        #expect(try run("[5].exists(y, y == 5 && .y == 3)"))
        #expect(try run("undeclared == 4 || y == 2"))
        // The same names, without declarations.
        environment = Environment(container: "com.example")
        #expect(try run("a.b.c == 1 && y == 2 && .y == 3 && [5].exists(y, y == 5 && .y == 3)"))
    }

    @Test(
        "Macros and optional values do what the specification says",
        arguments: [
            "[1, 2, 3].filter(n, n > 1).map(n, n * 2) == [4, 6]", "[1, 2, 3].map(n, n > 1, n * 2) == [4, 6]",
            "{'a': 1, 'b': 2}.map(k, k) == ['a', 'b']", "![].exists(x, true) && [].all(x, false)",
            "[1, 2].exists_one(n, n > 1)", "['x', 'y'].transformList(i, v, v + string(i)) == ['x0', 'y1']",
            "{'a': 1}.transformMap(k, v, v == 1, k) == {'a': 'a'}",
            "['a'].all(x, ['b'].all(x, x == 'b') && x == 'a')",
            "['a', 'b'].transformMapEntry(i, v, i > 0, {v: i}) == {'b': 1}",
            "optional.ofNonZeroValue(0) == optional.none() && optional.ofNonZeroValue(1).value() == 1",
            "[7, 8].existsOne(i, v, i == 1 && v == 8)", "has({'a': null}.a) && !has({}.a)",
            "{}.?a.orValue(1) == 1 && {'a': 2}.?a.orValue(1) == 2", "[1][?1].hasValue() == false",
            "[?optional.none(), 1] == [1] && {?'a': optional.of(1)} == {'a': 1}",
            "{'a': {'b': 1}}.?a.b == optional.of(1) && {'a': {}}.?a.b == optional.none()",
            "optional.of(1).optMap(x, x + 1).value() == 2", "optional.none().or(optional.of(3)).value() == 3",
            "optional.of(1).or(1 / 0 == 1 ? optional.none() : optional.none()).value() == 1",
            "[1, 2].first().value() == 1 && [].last() == optional.none()",
            "[optional.of(1), optional.none()].unwrapOpt() == [1]",
        ])
    func macros(source: String) throws {
        #expect(try holds(source))
    }
}
