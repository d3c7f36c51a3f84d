import FermataCore
import FoundationEssentials
import JWTKit

/// A provider's public keys, of those kinds that are taken.
struct StatementKeys: Sendable {
    /// The most keys a provider may have; the rest is left out.
    static let maximumKeys = 64
    /// The fewest bytes of an RSA modulus: 2048 bits (RFC 7518, section 3.3).
    private static let shortestModulus = 256
    /// The most: a longer one would take a long time to check.
    private static let longestModulus = 1024

    private struct Key: Sendable {
        var name: String?
        var algorithm: SignedStatement.Algorithm
        var verifier: any JWTAlgorithm
    }

    private let keys: [Key]

    /// Reads a JSON Web Key Set (RFC 7517, section 5). A key that is not understood, too weak, or meant for
    /// something else is left out, as that section asks.
    init(_ set: JSON) async throws(JSONDecodingError) {
        let list: [JSON] = try set.field("keys")
        var keys: [Key] = []
        for item in list.prefix(Self.maximumKeys) {
            if let key = await Self.key(item) { keys.append(key) }
        }
        self.keys = keys
    }

    private static func key(_ item: JSON) async -> Key? {
        guard item["use"].map({ $0 == "sig" }) ?? true, let algorithm = algorithm(of: item) else {
            return nil
        }
        // Only what is public is read, whatever else the provider may have put there.
        let name = item["kid"]?.stringValue
        let members = ["kty", "crv", "n", "e", "x", "y"].compactMap { member in
            item[member].map { JSONMember(name: member, value: $0) }
        }
        let added = [("kid", name ?? "only"), ("alg", algorithm.rawValue)].map {
            JSONMember(name: $0.0, value: .string($0.1))
        }
        do {
            let collection = JWTKeyCollection()
            try await collection.add(jwk: JWK(json: JSON.object(members + added).encoded()))
            let verifier = try await collection.getKey(
                for: JWKIdentifier(string: name ?? "only"), alg: algorithm.rawValue)
            return Key(name: name, algorithm: algorithm, verifier: verifier)
        } catch {
            // A key that makes no sense cannot have signed anything.
            return nil
        }
    }

    /// The one algorithm that a key is for. What a statement says of itself never chooses it.
    private static func algorithm(of item: JSON) -> SignedStatement.Algorithm? {
        let found: SignedStatement.Algorithm
        switch (item["kty"]?.stringValue, item["crv"]?.stringValue) {
        case ("RSA", nil):
            guard let modulus = item["n"]?.stringValue.flatMap({ Base64URL.bytes(of: $0.utf8) }),
                (shortestModulus...longestModulus).contains(modulus.drop { $0 == 0 }.count)
            else { return nil }
            found = .rs256
        case ("EC", "P-256"): found = .es256
        case ("OKP", "Ed25519"): found = .eddsa
        case (_, _): return nil
        }
        guard let stated = item["alg"]?.stringValue else { return found }
        return stated == found.rawValue ? found : nil
    }

    /// Whether there is a key that a statement may have been signed with.
    func hasKey(for statement: SignedStatement) -> Bool { key(for: statement) != nil }

    /// Whether a statement was signed by its key.
    func verify(_ statement: SignedStatement) -> Bool {
        guard let key = key(for: statement) else { return false }
        do {
            return try key.verifier.verify(statement.signature, signs: statement.signedBytes)
        } catch {
            // A signature of the wrong length or form is none.
            return false
        }
    }

    /// Without a key's name, only a provider's single key of that kind can be meant.
    private func key(for statement: SignedStatement) -> Key? {
        let candidates = keys.filter { key in
            key.algorithm == statement.algorithm && (statement.keyName.map { $0 == key.name } ?? true)
        }
        return candidates.count == 1 ? candidates[0] : nil
    }
}
