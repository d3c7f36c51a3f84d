import NIOCore
import Synchronization

/// Whether somebody is still at the other end of a connection, as far as the connection says.
final class Presence: Sendable {
    private struct State {
        var isGone = false
        var nextNumber = 0
        var waiting: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    /// The other end has closed the connection, or its way to here.
    func end() {
        let waiting = state.withLock { state in
            state.isGone = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for call in waiting { call() }
    }

    /// Does something that only makes sense while somebody waits for it: its task is cancelled when the peer
    /// leaves.
    func cancellingWhenGone<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let task = Task { try await work() }
        let number = watch { task.cancel() }
        defer { forget(number) }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    private func watch(_ call: @escaping @Sendable () -> Void) -> Int {
        let (number, isGone) = state.withLock { state in
            state.nextNumber += 1
            if !state.isGone { state.waiting[state.nextNumber] = call }
            return (state.nextNumber, state.isGone)
        }
        if isGone { call() }
        return number
    }

    private func forget(_ number: Int) { state.withLock { $0.waiting[number] = nil } }
}

/// Notices that the peer of a connection has left, also while a request of its is being answered.
final class PeerWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    let presence = Presence()

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed { presence.end() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        presence.end()
        context.fireChannelInactive()
    }

    /// The presence of a connection's peer.
    static func presence(on channel: any Channel) async -> Presence {
        do {
            return try await channel.eventLoop.submit {
                try channel.pipeline.syncOperations.handler(type: PeerWatch.self).presence
            }.get()
        } catch {
            // The connection is closed, and what is sent there reaches nobody.
            let gone = Presence()
            gone.end()
            return gone
        }
    }
}
