public import FermataCore

/// Why a request was refused before it reached what it asked for.
public enum AccessRefusal: Error, Hashable, Sendable {
    /// Nobody was named, or the credential is not valid.
    case required(CredentialProblem)
    /// Known, but not permitted.
    case role(needed: Role, held: Role)
    /// A page's request without the session's own token.
    case forgery
    /// Sent by a page of another origin.
    case origin(String)
    /// Addressed to a name that is not this server's.
    case host(String)
    /// Addressed to several names at once, so that what stands between may have understood another than this
    /// server does (RFC 9112, section 3.2).
    case severalHosts
    /// Too many requests.
    case rateLimited(retryAfterSeconds: Int)
    /// Too many streams of one person.
    case tooManyStreams(limit: Int)
    /// The identity provider's keys cannot be had, so that its statements cannot be judged.
    case keysUnavailable

    /// What is wrong with a credential. Only the log tells the cases apart; whoever sent it does not learn
    /// whether it was ever valid.
    public enum CredentialProblem: String, Sendable {
        /// There is none.
        case missing = "no credential"
        /// Its form is wrong.
        case malformed = "a malformed credential"
        /// No token, or one that has expired or was revoked.
        case unknownToken = "an unknown, expired or revoked token"
        /// A sign-in link's token where it does not count.
        case linkToken = "the token of a sign-in link"
        /// No session, or one that has ended.
        case unknownSession = "an unknown or ended session"
        /// An identity provider's statement that does not hold.
        case statement = "a statement that does not hold"
        /// An identity provider's statement about somebody for whom it names no role here.
        case noRole = "a statement without a role"
    }

    /// A name for programs that never changes.
    public var code: String {
        switch self {
        case .required: "access.required"
        case .role: "access.role"
        case .forgery: "access.csrf"
        case .origin: "access.origin"
        case .host: "access.host"
        case .severalHosts: "access.several-hosts"
        case .rateLimited: "access.rate-limited"
        case .tooManyStreams: "access.too-many-streams"
        case .keysUnavailable: "access.keys-unavailable"
        }
    }
}

extension AccessRefusal: CustomStringConvertible {
    /// What happened, and what to do.
    public var description: String {
        switch self {
        case .required(.missing): "Sign in first, or send a token in the Authorization header."
        case .required(.linkToken):
            "A sign-in link's token only begins a session, and that once. "
                + "Make a token with `fermata token create`."
        case .required: "The credential is not valid, not any more, or was used up. Sign in with another one."
        case .role(let needed, let held):
            "This needs the role \(needed.rawValue), and yours is \(held.rawValue)."
        case .forgery:
            "The request lacks the session's own X-Fermata-CSRF value. "
                + "GET /v1/session gives it; reload the page."
        case .origin(let origin):
            "Pages of \(origin) may not use this server."
        case .host(let host):
            "This server does not answer as \(host). Use its own address, or start it with --allow-host."
        case .severalHosts:
            "The request names more than one host. Send one Host field, and an address that begins with /."
        case .rateLimited(let seconds):
            "Too many requests. Try again in \(seconds) s."
        case .tooManyStreams(let limit):
            "You have \(limit) streams open, which is the most. Close a page or a watching program."
        case .keysUnavailable:
            "The identity provider's keys cannot be had just now. Try again, or use a token."
        }
    }
}
