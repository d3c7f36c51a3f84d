import FermataCore
import FermataRuntime
import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The whole body, if it is small enough and comes in time.
    func bodyBytes(clock: any WallClock) async throws -> [UInt8] {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > ServerLimits.bodyByteCount {
            throw RequestRefusal.bodyTooLarge(limit: ServerLimits.bodyByteCount)
        }
        let body = body
        return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            group.addTask {
                do {
                    let buffer = try await body.collect(upTo: ServerLimits.bodyByteCount)
                    return Array(buffer.readableBytesView)
                } catch is NIOTooManyBytesError {
                    throw RequestRefusal.bodyTooLarge(limit: ServerLimits.bodyByteCount)
                }
            }
            group.addTask {
                try await clock.wait(until: clock.now.adding(seconds: ServerLimits.bodySeconds))
                return nil
            }
            defer { group.cancelAll() }
            guard let bytes = try await group.next() ?? nil else {
                throw RequestRefusal.bodyTooSlow(seconds: ServerLimits.bodySeconds)
            }
            return bytes
        }
    }

    /// The body as a JSON object.
    static func object(in bytes: [UInt8]) throws -> JSON {
        let json: JSON
        do {
            json = try JSON(parsingInput: bytes)
        } catch {
            throw RequestRefusal.invalidBody("it is no JSON: \(error)")
        }
        guard case .object = json else {
            throw RequestRefusal.invalidBody("an object was expected, found \(json.kindName)")
        }
        return json
    }

    /// A value of the query, decoded.
    func query(_ name: String) -> String? {
        uri.queryParameters[name[...]].map(String.init)
    }

    /// A whole number of the query.
    func number(_ name: String, in range: ClosedRange<Int>) throws(RequestRefusal) -> Int? {
        guard let text = query(name) else { return nil }
        guard let number = Self.number(text), range.contains(number) else {
            throw .invalidQuery(
                name: name,
                problem: "a number from \(range.lowerBound) to \(range.upperBound) was expected")
        }
        return number
    }

    /// A number that is written in digits alone.
    static func number(_ text: some StringProtocol) -> Int? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }

    /// Whether a word of the query is there, which is the only one that it can have; another is refused.
    func flag(_ name: String, as word: String, or other: String? = nil) throws(RequestRefusal) -> Bool {
        switch query(name) {
        case nil: return false
        case word: return true
        case let text where text == other: return false
        case .some:
            let known = ([word] + [other].compactMap { $0 }).joined(separator: "' or '")
            throw .invalidQuery(name: name, problem: "only '\(known)' is known")
        }
    }

    /// Whether a stream is asked for.
    var wantsEventStream: Bool { headers[.accept]?.contains("text/event-stream") ?? false }
}

extension ServerContext {
    /// The run that the address names.
    func run() throws(RequestRefusal) -> RunID {
        let text = parameters.get("run") ?? ""
        guard let run = RunID(text) else { throw .unknownRoute("/v1/runs/\(text)") }
        return run
    }
}
