import Hummingbird
import NIOCore
import ServiceLifecycle

/// What every stream has: a beat that keeps it alive, and an end when the peer leaves, the person may no
/// longer read, or the server is asked to end.
struct StreamSession: Sendable {
    /// The most bells of one stream.
    let hub: StreamHub
    let metrics: ServerMetrics
    /// Whether the person may still read; asked before anything is sent.
    let isPermitted: @Sendable () -> Bool

    /// The answer whose body is a stream.
    static func response(
        _ write: @escaping @Sendable @concurrent (inout any ResponseBodyWriter) async throws -> Void
    ) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                try await writer.write(ServerSentEvent.retry)
                try await write(&writer)
                try await writer.finish(nil)
            })
    }

    /// Calls `produce` whenever something may be new, until it says that all is over.
    /// - Parameters:
    ///   - request: The request, by whose connection it is noticed that the peer has left.
    ///   - bell: What wakes the stream.
    ///   - writer: Where to write.
    ///   - produce: Writes what is ready. Returns whether nothing will follow.
    /// - Throws: what `produce` throws, and when the peer has left.
    @concurrent func run(
        for request: Request, bell: StreamBell, writer: inout any ResponseBodyWriter,
        produce: @concurrent (inout any ResponseBodyWriter) async throws -> Bool
    ) async throws {
        metrics.streamOpened()
        defer { metrics.streamClosed() }
        let number = hub.listeners.add(bell)
        defer { hub.listeners.remove(number) }
        try await withGracefulShutdownHandler {
            try await request.body.consumeWithInboundCloseHandler { _ in
                try await pump(bell, &writer, produce)
            } onInboundClosed: {
                bell.close()
            }
        } onGracefulShutdown: {
            bell.close()
        }
    }

    @concurrent private func pump(
        _ bell: StreamBell, _ writer: inout any ResponseBodyWriter,
        _ produce: @concurrent (inout any ResponseBodyWriter) async throws -> Bool
    ) async throws {
        var beatCount = hub.beatCount
        for await _ in bell.rings {
            guard isPermitted() else { return }
            let newBeatCount = hub.beatCount
            if newBeatCount != beatCount {
                beatCount = newBeatCount
                try await writer.write(ServerSentEvent.heartbeat)
            }
            if try await produce(&writer) { return }
        }
    }
}
