public import FermataCore
public import FermataRuntime
import HTTPTypes
public import Logging

/// Decides who sends a request and whether they may. One value serves a whole server.
public final class AccessControl: Sendable {
    /// The cookie of a session.
    static let cookieName = "fermata_session"

    let tokens: TokenStore
    let sessions: SessionStore
    let hosts: HostRule
    let isSecure: Bool
    let clock: any WallClock
    let logger: Logger
    /// What keeps a flood of refusals from being a flood of lines.
    let tally: LogTally
    let personLimiter: RateLimiter
    let addressLimiter: RateLimiter
    let failureLimiter: RateLimiter
    private let verifier: StatementVerifier?
    private let streams: StreamLimiter

    /// Creates the control. Nothing is read or made before the first request needs it.
    public init(_ settings: AccessSettings, clock: any WallClock = SystemClock(), logger: Logger) {
        tokens = TokenStore(home: settings.home)
        sessions = SessionStore(home: settings.home)
        hosts = HostRule(allowedHosts: settings.allowedHosts)
        isSecure = settings.isSecure
        personLimiter = RateLimiter(settings.personLimit)
        addressLimiter = RateLimiter(settings.addressLimit)
        failureLimiter = RateLimiter(settings.failureLimit)
        streams = StreamLimiter(limit: settings.streamsPerPerson)
        verifier = settings.provider.map { StatementVerifier($0, clock: clock, logger: logger) }
        tally = LogTally(clock: clock, logger: logger)
        self.clock = clock
        self.logger = logger
    }

    /// The time now.
    var now: Timestamp { clock.now }

    /// The path with which a person opens the page and is signed in as the one who started this server: its
    /// fragment never reaches a server.
    public func makeSignInPath(for name: String, role: Role = .admin) throws(AccessError) -> String {
        "/#token=\(try tokens.createLink(name: name, role: role, now: now).reveal())"
    }

    /// Counts a stream of a person. The stream lasts no longer than the permit is kept.
    public func openStream(for person: Person) throws(AccessRefusal) -> StreamPermit {
        try streams.open(for: person.name)
    }

    /// Tells a stream whether what it began with still holds. It may be asked before everything that is sent:
    /// it looks at most once a second, so that nobody is told more for longer than that after a revocation.
    public func makeWatch(of credential: Credential) -> @Sendable () -> Bool {
        let watch = CredentialWatch(now: now)
        return { [self] in watch.holds(at: now) { stillHolds(credential) } }
    }

    /// Whether a credential that was valid still is.
    func stillHolds(_ credential: Credential) -> Bool {
        do {
            return try person(behind: credential) != nil
        } catch {
            tally.note(
                .error, "A credential could not be looked up again.", about: "credential",
                metadata: ["error": "\(error)"], to: logger)
            return false
        }
    }

    /// Whom a credential stands for at this moment, with the role that they have now; `nil` when it does not
    /// hold any more. What an identity provider has said holds until its end.
    func person(behind credential: Credential) throws(AccessError) -> Person? {
        switch credential {
        case .token(let digest):
            guard let token = try tokens.find(digest, now: now), !token.isForLink else { return nil }
            return Person(name: token.name, role: token.role, authentication: .token)
        case .session(let digest): return try person(ofSession: digest)
        case .statement(let person, let expiresAt): return now < expiresAt ? person : nil
        }
    }

    /// Who sends a request with these headers, and by which credential.
    func identify(_ headers: HTTPFields) async throws -> (person: Person, credential: Credential) {
        if let authorization = headers[.authorization] {
            return try await identify(bearer: Self.bearer(authorization))
        }
        guard let secret = try Self.sessionSecret(headers) else { throw AccessRefusal.required(.missing) }
        guard let person = try person(ofSession: secret.digest) else {
            throw AccessRefusal.required(.unknownSession)
        }
        return (person, .session(secret.digest))
    }

    private func identify(bearer secret: Secret) async throws -> (person: Person, credential: Credential) {
        guard secret.isToken else {
            let known = try await statement(secret)
            return (known.person, .statement(known.person, expiresAt: known.expiresAt))
        }
        let digest = secret.digest
        guard let token = try tokens.find(digest, now: now) else {
            throw AccessRefusal.required(.unknownToken)
        }
        guard !token.isForLink else { throw AccessRefusal.required(.linkToken) }
        return (Person(name: token.name, role: token.role, authentication: .token), .token(digest))
    }

    private func statement(
        _ secret: Secret
    ) async throws(AccessRefusal) -> (person: Person, expiresAt: Timestamp) {
        guard let verifier else { throw .required(.malformed) }
        return try await verifier.identify(secret)
    }

    /// The person of a session. One that began with a token has that token's role, and ends with it.
    private func person(ofSession digest: Digest) throws(AccessError) -> Person? {
        guard let session = try sessions.find(digest, now: now) else { return nil }
        guard let origin = session.token else {
            return Person(name: session.name, role: session.role, authentication: .session)
        }
        guard let token = try tokens.find(origin, now: now) else { return nil }
        return Person(name: token.name, role: token.role, authentication: .session)
    }

    /// Begins a session with a token or a link's token, or a statement.
    func signIn(with secret: Secret) async throws -> (person: Person, cookie: Secret) {
        let now = now
        let longest = now.adding(seconds: SessionStore.longestSeconds)
        guard secret.isToken else {
            let (person, expiresAt) = try await statement(secret)
            // A provider that gives somebody up does not tell: the session ends with its statement.
            let session = Session(
                name: person.name, role: person.role, token: nil, createdAt: now,
                expiresAt: min(expiresAt, longest))
            return try begin(session, now: now)
        }
        let digest = secret.digest
        guard let token = try tokens.find(digest, now: now) else {
            throw AccessRefusal.required(.unknownToken)
        }
        // Whoever removes the link's token is the one who has used it.
        if token.isForLink, try !tokens.consume(digest) { throw AccessRefusal.required(.unknownToken) }
        let session = Session(
            name: token.name, role: token.role, token: token.isForLink ? nil : digest, createdAt: now,
            expiresAt: longest)
        return try begin(session, now: now)
    }

    private func begin(
        _ session: Session, now: Timestamp
    ) throws(AccessError) -> (person: Person, cookie: Secret) {
        let cookie = try sessions.create(session, now: now)
        return (Person(name: session.name, role: session.role, authentication: .session), cookie)
    }

    private static func bearer(_ authorization: String) throws(AccessRefusal) -> Secret {
        let parts = authorization.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer",
            parts[1].utf8.count <= Secret.maximumLength
        else { throw .required(.malformed) }
        return Secret(String(parts[1]))
    }

    /// The secret of the session's cookie. Two cookies of that name mean that somebody has planted one.
    static func sessionSecret(_ headers: HTTPFields) throws(AccessRefusal) -> Secret? {
        let found = headers[values: .cookie].flatMap { $0.split(separator: ";") }.compactMap { cookie in
            let trimmed = cookie.drop { $0 == " " || $0 == "\t" }
            return trimmed.hasPrefix("\(cookieName)=") ? trimmed.dropFirst(cookieName.count + 1) : nil
        }
        guard let value = found.first else { return nil }
        guard found.count == 1, value.utf8.count <= 64 else { throw .required(.malformed) }
        return Secret(String(value))
    }

    /// The value that a page must send with what changes something: nobody else can compute it.
    static func csrfToken(of session: Secret) -> Secret { session.derived(for: "csrf") }
}
