/// One event of a stream of server-sent events.
struct ServerEvent: Hashable, Sendable {
    var id: String?
    var name: String
    var data: String
}

/// Cuts bytes into server-sent events (WHATWG HTML, section 9.2.6), of bounded length.
struct ServerEventParser: Sendable {
    /// The longest line, and the longest event, in bytes. What is longer is not from a Fermata server.
    static let maximumByteCount = 64 << 20

    /// The stream is not what it should be.
    struct TooLong: Error, Hashable {}

    private var line: [UInt8] = []
    private var endedWithReturn = false
    private var id: String?
    private var name = ""
    private var data: [String] = []
    private var dataByteCount = 0

    /// Takes the next bytes and gives the events that are complete with them.
    mutating func take(_ bytes: some Sequence<UInt8>) throws(TooLong) -> [ServerEvent] {
        var events: [ServerEvent] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\n") where endedWithReturn: endedWithReturn = false
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                endedWithReturn = byte == UInt8(ascii: "\r")
                if let event = endLine() { events.append(event) }
            default:
                endedWithReturn = false
                line.append(byte)
                guard line.count + dataByteCount <= Self.maximumByteCount else { throw TooLong() }
            }
        }
        return events
    }

    private mutating func endLine() -> ServerEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty else { return endEvent() }
        let text = String(decoding: line, as: UTF8.self)
        let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
        let field = text[..<colon]
        var value = text[colon...].dropFirst()
        if value.hasPrefix(" ") { value = value.dropFirst() }
        switch field {
        case "id": id = String(value)
        case "event": name = String(value)
        case "data":
            data.append(String(value))
            dataByteCount += value.utf8.count
        default: break
        }
        return nil
    }

    private mutating func endEvent() -> ServerEvent? {
        defer { (name, data, dataByteCount) = ("", [], 0) }
        guard !data.isEmpty else { return nil }
        return ServerEvent(id: id, name: name.isEmpty ? "message" : name, data: data.joined(separator: "\n"))
    }
}
