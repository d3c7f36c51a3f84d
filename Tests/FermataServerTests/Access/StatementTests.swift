import FermataCore
import FermataTesting
import Foundation
import JWTKit
import Logging
import Synchronization
import Testing

@testable import FermataServer

@Suite("Statements of an identity provider")
struct StatementTests {
    private let issuer = Issuer()
    private let clock = ManualClock()

    private func verifier(_ keys: JSON? = nil) throws -> StatementVerifier {
        let keys = keys ?? Issuer.keySet(issuer.published)
        let cache = KeySetCache(clock: clock, logger: Logger(label: "test")) { keys }
        return StatementVerifier(try #require(Issuer.provider), clock: clock, cache: cache)
    }

    private func claims(_ changes: [String: JSON?] = [:]) -> JSON { Issuer.claims(at: clock.now, changes) }

    private func refusal(_ statement: String, keys: JSON? = nil) async throws -> AccessRefusal? {
        do {
            _ = try await verifier(keys).identify(Secret(statement))
            return nil
        } catch let error as AccessRefusal {
            return error
        }
    }

    @Test("A statement that holds says who somebody is, what they may do here, and for how long")
    func holds() async throws {
        let known = try await verifier().identify(Secret(try await issuer.sign(claims())))
        #expect(known.person == Person(name: "ada", role: .operator, authentication: .jwt))
        #expect(known.expiresAt == clock.now.adding(seconds: 3600))
    }

    @Test("Keys of all three kinds are taken")
    func kinds() async throws {
        let ed = try EdDSA.PrivateKey(curve: .ed25519)
        let rsa = try TestKeys.rsa()
        let keys = Issuer.keySet(
            issuer.published, TestKeys.published(ed, name: "ed"), try TestKeys.published(rsa, name: "rsa"))
        for (algorithm, name) in [("EdDSA", "ed"), ("RS256", "rsa")] {
            let collection = JWTKeyCollection()
            if name == "ed" {
                await collection.add(eddsa: ed)
            } else {
                await collection.add(rsa: rsa, digestAlgorithm: .sha256)
            }
            let text = Issuer.unsigned(
                .record(("alg", .string(algorithm)), ("kid", .string(name))), claims())
            let signature = try await collection.getKey().sign(Array(text.utf8))
            let statement = text + "." + Base64URL.text(of: signature)
            let known = try await verifier(keys).identify(Secret(statement))
            #expect(known.person.name == "ada")
            // The same signature under another key's name proves nothing.
            let renamed = Issuer.unsigned(
                .record(("alg", .string(algorithm)), ("kid", .string(issuer.name))), claims())
            let forged = renamed + "." + Base64URL.text(of: signature)
            #expect(try await refusal(forged, keys: keys) == .required(.statement))
        }
    }

    @Test("A statement that signs nothing is refused, however `none` is written")
    func none() async throws {
        for word in ["none", "None", "NONE", "nOnE", ""] {
            let text = Issuer.unsigned(
                .record(("alg", .string(word)), ("kid", .string(issuer.name))), claims())
            let whole = try await issuer.sign(claims())
            let signature = try #require(whole.split(separator: ".").last)
            for ending in [".", ".AA", ".\(signature)"] {
                #expect(try await refusal(text + ending) == .required(.malformed))
            }
        }
    }

    @Test("The public key is no secret to sign with (HMAC)")
    func hmac() async throws {
        let rsa = try TestKeys.rsa()
        let keys = Issuer.keySet(try TestKeys.published(rsa, name: "rsa"))
        for (algorithm, secret) in [
            ("HS256", rsa.publicKey.pemRepresentation), ("RS256", rsa.publicKey.pemRepresentation),
            ("HS512", keys.encoded()),
        ] {
            let collection = JWTKeyCollection()
            await collection.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
            let text = Issuer.unsigned(.record(("alg", .string(algorithm)), ("kid", "rsa")), claims())
            let signature = try await collection.getKey().sign(Array(text.utf8))
            let statement = text + "." + Base64URL.text(of: signature)
            #expect(try await refusal(statement, keys: keys) != nil, "\(algorithm)")
        }
    }

    @Test("A statement signed with a key that the provider does not have is refused")
    func foreignKey() async throws {
        let forger = Issuer(name: issuer.name)
        #expect(try await refusal(try await forger.sign(claims())) == .required(.statement))
        let unknown = Issuer(name: "k2")
        #expect(try await refusal(try await unknown.sign(claims())) == .required(.statement))
    }

    @Test("A key that comes with the statement itself is not believed")
    func embeddedKey() async throws {
        let forger = Issuer(name: "evil")
        for extra in [("jwk", forger.published), ("jku", "https://evil.example/keys"), ("x5u", "https://e")] {
            let header = JSON.record(
                ("alg", "ES256"), ("kid", .string(issuer.name)), (extra.0, extra.1))
            let statement = try await forger.sign(claims(), header: header)
            #expect(try await refusal(statement) == .required(.statement))
        }
    }

    @Test("Without a key's name the provider's only key counts, and of several none does")
    func noKeyName() async throws {
        let statement = try await issuer.sign(claims(), header: .record(("alg", "ES256")))
        #expect(try await refusal(statement) == nil)
        let two = Issuer.keySet(issuer.published, Issuer(name: "k2").published)
        #expect(try await refusal(statement, keys: two) == .required(.statement))
    }

    @Test("A statement for somebody else, by somebody else, too early or too late is refused")
    func claimsThatDoNotHold() async throws {
        let now = clock.now.milliseconds / 1000
        let wrong: [[String: JSON?]] = [
            ["iss": "https://evil.example"], ["iss": nil], ["iss": .array([.string(Issuer.url)])],
            ["iss": .string(Issuer.url + "/")], ["aud": "other"], ["aud": nil], ["aud": .array([])],
            ["aud": .array(["other"])], ["aud": .string("fermata other")], ["exp": nil],
            ["exp": "9999999999"],
            ["exp": .integer(now - 30)], ["exp": .integer(-1)], ["exp": .number(1e300)], ["exp": .null],
            ["exp": .bool(true)], ["nbf": .integer(now + 31)], ["nbf": "0"], ["sub": nil], ["sub": ""],
            ["sub": .integer(1)], ["sub": "a\nb"], ["sub": .string(String(repeating: "a", count: 201))],
        ]
        for change in wrong {
            let statement = try await issuer.sign(claims(change))
            #expect(try await refusal(statement) == .required(.statement), "\(change)")
        }
    }

    @Test("Clocks may differ by half a minute, and several audiences may be named")
    func tolerance() async throws {
        let now = clock.now.milliseconds / 1000
        let right: [[String: JSON?]] = [
            ["exp": .integer(now - 29)], ["nbf": .integer(now + 30)], ["nbf": nil],
            ["aud": .array(["other", .string(Issuer.audience)])], ["exp": .number(Double(now) + 0.5)],
        ]
        for change in right {
            #expect(try await refusal(try await issuer.sign(claims(change))) == nil, "\(change)")
        }
    }

    @Test("The highest role that the provider names counts, and without any nobody gets in")
    func roles() async throws {
        let cases: [(JSON, Role?)] = [
            (.array(["staff", "leads", "other"]), .approver), ("leads", .approver),
            ("profile staff", .operator), (.array(["other"]), nil), ("staffer", nil), (.array([]), nil),
            (.bool(true), nil), (.record(("staff", true)), nil), ("admin", nil),
        ]
        for (value, role) in cases {
            let statement = Secret(
                try await issuer.sign(claims(["realm_access": .record(("roles", value))])))
            if let role {
                #expect(try await verifier().identify(statement).person.role == role)
            } else {
                #expect(try await refusal(statement.reveal()) == .required(.noRole), "\(value)")
            }
        }
        #expect(try await refusal(try await issuer.sign(claims(["realm_access": nil]))) == .required(.noRole))
    }

    @Test("What is not exactly a statement is refused before any key is looked for")
    func malformed() async throws {
        let good = try await issuer.sign(claims())
        let parts = good.split(separator: ".").map(String.init)
        let twice = #"{"alg":"ES256","alg":"none","kid":"k1"}"#
        let texts = [
            "", ".", "..", "...", "a.b.c", parts[0], parts[0] + "." + parts[1], good + ".", good + ".x",
            good + "=", " " + good, parts[0] + "=." + parts[1] + "." + parts[2],
            Base64URL.text(of: twice.utf8) + "." + parts[1] + "." + parts[2],
            parts[0] + "." + Base64URL.text(of: "[]".utf8) + "." + parts[2],
            Base64URL.text(of: "{".utf8) + "." + parts[1] + "." + parts[2],
        ]
        for text in texts { #expect(try await refusal(text) == .required(.malformed), "\(text)") }
        let headers: [JSON] = [
            .record(("alg", "ES256"), ("crit", .array(["exp"]))), .record(("alg", "ES256"), ("b64", false)),
            .record(("alg", "ES256"), ("zip", "DEF")), .record(("alg", "ES256"), ("kid", .integer(1))),
            .record(("alg", "ES256"), ("typ", "JOSE")), .record(("alg", "ES384")), .record(("alg", "PS256")),
            .record(("alg", .array(["ES256"]))), .record(("kid", "k1")),
            .record(("alg", "ES256"), ("kid", .string(String(repeating: "k", count: 257)))),
        ]
        for header in headers {
            let statement = try await issuer.sign(claims(), header: header)
            #expect(try await refusal(statement) == .required(.malformed), "\(header)")
        }
    }

    @Test("A changed byte anywhere breaks a statement")
    func tampering() async throws {
        let good = Array(try await issuer.sign(claims()).utf8)
        for index in stride(from: 0, to: good.count, by: 7) where good[index] != UInt8(ascii: ".") {
            var bad = good
            bad[index] = bad[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(try await refusal(String(decoding: bad, as: UTF8.self)) != nil, "at \(index)")
        }
    }

    @Test("Keys that are weak, secret, for something else or not understood are left out")
    func unusableKeys() async throws {
        let statement = try await issuer.sign(claims())
        let changes: [(String, JSON)] = [
            ("use", "enc"), ("alg", "ES384"), ("crv", "P-384"), ("kty", "oct"), ("kty", "RSA"), ("x", ""),
            ("x", "AAAA"), ("y", .integer(1)),
        ]
        for (name, value) in changes {
            guard case .object(let members) = issuer.published else { continue }
            let changed = members.map { $0.name == name ? JSONMember(name: name, value: value) : $0 }
            let added =
                members.contains { $0.name == name }
                ? changed : changed + [JSONMember(name: name, value: value)]
            #expect(
                try await refusal(statement, keys: Issuer.keySet(.object(added))) == .required(.statement),
                "\(name)")
        }
        let weak = JSON.record(
            ("kty", "RSA"), ("kid", "w"), ("e", "AQAB"),
            ("n", .string(Base64URL.text(of: [UInt8](repeating: 0xC1, count: 128)))))
        let shared = JSON.record(("kty", "oct"), ("kid", .string(issuer.name)), ("k", "c2VjcmV0"))
        let keys = Issuer.keySet(weak, shared, "text", .null, issuer.published)
        #expect(try await refusal(statement, keys: keys) == nil)
    }

    @Test(
        "Keys come over an encrypted connection, or from this machine",
        arguments: [
            ("https://idp.example/keys", true), ("https://idp.example:8443", true),
            ("http://127.0.0.1:9/keys", true), ("http://localhost/keys", true), ("http://[::1]:9/k", true),
            ("http://idp.example/keys", false), ("http://127.0.0.1.evil.example/keys", false),
            ("http://127.0.0.1@evil.example/", false), ("http://evil.example#127.0.0.1", false),
            ("ftp://127.0.0.1/keys", false), ("file:///keys", false), ("", false), ("https://", false),
        ])
    func keyAddresses(url: String, isTaken: Bool) {
        let provider = IdentityProvider(
            keysURL: url, issuer: "i", audience: "a", roleClaim: "r", roles: [:])
        #expect((provider != nil) == isTaken)
    }
}
