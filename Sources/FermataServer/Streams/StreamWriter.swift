import Hummingbird
import NIOCore

/// Joins what is ready into one write: a write costs far more than the bytes in it.
struct StreamWriter {
    /// How much is joined at most, in bytes.
    static let joinedByteLimit = 64 << 10

    /// Writes frames in order. One that is alone goes out as it is shared, uncopied.
    @concurrent static func write(_ buffers: [ByteBuffer], to writer: inout any ResponseBodyWriter)
        async throws
    {
        var joined = ByteBuffer()
        for (index, buffer) in buffers.enumerated() {
            if joined.readableBytes == 0, index == buffers.count - 1 {
                try await writer.write(buffer)
                return
            }
            joined.writeImmutableBuffer(buffer)
            if joined.readableBytes >= joinedByteLimit {
                try await writer.write(joined)
                joined = ByteBuffer()
            }
        }
        if joined.readableBytes > 0 { try await writer.write(joined) }
    }
}
