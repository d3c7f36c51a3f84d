import FermataCore
import Foundation
import JWTKit

@testable import FermataServer

/// An identity provider of a test's own, which signs whatever it is told to.
struct Issuer {
    static let url = "https://idp.example"
    static let audience = "fermata"

    let key: ES256PrivateKey
    let name: String

    init(name: String = "k1") {
        key = ES256PrivateKey()
        self.name = name
    }

    static let provider = IdentityProvider(
        keysURL: "\(url)/keys", issuer: url, audience: audience, roleClaim: "realm_access.roles",
        roles: ["staff": .operator, "leads": .approver])

    /// The public key as the provider publishes it.
    var published: JSON {
        let parameters = key.parameters
        return .record(
            ("kty", "EC"), ("crv", "P-256"), ("use", "sig"), ("kid", .string(name)),
            ("x", parameters.map { .string(Self.urlSafe($0.x)) }),
            ("y", parameters.map { .string(Self.urlSafe($0.y)) }))
    }

    static func urlSafe(_ text: String) -> String {
        text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    static func keySet(_ keys: JSON...) -> JSON { .record(("keys", .array(keys))) }

    /// Claims that hold for an hour.
    static func claims(at now: Timestamp, _ changes: [String: JSON?] = [:]) -> JSON {
        let seconds = now.milliseconds / 1000
        var members: [(String, JSON)] = [
            ("iss", .string(url)), ("aud", .string(audience)), ("sub", "ada"),
            ("exp", .integer(seconds + 3600)), ("nbf", .integer(seconds)),
            ("realm_access", .record(("roles", .array(["staff"])))),
        ]
        for (name, value) in changes {
            members.removeAll { $0.0 == name }
            if let value { members.append((name, value)) }
        }
        return .object(members.map { JSONMember(name: $0.0, value: $0.1) })
    }

    /// What is signed: header and claims.
    static func unsigned(_ header: JSON, _ claims: JSON) -> String {
        Base64URL.text(of: header.encodedBytes()) + "." + Base64URL.text(of: claims.encodedBytes())
    }

    /// A statement, signed with this issuer's key.
    func sign(_ claims: JSON, header: JSON? = nil) async throws -> String {
        let header = header ?? .record(("alg", "ES256"), ("typ", "JWT"), ("kid", .string(name)))
        return try await sign(text: Self.unsigned(header, claims))
    }

    /// Signs any text.
    func sign(text: String) async throws -> String {
        let keys = JWTKeyCollection()
        await keys.add(ecdsa: key)
        let signature = try await keys.getKey().sign(Array(text.utf8))
        return text + "." + Base64URL.text(of: signature)
    }
}
