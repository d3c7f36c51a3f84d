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
        #expect(now.milliseconds(since: Timestamp(milliseconds: 400)) == 600)
    }
}
