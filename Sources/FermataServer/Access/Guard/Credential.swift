public import FermataCore

/// What somebody was known by, without the secret: enough to look again whether it still holds.
public enum Credential: Hashable, Sendable {
    /// A token, by its digest.
    case token(Digest)
    /// A session, by its digest.
    case session(Digest)
    /// An identity provider's statement, which holds until then.
    case statement(Person, expiresAt: Timestamp)
}
