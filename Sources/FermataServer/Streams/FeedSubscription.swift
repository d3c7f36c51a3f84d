import FermataAPI
import FermataCore
import FermataJournal
import FermataRuntime
import NIOCore

/// One reader of the feed: the lists, and the runs it watches, on one stream.
///
/// Each run that was asked about is answered for by itself: with what happens in it, with `end` when it is
/// over, with `reset` when it must be read anew, or with `refused` when it is not followed, and why. None
/// keeps the others from being told.
struct FeedSubscription {
    /// A run that somebody asked about.
    enum Wish: Sendable {
        /// It is followed from an event on.
        case follow(RunID, after: Revision)
        /// It is not followed, for this reason.
        case refuse(String, ProblemAnswer)
    }

    private let parts: ServerParts
    private let listNumber: Int
    private var listCursor: Int?
    private var runs: [Watched] = []
    /// What is told once, before anything else.
    private var refusals: [ByteBuffer] = []

    private struct Watched {
        var subscription: RunSubscription
        var number: Int
        var isOver = false
    }

    init(parts: ServerParts, bell: StreamBell, wishes: [Wish]) {
        self.parts = parts
        listNumber = parts.lists.join(bell)
        for wish in wishes {
            switch wish {
            case .follow(let run, let after):
                let channel = parts.hub.join(run)
                runs.append(
                    Watched(
                        subscription: RunSubscription(
                            channel, after: after, wantsViews: true, reader: parts.reader),
                        number: channel.bells.add(bell)))
            case .refuse(let name, let problem): refusals.append(Self.refusal(of: name, problem))
            }
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
        var buffers = refusals + lists.buffers
        refusals = []
        for index in runs.indices where !runs[index].isOver {
            buffers += await nextOfRun(at: index)
        }
        return buffers
    }

    private mutating func nextOfRun(at index: Int) async -> [ByteBuffer] {
        var (pieces, hasEnded): ([RunChannel.Piece], Bool)
        do {
            (pieces, hasEnded) = try await runs[index].subscription.next()
        } catch {
            runs[index].isOver = true
            return [Self.failure(of: runs[index].subscription.channel.run, error)]
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

    /// What is told of a run that cannot be followed any further: that it is to be read anew, unless that
    /// would come to the same.
    private static func failure(of run: RunID, _ error: EngineError) -> ByteBuffer {
        guard error.isLasting, let problem = ProblemAnswer(error) else {
            return ServerSentEvent.frame("reset", .record(("run", run.json)))
        }
        return refusal(of: run.rawValue, problem)
    }

    private static func refusal(of name: String, _ problem: ProblemAnswer) -> ByteBuffer {
        ServerSentEvent.frame("refused", .record(("run", name.json), ("problem", problem.json)))
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

extension EngineError {
    /// Whether a run that failed so fails again however often it is read.
    var isLasting: Bool {
        switch self {
        case .inconsistent: true
        case .journal(let error):
            switch error {
            case .notFound, .inconsistent: true
            case .conflict, .fenced, .leased, .diskFull, .readOnly, .damaged, .newerVersion, .busy, .storage:
                false
            }
        case .refused, .contended, .expired, .shutDown: false
        }
    }
}
