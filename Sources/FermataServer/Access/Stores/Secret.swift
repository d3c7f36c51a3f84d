public import FermataCore

/// Something that whoever knows it is trusted for. It is never stored and never printed: its text form and
/// its mirror are a placeholder, and only ``reveal()`` gives the characters.
public struct Secret: Sendable {
    /// What every token begins with, so that scanners for leaked secrets recognise one.
    public static let tokenPrefix = "fermata_"
    /// The most bytes a credential may have. Statements of identity providers are the longest.
    public static let maximumLength = 8 << 10
    /// How much nobody can guess, in bytes.
    static let entropyBytes = 32

    private let text: String

    /// A secret that somebody has sent.
    public init(_ text: String) {
        self.text = text
    }

    /// A new token: the prefix, and 256 random bits in base64url (RFC 4648, section 5).
    public static func newToken() -> Secret {
        Secret(tokenPrefix + Base64URL.text(of: randomBytes()))
    }

    /// A new secret for a cookie: 256 random bits in base64url.
    static func newSession() -> Secret {
        Secret(Base64URL.text(of: randomBytes()))
    }

    private static func randomBytes() -> [UInt8] {
        // The system's generator is the kernel's, which is fit for secrets.
        (0..<entropyBytes).map { _ in UInt8.random(in: .min ... .max) }
    }

    /// The characters, for the one place that hands them out.
    public func reveal() -> String { text }

    /// What is stored in its place.
    public var digest: Digest { Digest(of: text.utf8) }

    /// Whether it has the form of a token of this server.
    var isToken: Bool { text.utf8.starts(with: Self.tokenPrefix.utf8) }

    /// A value that only somebody who knows the secret can compute, and that does not reveal it.
    func derived(for purpose: String) -> Secret {
        Secret(Digest(of: Array("fermata \(purpose)\0\(text)".utf8)).hexadecimal)
    }

    /// Compares without telling by its duration how much of it was right.
    func matches(_ other: Secret) -> Bool {
        // Digests have one length, and nobody can choose theirs byte by byte.
        zip(digest.bytes, other.digest.bytes).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// A placeholder.
    public var description: String { "[secret]" }
    /// A placeholder.
    public var debugDescription: String { description }
    /// A mirror without the characters.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
