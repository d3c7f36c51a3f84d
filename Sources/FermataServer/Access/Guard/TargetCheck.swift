import NIOCore
import NIOHTTP1

/// Sees to it that a request whose target names a host itself (`GET http://name/path`) is not taken for one
/// to the host of its `Host` field: when the two differ, the target's is added as a second one, and requests
/// with two are refused. Behind this the target is but a path, and nobody could tell any more.
final class TargetCheck: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(var head):
            if let host = Self.host(in: head), !Self.isSame(host, head.headers["Host"].first) {
                head.headers.add(name: "Host", value: host)
            }
            context.fireChannelRead(wrapInboundOut(.head(head)))
        case .body, .end: context.fireChannelRead(data)
        }
    }

    /// The host that a target names: `nil` for one that is a path.
    static func host(in head: HTTPRequestHead) -> String? {
        let target = head.uri
        if head.method == .CONNECT { return target }
        guard !target.hasPrefix("/"), let colon = target.firstRange(of: "://") else { return nil }
        return String(target[colon.upperBound...].prefix { !"/?#".contains($0) })
    }

    private static func isSame(_ host: String, _ field: String?) -> Bool {
        guard let host = Authority(host), let field = field.flatMap({ Authority($0) }) else { return false }
        return host == field
    }
}

/// Puts a ``TargetCheck`` where a request's head is still as it came: handlers that are given to the server
/// stand behind what makes a path of its target.
final class TargetCheckInstaller: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    func handlerAdded(context: ChannelHandlerContext) {
        do {
            let pipeline = context.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(TargetCheck(), position: .after(decoder))
        } catch {
            // Without the check nothing is served.
            context.fireErrorCaught(error)
            context.close(promise: nil)
        }
    }
}
