import NIOCore

/// The newest pieces of live output, for readers with a cursor. It is a lane that nobody relies on: whoever
/// is slow misses pieces, and reads the transcript when the attempt has ended.
struct OutputRing: Sendable {
    /// How many pieces are kept.
    static let maximumPieceCount = 64

    private var pieces: [ByteBuffer] = []
    /// How many pieces there have ever been.
    private(set) var end = 0

    /// Adds a piece and lets the oldest go.
    mutating func append(_ piece: ByteBuffer) {
        if pieces.count == Self.maximumPieceCount { pieces.removeFirst() }
        pieces.append(piece)
        end += 1
    }

    /// The pieces after that many, as far as they are still here.
    func pieces(after cursor: Int) -> ArraySlice<ByteBuffer> {
        pieces.suffix(max(0, min(end - cursor, pieces.count)))
    }
}
