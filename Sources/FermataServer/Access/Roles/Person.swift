public import FermataCore

/// Somebody whom the server knows, for as long as one request takes.
public struct Person: Hashable, Sendable {
    /// How somebody was known.
    public enum Authentication: String, CaseIterable, Sendable, JSONCodable {
        /// A token in the `Authorization` header.
        case token
        /// A session's cookie.
        case session
        /// A signed statement of an identity provider.
        case jwt
    }

    /// The name that events carry.
    public let name: String
    /// What they may do.
    public let role: Role
    /// How they were known.
    public let authentication: Authentication

    /// Creates a person.
    public init(name: String, role: Role, authentication: Authentication) {
        self.name = name
        self.role = role
        self.authentication = authentication
    }

    /// Who events say has acted.
    public var actor: Actor {
        Actor(kind: .person, name: name, authentication: authentication.rawValue, role: role)
    }

    /// Refuses what needs a higher role than this person has.
    public func require(_ role: Role) throws(AccessRefusal) {
        guard self.role >= role else { throw .role(needed: role, held: self.role) }
    }
}
