public import Hummingbird
import Logging

/// What is known about one request while it is answered.
///
/// The access layer fills in who asks; everything behind it reads that.
public struct ServerContext: PersonContext {
    /// What the router needs.
    public var coreContext: CoreRequestContextStorage
    /// Who asks, once the access layer has found out; `nil` for what anybody may see.
    public var person: Person?
    /// What they were known by.
    public var credential: Credential?
    /// The connection on which the request came.
    public var connection: ConnectionFacts
    /// Reads nothing more from the connection.
    public let stopReading: @Sendable () -> Void
    /// Whether somebody still waits for the answer.
    let presence: @Sendable () async -> Presence

    /// What the log calls the request.
    var requestName: String { logger[metadataKey: "hb.request.id"]?.description ?? "without a name" }

    /// Creates the context of a request that has just come in.
    public init(source: Source) {
        coreContext = .init(source: source)
        connection = ConnectionFacts(source.channel)
        stopReading = { [channel = source.channel] in channel.close(mode: .input, promise: nil) }
        presence = { [channel = source.channel] in await PeerWatch.presence(on: channel) }
    }
}
