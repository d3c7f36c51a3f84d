import Testing

@testable import FermataCore

@Suite("Names, numbers and digests")
struct IdentityTests {
    @Test("A name is of letters, digits, '-' and '_'", arguments: ["a", "Z9", "build-all", "a_b", "0"])
    func allowedNames(name: String) {
        #expect(StepID(name)?.rawValue == name)
        #expect(AgentID(name)?.rawValue == name)
        #expect(RunID(name)?.rawValue == name)
    }

    @Test(
        "A name is refused for anything else",
        arguments: [
            "", "-a", "_a", "a b", "a/b", "a.b", "é", "a\n", "a\0", String(repeating: "a", count: 65),
        ])
    func refusedNames(name: String) {
        #expect(StepID(name) == nil)
        #expect(AgentID(name) == nil)
        #expect(RunID(name) == nil)
        #expect(throws: JSONDecodingError.self) { try StepID(json: .string(name)) }
    }

    @Test("The longest name has 64 characters")
    func longestName() {
        #expect(StepID(String(repeating: "a", count: 64)) != nil)
    }

    @Test("A gate is written g3 and read with or without the letter")
    func gates() {
        #expect(GateID(3).description == "g3")
        #expect(GateID("g3") == GateID(3))
        #expect(GateID("3") == GateID(3))
        for text in ["", "g", "g0", "0", "-1", "g-1", "gg3", "3.0", "G3", " 3"] {
            #expect(GateID(text) == nil)
        }
    }

    @Test("A digest is read from exactly 64 hexadecimal digits")
    func digests() {
        let digest = Digest(of: "abc".utf8)
        #expect(Digest(hexadecimal: digest.hexadecimal) == digest)
        #expect(Digest(hexadecimal: digest.hexadecimal.uppercased()) == digest)
        #expect(Digest(hexadecimal: digest.short) == nil)
        #expect(Digest(hexadecimal: digest.hexadecimal + "0") == nil)
        #expect(Digest(hexadecimal: String(digest.hexadecimal.dropLast()) + "g") == nil)
        #expect(Digest(hexadecimal: String(digest.hexadecimal.dropLast(2)) + "é") == nil)
        #expect(Digest(bytes: digest.bytes) == digest)
        #expect(Digest(bytes: Array(digest.bytes.dropLast())) == nil)
    }

    @Test("The order of members does not change a digest, and the order of items does")
    func digestsOfValues() {
        #expect(Digest(of: JSON.record(("a", 1), ("b", 2))) == Digest(of: JSON.record(("b", 2), ("a", 1))))
        #expect(Digest(of: JSON.array([1, 2])) != Digest(of: JSON.array([2, 1])))
        #expect(Digest(of: JSON.string("1")) != Digest(of: JSON.integer(1)))
    }

    @Test("Time does not overflow")
    func timestamps() {
        let now = Timestamp(milliseconds: 1_000)
        #expect(now.adding(seconds: 2) == Timestamp(milliseconds: 3_000))
        #expect(now.adding(seconds: .max) == Timestamp(milliseconds: .max))
        #expect(now.adding(seconds: .min) == Timestamp(milliseconds: .min))
        #expect(now.milliseconds(since: Timestamp(milliseconds: 400)) == 600)
        let (first, last) = (Timestamp(milliseconds: .min), Timestamp(milliseconds: .max))
        #expect(last.milliseconds(since: first) > 0)
        #expect(first.milliseconds(since: last) < 0)
        #expect(last.adding(seconds: 1) == last)
    }

    private static let extremes: [Int64] = [.min, .min + 1, -1, 1 << 53, .max - 1, .max]

    @Test("A number that nothing can have is refused where it is read", arguments: extremes)
    func refusedNumbers(number: Int64) {
        let json = JSON.integer(number)
        #expect(throws: JSONDecodingError.self) { try GateID(json: json) }
        #expect(throws: JSONDecodingError.self) { try Revision(json: json) }
        #expect(throws: JSONDecodingError.self) { try Epoch(json: json) }
        if number != -1 { #expect(throws: JSONDecodingError.self) { try Timestamp(json: json) } }
        if number != -1 { #expect(throws: JSONDecodingError.self) { try Int(json: json) } }
        #expect(GateID(String(number)) == nil)
        #expect(GateID("g\(number)") == nil)
        for text in ["\(number)", "9223372036854775808", "g99999999999999999999"] {
            #expect(GateID(text) == nil)
        }
        let key = JSON.record(("step", "build"), ("number", json), ("epoch", 1))
        #expect(throws: JSONDecodingError.self) { try AttemptKey(json: key) }
        let plan = JSON.record(("revision", json), ("steps", .array([])))
        #expect(throws: JSONDecodingError.self) { try Plan(json: plan) }
    }

    @Test("Arithmetic on a number that nothing can have does not overflow", arguments: extremes)
    func boundedNumbers(number: Int64) {
        let number = Int(number)
        #expect(Revision(number).next > Revision.zero || number > 0)
        #expect(Epoch(number).next.number >= 0)
        #expect(GateID(number).number - 1 >= -1)
        #expect(GateID(-1) != GateID(1))
        #expect(GateID(Int.max) != GateID(Int.max - 1) || GateID(Int.max).number == 0)
    }

    @Test("No gate has the number 0")
    func noGateZero() {
        #expect(throws: JSONDecodingError.self) { try GateID(json: 0) }
        #expect(GateID(0).number == 0)
    }

    @Test("A cost that no attempt can have is refused when it is reported, and read in an old log")
    func costs() throws {
        let large = JSON.record(("cost", .number(1.7e308)))
        #expect(throws: JSONDecodingError(path: "cost", problem: "a number from 0 to 1e12 was expected")) {
            try Assessment(reported: large)
        }
        #expect(try Assessment(json: large).cost == 1.7e308)
        #expect(try Assessment(reported: .record(("cost", 12))).cost == 12)
        for cost in [-1, -0.1] as [Double] {
            #expect(throws: JSONDecodingError.self) {
                try Assessment(json: .record(("cost", .number(cost))))
            }
        }
    }
}
