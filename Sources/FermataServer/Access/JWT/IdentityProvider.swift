public import FermataCore

/// An identity provider whose signed statements (JSON Web Tokens, RFC 7519) say who somebody is.
public struct IdentityProvider: Hashable, Sendable {
    /// Where its keys are (JSON Web Key Set, RFC 7517).
    public let keysURL: String
    /// The `iss` that statements must have.
    public let issuer: String
    /// What their `aud` must name.
    public let audience: String
    /// The claim that holds a role, a list of them, or several with spaces between. When no claim is called
    /// exactly that, each `.` leads into an object.
    public let roleClaim: String
    /// What the claim's values stand for here. Of several, the highest counts; without any, nobody gets in.
    public let roles: [String: Role]
    /// The claim that holds the name that events carry.
    public let nameClaim: String

    /// Creates a provider; `nil` when its keys would come over a connection that anybody could change:
    /// `http` is for this machine alone.
    public init?(
        keysURL: String, issuer: String, audience: String, roleClaim: String, roles: [String: Role],
        nameClaim: String = "sub"
    ) {
        guard Self.isTrustworthy(keysURL) else { return nil }
        self.keysURL = keysURL
        self.issuer = issuer
        self.audience = audience
        self.roleClaim = roleClaim
        self.roles = roles
        self.nameClaim = nameClaim
    }

    private static func isTrustworthy(_ url: String) -> Bool {
        for (scheme, isEncrypted) in [("https://", true), ("http://", false)] where url.hasPrefix(scheme) {
            let host = url.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
            guard let authority = Authority(host) else { return false }
            return isEncrypted || authority.isLoopback
        }
        return false
    }
}
