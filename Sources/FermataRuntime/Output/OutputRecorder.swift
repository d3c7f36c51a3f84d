import Synchronization

/// What is kept of an attempt's output: its beginning and its end, with a note of what was left out between.
struct Transcript: Sendable {
    /// Bytes kept from the beginning.
    static let headLimit = 64 * 1024
    /// Bytes kept from the end.
    static let tailLimit = 192 * 1024

    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    private var omittedByteCount = 0

    mutating func append(_ bytes: [UInt8]) {
        let room = Self.headLimit - head.count
        head.append(contentsOf: bytes.prefix(room))
        guard bytes.count > room else { return }
        tail.append(contentsOf: bytes.dropFirst(room).suffix(2 * Self.tailLimit))
        omittedByteCount += max(0, bytes.count - room - 2 * Self.tailLimit)
        // Trimmed only when it has doubled, so that a byte is moved once and not at every append.
        if tail.count > 2 * Self.tailLimit { trim() }
    }

    private mutating func trim() {
        let excess = tail.count - Self.tailLimit
        guard excess > 0 else { return }
        tail.removeFirst(excess)
        omittedByteCount += excess
    }

    /// The kept bytes.
    var bytes: [UInt8] {
        var copy = self
        copy.trim()
        guard copy.omittedByteCount > 0 else { return copy.head + copy.tail }
        return copy.head + Array("\n[\(copy.omittedByteCount) bytes left out]\n".utf8) + copy.tail
    }
}

/// Collects an attempt's output from whatever thread it comes.
final class OutputRecorder: Sendable {
    private let transcript = Mutex(Transcript())

    func append(_ bytes: [UInt8]) {
        transcript.withLock { $0.append(bytes) }
    }

    var bytes: [UInt8] { transcript.withLock { $0.bytes } }
}
