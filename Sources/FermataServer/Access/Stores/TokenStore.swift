public import FermataCore

/// A token as it is stored: whom it stands for, and never the secret itself.
public struct Token: Hashable, Sendable, JSONCodable {
    /// Whom it stands for.
    public let name: String
    /// What they may do.
    public let role: Role
    /// When it was made.
    public let createdAt: Timestamp
    /// When it ceases to be valid, if ever.
    public let expiresAt: Timestamp?
    /// Whether it only signs in, and that once: the token of a sign-in link.
    public let isForLink: Bool

    init(name: String, role: Role, createdAt: Timestamp, expiresAt: Timestamp?, isForLink: Bool) {
        self.name = name
        self.role = role
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.isForLink = isForLink
    }

    /// Whether it is still valid at a time.
    public func isValid(at time: Timestamp) -> Bool { expiresAt.map { time < $0 } ?? true }

    /// The stored form.
    public var json: JSON {
        .record(
            ("name", name.json), ("role", role.json), ("createdAt", createdAt.json),
            ("expiresAt", expiresAt?.json), ("link", isForLink ? true : nil))
    }

    /// Reads the stored form.
    public init(json: JSON) throws(JSONDecodingError) {
        name = try json.field("name")
        role = try json.field("role")
        createdAt = try json.field("createdAt")
        expiresAt = try json.optionalField("expiresAt")
        isForLink = try json.optionalField("link") ?? false
    }
}

/// The tokens, one file each, which the command line and a running server share: what one of them changes
/// holds for the other at once.
public struct TokenStore: Sendable {
    /// The most tokens there may be.
    public static let maximumTokens = 1000
    /// The longest name, in bytes.
    public static let maximumNameLength = 64
    /// How long a sign-in link that nobody opens stays valid.
    public static let linkLifetimeSeconds = 3600

    private let parent: String
    private let folder: SecretFolder
    private let sessions: SessionStore

    /// The tokens of a journal's folder.
    /// - Parameter home: the folder, such as `$FERMATA_HOME`.
    public init(home: String) {
        parent = "\(home)/access"
        folder = SecretFolder(path: "\(parent)/tokens")
        sessions = SessionStore(home: home)
    }

    /// Makes a token and gives its secret, which is kept nowhere.
    public func create(
        name: String, role: Role, expiresAt: Timestamp?, now: Timestamp
    ) throws(AccessError) -> Secret {
        guard Self.isName(name) else { throw .tokenNameInvalid(name: name) }
        let token = Token(name: name, role: role, createdAt: now, expiresAt: expiresAt, isForLink: false)
        return try PrivateFolder.withLock(on: parent) { () throws(AccessError) in
            let tokens = try entries().map(\.token)
            guard !tokens.contains(where: { $0.name == name && !$0.isForLink }) else {
                throw .tokenExists(name: name)
            }
            guard tokens.count < Self.maximumTokens else { throw .tooManyTokens(limit: Self.maximumTokens) }
            return try add(token, at: now)
        }
    }

    /// Makes the token of a sign-in link: it can be used once, within an hour, and only to begin a session.
    /// Links that were never opened are removed on the way.
    public func createLink(name: String, role: Role, now: Timestamp) throws(AccessError) -> Secret {
        let token = Token(
            name: name, role: role, createdAt: now,
            expiresAt: now.adding(seconds: Self.linkLifetimeSeconds), isForLink: true)
        return try PrivateFolder.withLock(on: parent) { () throws(AccessError) in
            for (digest, token) in try entries() where token.isForLink && !token.isValid(at: now) {
                _ = try folder.remove(digest)
            }
            return try add(token, at: now)
        }
    }

    private func add(_ token: Token, at now: Timestamp) throws(AccessError) -> Secret {
        let secret = Secret.newToken()
        try folder.add(token.json, as: secret.digest, at: now)
        return secret
    }

    /// All tokens by name, the ones of links last.
    public func list() throws(AccessError) -> [Token] {
        try entries().map(\.token).sorted { left, right in
            (left.isForLink ? 1 : 0, left.name, left.createdAt.milliseconds)
                < (right.isForLink ? 1 : 0, right.name, right.createdAt.milliseconds)
        }
    }

    /// Removes the tokens of that name, links among them, and signs the person out everywhere.
    public func revoke(name: String) throws(AccessError) {
        var isFound = try sessions.removeAll(of: name)
        for (digest, token) in try entries() where token.name == name {
            if try folder.remove(digest) { isFound = true }
        }
        guard isFound else { throw .tokenUnknown(name: name) }
    }

    /// The token behind a digest, if it is there and valid.
    func find(_ digest: Digest, now: Timestamp) throws(AccessError) -> Token? {
        guard let record = try folder.read(digest) else { return nil }
        let token = try decode(record.content, digest)
        return token.isValid(at: now) ? token : nil
    }

    /// Uses a link's token up. Of several who try, one succeeds.
    func consume(_ digest: Digest) throws(AccessError) -> Bool {
        try folder.remove(digest)
    }

    private func entries() throws(AccessError) -> [(digest: Digest, token: Token)] {
        var entries: [(Digest, Token)] = []
        for digest in try folder.names() {
            // A token that was removed since the names were read is not there any more.
            guard let record = try folder.read(digest) else { continue }
            entries.append((digest, try decode(record.content, digest)))
        }
        return entries
    }

    private func decode(_ content: JSON, _ digest: Digest) throws(AccessError) -> Token {
        do {
            return try Token(json: content)
        } catch {
            throw .storage(path: "\(folder.path)/\(digest.hexadecimal)", detail: "is no token: \(error)")
        }
    }

    /// Names stand in addresses, logs and events, so they have few characters.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetterOrDigit(first) else { return false }
        return text.utf8.count <= maximumNameLength
            && text.utf8.allSatisfy { isLetterOrDigit($0) || "._-@+".utf8.contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
