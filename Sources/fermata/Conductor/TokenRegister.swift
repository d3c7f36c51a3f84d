import FermataClient
import FermataCore
import FermataServer

/// Where tokens are kept: in this user's folder, which their servers share, or at a server.
protocol TokenRegister: Sendable {
    /// All tokens by name, the ones of links last.
    func allTokens() async throws -> [Token]
    /// Makes a token and gives its secret.
    func createToken(name: String, role: Role, expiresAt: Timestamp?, now: Timestamp) async throws -> String
    /// Makes a token invalid.
    func revoke(name: String) async throws
}

extension TokenStore: TokenRegister {
    func allTokens() throws -> [Token] { try list() }

    func createToken(name: String, role: Role, expiresAt: Timestamp?, now: Timestamp) throws -> String {
        try create(name: name, role: role, expiresAt: expiresAt, now: now).reveal()
    }
}

extension ServerClient: TokenRegister {
    func allTokens() async throws -> [Token] {
        do {
            return try await tokens().map { json throws(JSONDecodingError) in try Token(json: json) }
        } catch let error as JSONDecodingError {
            throw ServerFailure.unreadable(address, detail: error.description)
        }
    }

    func createToken(
        name: String, role: Role, expiresAt: Timestamp?, now: Timestamp
    ) async throws -> String {
        try await createToken(name: name, role: role.rawValue, expiresAt: expiresAt)
    }

    func revoke(name: String) async throws { try await revokeToken(name: name) }
}
