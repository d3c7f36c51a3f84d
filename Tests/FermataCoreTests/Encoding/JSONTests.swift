import Testing

@testable import FermataCore

@Suite("JSON")
struct JSONTests {
    @Test(
        "reads what RFC 8259 allows",
        arguments: [
            ("null", JSON.null), (" true\n", true), ("\tfalse\r", false), ("0", 0), ("-0", 0), ("12", 12),
            ("-9223372036854775808", .integer(.min)), ("9223372036854775807", .integer(.max)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1.5", .number(1.5)),
            ("1e2", .number(100)), ("1E+2", .number(100)), ("25e-1", .number(2.5)), ("-0.0", .number(-0.0)),
            (#""""#, ""), (#""a""#, "a"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u00e9\u20AC""#, "é€"), (#""\ud83d\ude00""#, "😀"), ("\"é😀\u{7F}\"", "é😀\u{7F}"),
            (#""\u0000""#, "\0"), ("[]", .array([])), ("[ 1 , [ ] ]", .array([1, .array([])])),
            ("{}", .object([])), (#"{ "a" : 1 , "" : null }"#, .record(("a", 1), ("", .null))),
        ] as [(String, JSON)])
    func reads(text: String, expected: JSON) throws {
        #expect(try JSON(parsing: text) == expected)
    }

    @Test(
        "refuses what RFC 8259 does not allow",
        arguments: [
            "", " ", "nul", "nulll", "True", "NaN", "Infinity", "-", "+1", "01", "-01", "1.", ".5", "1e",
            "1e+", "0x10", "1 2", "1e999", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "]", "{", "{a:1}",
            #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{"a" 1}"#, #"{"a":1 "b":2}"#, #"{1:2}"#, "'a'", #"""#,
            #""a"#, #""\"#, #""\x""#, #""\u12""#, #""\u12g4""#, #""\ud83d""#, #""\ude00""#,
            #""\ud83dx""#, #""\ud83d\n""#, #""\ud83d\u0041""#, "\"\n\"", "\"\u{1F}\"", "\u{FEFF}1", "/**/1",
            "[1]//", "\u{A0}1",
        ])
    func refuses(text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSON(parsing: text) }
    }

    @Test(
        "refuses bytes that are not UTF-8",
        arguments: [
            [0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
        ] as [[UInt8]])
    func refusesInvalidUTF8(bytes: [UInt8]) {
        #expect(throws: JSONSyntaxError.self) { try JSON(parsing: [0x22] + bytes + [0x22]) }
        #expect(throws: JSONSyntaxError.self) { try JSON(parsing: bytes) }
    }

    @Test("refuses a name that stands twice in one object, few members or many, escaped or not")
    func refusesDuplicates() {
        let many = (0..<40).map { "\"n\($0)\":1" }.joined(separator: ",")
        for text in [
            #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, "{\(many),\"n3\":1}", "{\(many),\"n39\":1}",
        ] {
            #expect(throws: JSONSyntaxError.self) { try JSON(parsing: text) }
        }
        #expect(throws: Never.self) { try JSON(parsing: "{\(many)}") }
        #expect(throws: Never.self) { try JSON(parsing: #"{"a":{"a":1}}"#) }
    }

    @Test("refuses nesting that could exhaust the stack, and reads all up to there")
    func depth() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try JSON(parsing: nested(JSON.maximumDepth)) }
        #expect(throws: JSONSyntaxError.self) { try JSON(parsing: nested(JSON.maximumDepth + 2)) }
        #expect(throws: JSONSyntaxError.self) { try JSON(parsing: nested(1_000_000)) }
    }

    @Test("says at which byte a mistake is")
    func offset() {
        #expect(throws: JSONSyntaxError(offset: 4, problem: "unexpected character")) {
            try JSON(parsing: "[1, x]")
        }
    }

    @Test("escapes what must be escaped, and nothing else")
    func escapes() {
        let text = JSON.string("a\"b\\c\n\r\t\u{1}\u{1F}/é😀\u{2028}")
        #expect(text.encoded() == "\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u001f/é😀\u{2028}\"")
    }

    @Test("writes numbers that it reads back, and null where JSON has no number")
    func numbers() throws {
        for number in [0.1, 1e21, 1e-7, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 3, -2.5] as [Double]
        {
            #expect(try JSON(parsing: JSON.number(number).encoded()) == .number(number))
        }
        #expect(JSON.number(.infinity).encoded() == "null")
        #expect(JSON.number(.nan).encoded() == "null")
    }

    @Test("keeps the order of members in text, and sorts them by their bytes for digests")
    func order() throws {
        let json = try JSON(parsing: #"{"b":{"z":1,"y":2},"a":1,"é":1,"B":[{"d":1,"c":2}]}"#)
        #expect(json.encoded() == #"{"b":{"z":1,"y":2},"a":1,"é":1,"B":[{"d":1,"c":2}]}"#)
        #expect(
            String(decoding: json.canonicalBytes(), as: UTF8.self)
                == #"{"B":[{"c":2,"d":1}],"a":1,"b":{"y":2,"z":1},"é":1}"#)
    }

    @Test("any value survives being written and read", arguments: 1...50)
    func roundTrip(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let value = Self.value(depth: 0, &random)
        #expect(try JSON(parsing: value.encodedBytes()) == value)
        let canonical = try JSON(parsing: value.canonicalBytes())
        #expect(canonical.canonicalBytes() == value.canonicalBytes())
        #expect(Digest(of: canonical) == Digest(of: value))
    }

    private static func value(depth: Int, _ random: inout SeededGenerator) -> JSON {
        switch Int.random(in: 0..<(depth > 3 ? 5 : 7), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &random))
        case 3:
            let number = Double(bitPattern: UInt64.random(in: .min ... .max, using: &random))
            return .number(number.isFinite ? number : 0.5)
        case 4: return .string(text(&random))
        case 5:
            return .array(
                (0..<Int.random(in: 0...4, using: &random)).map { _ in value(depth: depth + 1, &random) })
        default:
            return .object(
                (0..<Int.random(in: 0...20, using: &random)).map { number in
                    JSONMember(name: "\(number)\(text(&random))", value: value(depth: depth + 1, &random))
                })
        }
    }

    private static func text(_ random: inout SeededGenerator) -> String {
        let scalars = (0..<Int.random(in: 0...8, using: &random)).compactMap { _ in
            Unicode.Scalar(UInt32.random(in: 0...(random.chance(70) ? 0x7F : 0x10FFFF), using: &random))
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }
}
