public import NIOCore

/// What is known of a connection without reading anything from it.
public struct ConnectionFacts: Hashable, Sendable {
    /// Who is at the other end.
    public let remoteAddress: String
    /// The address at which this server was reached.
    public let localAddress: String
    /// The port at which this server was reached.
    public let localPort: Int?
    /// Whether the connection is encrypted. The access layer knows it from the settings.
    public internal(set) var isSecure = false

    /// Creates the facts.
    public init(remoteAddress: String, localAddress: String, localPort: Int?) {
        self.remoteAddress = remoteAddress
        self.localAddress = localAddress
        self.localPort = localPort
    }

    /// Reads the facts from a channel.
    public init(_ channel: any Channel) {
        self.init(
            remoteAddress: channel.remoteAddress?.ipAddress ?? "unknown",
            localAddress: channel.localAddress?.ipAddress ?? "unknown",
            localPort: channel.localAddress?.port)
    }

    /// Whether this server was reached from the machine itself.
    public var isLoopback: Bool {
        localAddress == "::1" || localAddress.hasPrefix("127.") || localAddress.hasPrefix("::ffff:127.")
    }
}
