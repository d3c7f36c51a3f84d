import FermataCore
import NIOCore

/// Events that were ready at the same time, encoded once for everybody who reads them.
struct EventBatch: Sendable {
    /// One event's place in the batch's bytes.
    struct Frame: Hashable, Sendable {
        /// Where its id line begins.
        var start: Int
        /// Where the rest begins.
        var body: Int
        /// Where it ends.
        var end: Int
    }

    /// The first event.
    let first: Revision
    /// The last event.
    let last: Revision
    /// All frames; the last one has the patch, if there is one.
    private let bytes: ByteBuffer
    private let frames: [Frame]
    /// The last frame without its patch.
    private let lastWithoutPatch: ByteBuffer?

    /// Encodes events that follow each other.
    /// - Parameters:
    ///   - events: The data of each event's frame, at least one.
    ///   - first: The revision of the first.
    ///   - patched: The data of the last event's frame with its patch.
    init(_ events: [JSON], first: Revision, patched: JSON?) {
        var bytes = ByteBuffer()
        var frames: [Frame] = []
        var lastWithoutPatch: ByteBuffer?
        for (offset, data) in events.enumerated() {
            let isLast = offset == events.count - 1
            let start = bytes.writerIndex
            let idLine = "id: \(first.number + offset)\n"
            bytes.writeString(idLine)
            let body = bytes.writerIndex
            if isLast, let patched {
                ServerSentEvent.write("event", patched, to: &bytes)
                var plain = ByteBuffer(string: idLine)
                ServerSentEvent.write("event", data, to: &plain)
                lastWithoutPatch = plain
            } else {
                ServerSentEvent.write("event", data, to: &bytes)
            }
            frames.append(Frame(start: start, body: body, end: bytes.writerIndex))
        }
        self.first = first
        last = Revision(first.number + events.count - 1)
        self.bytes = bytes
        self.frames = frames
        self.lastWithoutPatch = lastWithoutPatch
    }

    /// What the batch takes in memory, in bytes.
    var byteCount: Int { bytes.readableBytes + (lastWithoutPatch?.readableBytes ?? 0) }

    /// How many events it has.
    var count: Int { frames.count }

    /// The frames after a revision, in as few buffers as they are kept in.
    func buffers(after revision: Revision, withPatch: Bool) -> [ByteBuffer] {
        let skipped = max(0, revision.number - first.number + 1)
        guard skipped < frames.count else { return [] }
        let start = frames[skipped].start
        guard !withPatch, let lastWithoutPatch else { return slice(start, bytes.writerIndex) }
        return slice(start, frames[frames.count - 1].start) + [lastWithoutPatch]
    }

    /// The frames after a revision without their id lines, with their revisions.
    func bodies(after revision: Revision, withPatch: Bool) -> [(revision: Revision, body: ByteBuffer)] {
        let skipped = max(0, revision.number - first.number + 1)
        guard skipped < frames.count else { return [] }
        return (skipped..<frames.count).compactMap { index in
            let frame = frames[index]
            var body = bytes.getSlice(at: frame.body, length: frame.end - frame.body)
            if index == frames.count - 1, !withPatch, let lastWithoutPatch {
                let idLength = frame.body - frame.start
                body = lastWithoutPatch.getSlice(
                    at: idLength, length: lastWithoutPatch.readableBytes - idLength)
            }
            return body.map { (Revision(first.number + index), $0) }
        }
    }

    private func slice(_ start: Int, _ end: Int) -> [ByteBuffer] {
        guard end > start, let slice = bytes.getSlice(at: start, length: end - start) else { return [] }
        return [slice]
    }
}
