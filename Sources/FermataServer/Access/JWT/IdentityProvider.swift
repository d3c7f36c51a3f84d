/// An identity provider whose signed statements (JSON Web Tokens, RFC 7519) say who somebody is.
public struct IdentityProvider: Hashable, Sendable {
    /// Where its keys are (JSON Web Key Set, RFC 7517).
    public var keysURL: String
    /// The `iss` that statements must have.
    public var issuer: String
    /// What their `aud` must name.
    public var audience: String
    /// The claim that holds a role, or a list of them; `.` leads into an object.
    public var roleClaim: String
    /// What the claim's values stand for here. Of several, the highest counts; without any, nobody gets in.
    public var roles: [String: Role]

    /// Creates a provider.
    public init(keysURL: String, issuer: String, audience: String, roleClaim: String, roles: [String: Role]) {
        self.keysURL = keysURL
        self.issuer = issuer
        self.audience = audience
        self.roleClaim = roleClaim
        self.roles = roles
    }
}
