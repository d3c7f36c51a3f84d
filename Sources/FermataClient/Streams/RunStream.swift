import AsyncHTTPClient
public import FermataCore
import NIOCore

/// What a server tells about a run while it goes on.
public enum RunNews: Hashable, Sendable {
    /// The run has come to this event; what it is can be read now.
    case reached(Revision)
    /// An attempt has printed something.
    case output(StepID, attempt: Int, text: String)
    /// The run has ended, and all was told.
    case ended
}

extension ServerClient {
    /// Tells the news of a run after an event, until the run has ended or `tell` says that it is enough. A
    /// lost connection is made again, and nothing is told twice or left out but output, which is not kept.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - revision: The event after which to begin.
    ///   - tell: Takes the news; `false` ends it.
    /// - Throws: `ServerFailure` when the connection cannot be made again in time, and what `tell` throws.
    public func follow(
        _ run: RunID, after revision: Revision, _ tell: (RunNews) async throws -> Bool
    ) async throws {
        var cursor = revision
        var tries = RequestTries(.watching, isRepeatable: true)
        var isLost = false
        while true {
            let (setback, failure): (RequestTries.Setback, ServerFailure)
            do {
                let response = try await openStream(of: run, after: cursor)
                if isLost { noticeReturn() }
                isLost = false
                if response.status == Self.nothingFollowsStatus {
                    _ = try await hear(.ended, tell)
                    return
                }
                var parser = ServerEventParser()
                for try await buffer in response.body {
                    // The server is well: the next loss is counted from the beginning.
                    tries = RequestTries(.watching, isRepeatable: true)
                    for news in try news(in: buffer, &parser) {
                        if case .reached(let reached) = news { cursor = max(cursor, reached) }
                        if try await !hear(news, tell) || news == .ended { return }
                    }
                }
                (setback, failure) = (.unanswered, .lost(address, detail: "the server ended the stream"))
            } catch let error as ListenerError {
                throw error.underlying
            } catch let failureOfServer as ServerFailure {
                guard case .problem(let problem) = failureOfServer, problem.isPassing else {
                    throw failureOfServer
                }
                (setback, failure) = (.postponed, failureOfServer)
            } catch {
                (setback, failure) = try Setbacks.classify(error, from: address)
                if case .untrusted = failure { throw failure }
            }
            guard case .tryAgain(let milliseconds) = tries.after(setback, fraction: .random(in: 0...1)) else {
                throw failure
            }
            if !isLost { noticeLoss() }
            isLost = true
            try await Self.wait(milliseconds)
        }
    }

    /// What a stream that was cut off at the end of its run is answered with.
    private static let nothingFollowsStatus = 204

    private func openStream(of run: RunID, after revision: Revision) async throws -> ServerResponse {
        let request = ServerRequest(
            path: "/v1/runs/\(run)/events", query: [("after", "\(revision)"), ("views", "none")],
            accept: "text/event-stream", lastEvent: revision)
        let response = try await execute(request)
        guard response.isSuccess else {
            let body = try await response.body.collect(upTo: Self.answerByteLimit)
            throw ServerFailure.problem(
                ServerProblem(status: response.status, body: Array(body.readableBytesView)))
        }
        return response
    }

    /// An error of whoever listens is not one of the connection.
    private func hear(_ news: RunNews, _ tell: (RunNews) async throws -> Bool) async throws(ListenerError)
        -> Bool
    {
        do {
            return try await tell(news)
        } catch {
            throw ListenerError(underlying: error)
        }
    }

    private func news(
        in buffer: ByteBuffer, _ parser: inout ServerEventParser
    ) throws(ServerFailure) -> [RunNews] {
        do {
            return try parser.take(buffer.readableBytesView).compactMap(RunNews.init)
        } catch {
            throw .unreadable(address, detail: "an event of the stream is too long or malformed")
        }
    }
}

/// What whoever listens to a stream threw.
private struct ListenerError: Error {
    let underlying: any Error
}

extension RunNews {
    /// What a frame says; `nil` for one that this version does not know.
    init?(_ event: ServerEvent) throws(JSONDecodingError) {
        switch event.name {
        case "event", "view":
            guard let id = event.id, let number = Int(id) else { return nil }
            self = .reached(Revision(number))
        case "output":
            let json: JSON
            do {
                json = try JSON(parsing: Array(event.data.utf8))
            } catch {
                throw JSONDecodingError(problem: "\(error)")
            }
            self = .output(
                try json.field("step"), attempt: try json.field("attempt"), text: try json.field("text"))
        case "end": self = .ended
        default: return nil
        }
    }
}
