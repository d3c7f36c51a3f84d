public import FermataCore

extension ServerClient {
    /// The server's tokens, each as the server tells it; their secrets are known to nobody.
    public func tokens() async throws -> [JSON] {
        try await value(ServerRequest(path: "/v1/tokens"), rule: .brief) { json throws(JSONDecodingError) in
            try json.field("tokens")
        }
    }

    /// Makes a token and gives its secret. It is not tried again: a secret whose answer was lost is nobody's.
    public func createToken(name: String, role: String, expiresAt: Timestamp?) async throws -> String {
        let body = JSON.record(("name", name.json), ("role", role.json), ("expiresAt", expiresAt?.json))
        return try await value(
            ServerRequest(method: .post, path: "/v1/tokens", body: body), rule: .brief
        ) { json throws(JSONDecodingError) in try json.field("token") }
    }

    /// Makes a token invalid.
    public func revokeToken(name: String) async throws {
        try await bytes(
            ServerRequest(
                method: .delete, path: "/v1/tokens/\(ServerRequest.escaped(name))",
                idempotencyKey: ServerRequest.newKey()), rule: .brief)
    }
}
