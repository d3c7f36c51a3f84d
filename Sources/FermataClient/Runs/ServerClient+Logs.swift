import AsyncHTTPClient
public import FermataAPI
public import FermataCore
import NIOCore

/// What a server's audit of one log found.
public struct ServerAudit: Hashable, Sendable {
    /// How many events are as they were written.
    public let eventCount: Int
    /// The hash of the last of them.
    public let head: Digest?
    /// The first thing that is wrong, or `nil`.
    public let fault: String?
}

extension ServerClient {
    /// How many events are asked for at once.
    static let logPageLength = 200

    /// One page of a run's log after an event; an empty one at its end.
    public func log(of run: RunID, after revision: Revision, limit: Int? = nil) async throws -> [LogEntry] {
        let request = ServerRequest(
            path: "/v1/runs/\(run)/events",
            query: [
                ("after", "\(revision)"), ("limit", "\(limit ?? Self.logPageLength)"), ("form", "log"),
            ])
        return try await value(request, rule: .watching) { json throws(JSONDecodingError) in
            try json.field("events")
        }
    }

    /// Has the server check a run's log against its chain of hashes.
    public func audit(_ run: RunID) async throws -> ServerAudit {
        try await value(ServerRequest(path: "/v1/runs/\(run)/audit"), rule: .brief) {
            json throws(JSONDecodingError) in
            ServerAudit(
                eventCount: try json.field("events"), head: try json.optionalField("head"),
                fault: try json.optionalField("fault"))
        }
    }

    /// Reads a run's log as lines of JSON, without line ends. It is not tried again: half a log is none.
    public func export(_ run: RunID, _ write: ([UInt8]) -> Void) async throws {
        let request = ServerRequest(path: "/v1/runs/\(run)/audit/export", accept: "application/x-ndjson")
        do {
            let response = try await execute(request)
            guard response.isSuccess else {
                let body = try await response.body.collect(upTo: Self.answerByteLimit)
                throw ServerFailure.problem(
                    ServerProblem(status: response.status, body: Array(body.readableBytesView)))
            }
            var line: [UInt8] = []
            for try await buffer in response.body {
                for byte in buffer.readableBytesView {
                    if byte == UInt8(ascii: "\n") {
                        write(line)
                        line.removeAll(keepingCapacity: true)
                    } else {
                        line.append(byte)
                    }
                }
                guard line.count <= Self.answerByteLimit else {
                    throw ServerFailure.unreadable(address, detail: "a line of the log is too long")
                }
            }
            if !line.isEmpty { write(line) }
        } catch let failure as ServerFailure {
            throw failure
        } catch {
            throw try Setbacks.classify(error, from: address).1
        }
    }
}
