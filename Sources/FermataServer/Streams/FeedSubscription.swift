import FermataCore
import FermataRuntime
import NIOCore

/// One reader of the feed: the lists, and the runs it watches, on one stream.
struct FeedSubscription {
    private let parts: ServerParts
    private let listNumber: Int
    private var listCursor: Int?
    private var runs: [Watched] = []

    private struct Watched {
        var subscription: RunSubscription
        var number: Int
        var isOver = false
    }

    init(parts: ServerParts, bell: StreamBell, watched: [(run: RunID, after: Revision)]) {
        self.parts = parts
        listNumber = parts.lists.join(bell)
        runs = watched.map { run, after in
            let channel = parts.hub.join(run)
            return Watched(
                subscription: RunSubscription(
                    channel, after: after, wantsViews: true, reader: parts.reader),
                number: channel.bells.add(bell))
        }
    }

    /// Gives everything back.
    func leave() {
        parts.lists.bells.remove(listNumber)
        for watched in runs {
            watched.subscription.channel.bells.remove(watched.number)
            parts.hub.leave(watched.subscription.channel)
        }
    }

    /// What is there to send now; nothing when all was sent.
    mutating func next() async throws -> [ByteBuffer] {
        let lists = parts.lists.read(after: listCursor)
        listCursor = lists.cursor
        var buffers = lists.buffers
        for index in runs.indices where !runs[index].isOver {
            buffers += try await nextOfRun(at: index)
        }
        return buffers
    }

    private mutating func nextOfRun(at index: Int) async throws -> [ByteBuffer] {
        var (pieces, hasEnded): ([RunChannel.Piece], Bool)
        do {
            (pieces, hasEnded) = try await runs[index].subscription.next()
        } catch {
            runs[index].isOver = true
            let run = runs[index].subscription.channel.run
            return [ServerSentEvent.frame("reset", .record(("run", run.json)))]
        }
        parts.metrics.delivered(events: pieces.reduce(0) { $0 + $1.eventCount })
        var buffers: [ByteBuffer] = []
        for piece in pieces {
            switch piece {
            case .events(let batch, let after, let withPatch):
                for (revision, body) in batch.bodies(after: after, withPatch: withPatch) {
                    buffers.append(ServerSentEvent.idLine(id(at: index, revision)))
                    buffers.append(body)
                }
            case .view(let frame, let revision):
                buffers.append(ServerSentEvent.idLine(id(at: index, revision)))
                buffers.append(frame)
            case .output(let frame): buffers.append(frame)
            }
        }
        if hasEnded {
            runs[index].isOver = true
            buffers.append(StreamRoutes.endFrame(runs[index].subscription.channel.run))
        }
        return buffers
    }

    /// Where all watched runs stand when one of them is at a revision.
    private func id(at current: Int, _ revision: Revision) -> String {
        runs.indices.map { index in
            let subscription = runs[index].subscription
            let sent = index == current ? revision : subscription.cursor.revision
            return "\(subscription.channel.run):\(sent)"
        }.joined(separator: ",")
    }
}
