import FermataAPI
import FermataCore
import FermataJournal
import FermataRuntime
import HTTPTypes
import Hummingbird
import NIOCore

/// The events of one run, and the feed of all runs.
struct StreamRoutes: Sendable {
    let parts: ServerParts

    func add(to router: some RouterMethods<ServerContext>) {
        router.get("/v1/runs/{run}/events", use: events)
        router.get("/v1/feed", use: feed)
    }

    // One run

    private func events(_ request: Request, context: ServerContext) async throws -> Response {
        let run = try context.run()
        let head = try await parts.reader.head(of: run)
        guard request.wantsEventStream else { return try await page(of: run, request) }
        var after = try request.number("after", in: 0...Int(Int32.max)) ?? 0
        if let id = request.headers[.lastEventID] {
            guard let number = Request.number(id) else {
                throw RequestRefusal.invalidQuery(name: "Last-Event-ID", problem: "a revision was expected")
            }
            after = number
            // A plain EventSource connects again whenever a stream ends; this answer alone ends it (WHATWG
            // HTML, section 9.2.3).
            let state = try await LoadedRun.load(run, from: parts.journal).state
            if state.phase.isFinal, number >= state.revision.number { return Response(status: .noContent) }
        }
        let start = Revision(min(after, head.number))
        let wantsViews = try !request.flag("views", as: "none")
        let permit = try openStream(context)
        let session = session(context)
        return StreamSession.response { writer in
            let channel = parts.hub.join(run)
            defer { parts.hub.leave(channel) }
            let bell = StreamBell()
            let number = channel.bells.add(bell)
            defer { channel.bells.remove(number) }
            var subscription = RunSubscription(
                channel, after: start, wantsViews: wantsViews, reader: parts.reader)
            try await session.run(for: request, bell: bell, writer: &writer) { writer in
                while true {
                    let (pieces, hasEnded) = try await subscription.next()
                    var buffers = pieces.flatMap(Self.buffers)
                    parts.metrics.delivered(events: pieces.reduce(0) { $0 + $1.eventCount })
                    if hasEnded { buffers.append(Self.endFrame(run)) }
                    try await StreamWriter.write(buffers, to: &writer)
                    if hasEnded { return true }
                    if pieces.isEmpty { return false }
                }
            }
            _ = permit
        }
    }

    private static func buffers(of piece: RunChannel.Piece) -> [ByteBuffer] {
        switch piece {
        case .events(let batch, let after, let withPatch):
            batch.buffers(after: after, withPatch: withPatch)
        case .view(let frame, let revision): [ServerSentEvent.idLine("\(revision)"), frame]
        case .output(let frame): [frame]
        }
    }

    static func endFrame(_ run: RunID) -> ByteBuffer {
        ServerSentEvent.frame("end", .record(("run", run.json)))
    }

    private func page(of run: RunID, _ request: Request) async throws -> Response {
        let after = try request.number("after", in: 0...Int(Int32.max)) ?? 0
        let limit = try request.number("limit", in: 1...ServerLimits.eventPageSize) ?? 100
        let state = try await LoadedRun.load(run, from: parts.journal).state
        let page = try await parts.reader.page(of: run, after: Revision(after), limit: limit)
        let isWhole = try request.flag("form", as: "log")
        let events = try page.map { envelope in
            isWhole
                ? try LogEntry(envelope, in: state).json : try EventView(envelope, in: state).json
        }
        let next = page.last.flatMap { $0.revision < state.revision ? $0.revision : nil }
        return Answer.json(.record(("events", .array(events)), ("next", next?.json)))
    }

    // All runs

    private func feed(_ request: Request, context: ServerContext) async throws -> Response {
        let wishes = try await wishes(request)
        let permit = try openStream(context)
        let session = session(context)
        return StreamSession.response { writer in
            let bell = StreamBell()
            var feed = FeedSubscription(parts: parts, bell: bell, wishes: wishes)
            defer { feed.leave() }
            try await session.run(for: request, bell: bell, writer: &writer) { writer in
                while true {
                    let buffers = try await feed.next()
                    if buffers.isEmpty { return false }
                    try await StreamWriter.write(buffers, to: &writer)
                }
            }
            _ = permit
        }
    }

    /// The runs that a feed is to watch, with where to go on: what the last frame said counts for more than
    /// the address, which is that of the first connection. One that cannot be watched is told so on the
    /// stream; the others are watched all the same.
    private func wishes(_ request: Request) async throws -> [FeedSubscription.Wish] {
        var watched = try Self.cursors(request.query("watch") ?? "", name: "watch")
        if let last = request.headers[.lastEventID] {
            for newer in try Self.cursors(last, name: "Last-Event-ID") {
                if let index = watched.firstIndex(where: { $0.name == newer.name }) {
                    watched[index].after = newer.after
                }
            }
        }
        var wishes: [FeedSubscription.Wish] = []
        var followed = 0
        for (name, after) in watched {
            let wish = try await wish(name, after: after, isFull: followed >= ServerLimits.watchedRunCount)
            if case .follow = wish { followed += 1 }
            wishes.append(wish)
        }
        return wishes
    }

    private func wish(
        _ name: String, after: Revision, isFull: Bool
    ) async throws(EngineError) -> FeedSubscription.Wish {
        guard let run = RunID(name) else {
            return .refuse(name, ProblemAnswer(RequestRefusal.unknownRun(name)))
        }
        do {
            let head = try await parts.reader.head(of: run)
            guard !isFull else {
                let limit = ServerLimits.watchedRunCount
                return .refuse(name, ProblemAnswer(RequestRefusal.tooManyWatched(limit: limit)))
            }
            return .follow(run, after: min(after, head))
        } catch {
            guard error.isLasting, let problem = ProblemAnswer(error) else { throw error }
            return .refuse(name, problem)
        }
    }

    private static func cursors(
        _ text: String, name: String
    ) throws(RequestRefusal) -> [(name: String, after: Revision)] {
        var cursors: [(name: String, after: Revision)] = []
        var names: Set<String> = []
        for part in text.split(separator: ",") {
            let words = part.split(separator: ":", omittingEmptySubsequences: false)
            guard words.count == 2, let number = Request.number(words[1]),
                names.insert(String(words[0])).inserted
            else { throw .invalidQuery(name: name, problem: "RUN:REVISION,… was expected") }
            cursors.append((String(words[0]), Revision(number)))
        }
        return cursors
    }

    private func openStream(_ context: ServerContext) throws -> StreamPermit {
        try parts.access.openStream(for: try context.requirePerson())
    }

    private func session(_ context: ServerContext) -> StreamSession {
        // The route needs a role, so there is somebody who was known by something.
        let watch = context.credential.map { parts.access.makeWatch(of: $0) }
        return StreamSession(hub: parts.hub, metrics: parts.metrics) { watch?() ?? false }
    }
}

extension HTTPField.Name {
    /// Where an event stream was cut off (WHATWG HTML, section 9.2.4).
    static var lastEventID: HTTPField.Name {
        guard let name = HTTPField.Name("Last-Event-ID") else {
            preconditionFailure("Last-Event-ID is a field's name")
        }
        return name
    }
}
