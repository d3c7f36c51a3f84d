import FermataCore
import Testing

@Suite("SHA-256")
struct SHA256Tests {
    @Test(
        "agrees with the examples of FIPS 180-4 and NIST",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func agreesWithStandard(message: String, expected: String) {
        #expect(Digest(of: message.utf8).hexadecimal == expected)
    }

    @Test("pads every length around a block boundary to a different digest")
    func padsEveryLength() {
        let digests = (0..<130).map { Digest(of: [UInt8](repeating: 0x61, count: $0)) }
        #expect(Set(digests).count == 130)
        #expect(
            Digest(of: [UInt8](repeating: 0x61, count: 1_000)).hexadecimal
                == "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3")
    }
}
