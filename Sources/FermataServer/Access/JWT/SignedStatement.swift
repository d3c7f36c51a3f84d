import FermataCore

/// A JSON Web Token in its compact form (RFC 7515, section 3.1), taken apart and not yet believed.
struct SignedStatement {
    /// The ways of signing that are taken: those with a key that is public. A secret shared with the provider
    /// would let everybody who can check a statement make one, and `none` signs nothing.
    enum Algorithm: String, CaseIterable {
        case rs256 = "RS256"
        case es256 = "ES256"
        case eddsa = "EdDSA"
    }

    /// The longest name of a key.
    private static let longestKeyName = 256

    /// How it is said to be signed.
    let algorithm: Algorithm
    /// Which key is said to have signed it.
    let keyName: String?
    /// What it states.
    let claims: JSON
    /// The bytes that the signature is about.
    let signedBytes: [UInt8]
    /// The signature.
    let signature: [UInt8]

    /// Takes a text apart; `nil` when it is no statement that could be checked here.
    init?(_ secret: Secret) {
        let text = Array(secret.reveal().utf8)
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.object(in: parts[0]),
            let claims = Self.object(in: parts[1]),
            let signature = Base64URL.bytes(of: parts[2]), !signature.isEmpty,
            let algorithm = header["alg"]?.stringValue.flatMap(Algorithm.init(rawValue:)),
            Self.isUnderstood(header)
        else { return nil }
        self.algorithm = algorithm
        keyName = header["kid"]?.stringValue
        self.claims = claims
        signedBytes = Array(text[..<parts[1].endIndex])
        self.signature = signature
    }

    private static func object(in part: ArraySlice<UInt8>) -> JSON? {
        guard let bytes = Base64URL.bytes(of: part) else { return nil }
        do {
            let value = try JSON(parsing: bytes)
            if case .object = value { return value }
        } catch {
            // A statement that is no JSON is refused like one that is no object.
            return nil
        }
        return nil
    }

    /// What a sender marks as critical must be understood (RFC 7515, section 4.1.11), and nothing is here.
    private static func isUnderstood(_ header: JSON) -> Bool {
        guard header["crit"] == nil, header["b64"] == nil, header["zip"] == nil else { return false }
        if let kid = header["kid"] {
            guard let name = kid.stringValue, name.utf8.count <= longestKeyName else { return false }
        }
        guard let type = header["typ"] else { return true }
        return ["jwt", "at+jwt", "application/jwt", "application/at+jwt"].contains(
            type.stringValue?.lowercased() ?? "")
    }
}
