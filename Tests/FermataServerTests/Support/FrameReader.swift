import AsyncHTTPClient
import FermataCore
import NIOCore

/// One event of a stream.
struct Frame {
    var id: String?
    var event: String
    var json: JSON
}

/// Reads a stream frame by frame, as a client of server-sent events does.
struct FrameReader {
    private var body: HTTPClientResponse.Body.AsyncIterator
    private var waiting: [UInt8] = []
    /// Comments so far: heartbeats.
    private(set) var commentCount = 0

    init(_ body: HTTPClientResponse.Body.AsyncIterator) {
        self.body = body
    }

    /// The next frame, or `nil` when the stream has ended.
    @concurrent mutating func next() async throws -> Frame? {
        while true {
            while let block = takeBlock() {
                if let frame = try frame(in: block) { return frame }
            }
            guard let more = try await body.next() else { return nil }
            waiting += Array(more.readableBytesView)
        }
    }

    /// Frames up to the first that holds, that one included.
    @concurrent mutating func frames(until holds: (Frame) -> Bool) async throws -> [Frame] {
        var frames: [Frame] = []
        while let frame = try await next() {
            frames.append(frame)
            if holds(frame) { break }
        }
        return frames
    }

    /// Reads until a heartbeat has come.
    @concurrent mutating func readHeartbeat() async throws {
        let before = commentCount
        while commentCount == before {
            while let block = takeBlock() { _ = try frame(in: block) }
            guard commentCount == before, let more = try await body.next() else { return }
            waiting += Array(more.readableBytesView)
        }
    }

    private mutating func takeBlock() -> [Substring]? {
        let end = Array("\n\n".utf8)
        guard let range = waiting.firstRange(of: end) else { return nil }
        let text = String(decoding: waiting[..<range.lowerBound], as: UTF8.self)
        waiting.removeSubrange(..<range.upperBound)
        return text.split(separator: "\n")
    }

    private mutating func frame(in lines: [Substring]) throws -> Frame? {
        var frame = Frame(id: nil, event: "message", json: .null)
        for line in lines {
            if line.hasPrefix(":") { commentCount += 1 }
            if line.hasPrefix("id: ") { frame.id = String(line.dropFirst(4)) }
            if line.hasPrefix("event: ") { frame.event = String(line.dropFirst(7)) }
            if line.hasPrefix("data: ") { frame.json = try JSON(parsing: String(line.dropFirst(6))) }
        }
        return frame.event == "message" ? nil : frame
    }
}
