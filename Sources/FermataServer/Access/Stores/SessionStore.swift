import FermataCore

/// A signed-in browser as it is stored.
struct Session: Hashable, Sendable, JSONCodable {
    /// Who has signed in.
    let name: String
    /// What they may do, unless the session rests on a token: then that token says it.
    let role: Role
    /// The token with which it began; the session ends with it. `nil` after a link or an identity provider.
    let token: Digest?
    /// When it began.
    let createdAt: Timestamp
    /// When it ends however busy it is.
    let expiresAt: Timestamp

    var json: JSON {
        .record(
            ("name", name.json), ("role", role.json), ("token", token?.json), ("createdAt", createdAt.json),
            ("expiresAt", expiresAt.json))
    }

    init(name: String, role: Role, token: Digest?, createdAt: Timestamp, expiresAt: Timestamp) {
        self.name = name
        self.role = role
        self.token = token
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    init(json: JSON) throws(JSONDecodingError) {
        name = try json.field("name")
        role = try json.field("role")
        token = try json.optionalField("token")
        createdAt = try json.field("createdAt")
        expiresAt = try json.field("expiresAt")
    }
}

/// The sessions, one file each, so that they outlive the server.
///
/// When a session was last used is its file's modification time: noting that can never bring a session back
/// that has been signed out meanwhile.
struct SessionStore: Sendable {
    /// A session that is not used for so long ends.
    static let idleSeconds = 7 * 86_400
    /// No session lasts longer.
    static let longestSeconds = 30 * 86_400
    /// How often at most it is noted that a session is used.
    static let touchIntervalSeconds = 600
    /// The most sessions of one person; the one used least recently makes room.
    static let maximumPerPerson = 16

    private let parent: String
    private let folder: SecretFolder

    init(home: String) {
        parent = "\(home)/access"
        folder = SecretFolder(path: "\(parent)/sessions")
    }

    /// Begins a session and gives the secret for its cookie.
    func create(_ session: Session, now: Timestamp) throws(AccessError) -> Secret {
        try PrivateFolder.withLock(on: parent) { () throws(AccessError) in
            try makeRoom(for: session.name, now: now)
            let secret = Secret.newSession()
            try folder.add(session.json, as: secret.digest, at: now)
            return secret
        }
    }

    /// Removes what has expired, and of a person who has the most sessions the ones used least recently.
    private func makeRoom(for name: String, now: Timestamp) throws(AccessError) {
        var own: [(digest: Digest, usedAt: Timestamp)] = []
        for digest in try folder.names() {
            guard let record = try folder.read(digest) else { continue }
            let session = try decode(record.content, digest)
            if !Self.isValid(session, usedAt: record.touchedAt, now: now) {
                _ = try folder.remove(digest)
            } else if session.name == name {
                own.append((digest, record.touchedAt))
            }
        }
        let surplus = own.count - (Self.maximumPerPerson - 1)
        guard surplus > 0 else { return }
        for entry in own.sorted(by: { $0.usedAt < $1.usedAt }).prefix(surplus) {
            _ = try folder.remove(entry.digest)
        }
    }

    /// The session behind a digest, if it is there and valid; that it is used is noted.
    func find(_ digest: Digest, now: Timestamp) throws(AccessError) -> Session? {
        guard let record = try folder.read(digest) else { return nil }
        let session = try decode(record.content, digest)
        guard Self.isValid(session, usedAt: record.touchedAt, now: now) else { return nil }
        let limit = now.adding(seconds: -Self.touchIntervalSeconds)
        if record.touchedAt < limit { _ = try folder.read(digest, touchingBefore: limit, at: now) }
        return session
    }

    /// Ends a session.
    func remove(_ digest: Digest) throws(AccessError) {
        _ = try folder.remove(digest)
    }

    /// Ends every session of a person; `false` when there was none.
    func removeAll(of name: String) throws(AccessError) -> Bool {
        var isFound = false
        for digest in try folder.names() {
            guard let record = try folder.read(digest), try decode(record.content, digest).name == name
            else { continue }
            if try folder.remove(digest) { isFound = true }
        }
        return isFound
    }

    private static func isValid(_ session: Session, usedAt: Timestamp, now: Timestamp) -> Bool {
        now < session.expiresAt && now < usedAt.adding(seconds: idleSeconds)
    }

    private func decode(_ content: JSON, _ digest: Digest) throws(AccessError) -> Session {
        do {
            return try Session(json: content)
        } catch {
            throw .storage(path: "\(folder.path)/\(digest.hexadecimal)", detail: "is no session: \(error)")
        }
    }
}
