import FermataCore
import Testing

@testable import FermataServer

@Suite("Secrets")
struct SecretTests {
    @Test("However a secret is turned into text, its characters do not appear")
    func redaction() {
        let secret = Secret.newToken()
        struct Holder { let secret: Secret }
        var dumped = ""
        dump(Holder(secret: secret), to: &dumped)
        let texts = [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\(Holder(secret: secret))",
            String(reflecting: [secret]), "\(Optional(secret) as Any)", dumped,
        ]
        for text in texts {
            #expect(!text.contains(secret.reveal()) && text.contains("[secret]"), "\(text)")
        }
    }

    @Test("Only the same secret matches")
    func matching() {
        let secret = Secret.newToken()
        #expect(secret.matches(Secret(secret.reveal())))
        #expect(!secret.matches(Secret(String(secret.reveal().dropLast()))))
        #expect(!secret.matches(Secret("")))
        #expect(!secret.matches(Secret.newToken()))
    }

    @Test("What is derived for one purpose neither is the secret nor serves another")
    func derivation() {
        let secret = Secret("s")
        #expect(secret.derived(for: "a").matches(secret.derived(for: "a")))
        #expect(!secret.derived(for: "a").matches(secret.derived(for: "b")))
        #expect(!secret.derived(for: "a").matches(Secret("t").derived(for: "a")))
        #expect(secret.derived(for: "a").reveal() != secret.digest.hexadecimal)
    }

    @Test(
        "Base64 for URLs is written and read as its standard says",
        arguments: [
            ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"), ("\u{3ff}\u{3ff}", "z7_Pvw"),
        ])
    func base64(plain: String, encoded: String) {
        #expect(Base64URL.text(of: plain.utf8) == encoded)
        #expect(Base64URL.bytes(of: encoded.utf8) == Array(plain.utf8))
    }

    @Test(
        "A text that is not the one way to write its bytes is refused",
        arguments: ["Zg==", "Zg=", "Zh", "Z", "Zm9vY", "Zm+v", "Zm/v", "Zm9 v", "Zm9v\n", "Zm9vé"])
    func notBase64(text: String) {
        #expect(Base64URL.bytes(of: text.utf8) == nil)
    }
}
