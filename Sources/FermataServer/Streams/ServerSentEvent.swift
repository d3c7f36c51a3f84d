import FermataCore
import NIOCore

/// Frames of an event stream, as WHATWG HTML, section 9.2, has them. Data is compact JSON: one line.
enum ServerSentEvent {
    /// What is sent when nothing else is, so that both ends notice a dead connection.
    static let heartbeat = ByteBuffer(string: ": still here\n\n")
    /// How long a client waits before it connects again.
    static let retry = ByteBuffer(string: "retry: 1000\n\n")

    /// A frame without an id: what cannot be resumed from.
    static func frame(_ name: String, _ data: JSON) -> ByteBuffer {
        var buffer = ByteBuffer()
        write(name, data, to: &buffer)
        return buffer
    }

    /// A frame from which a client can go on.
    static func frame(id: String, _ name: String, _ data: JSON) -> ByteBuffer {
        var buffer = idLine(id)
        write(name, data, to: &buffer)
        return buffer
    }

    /// The line that names a frame.
    static func idLine(_ id: String) -> ByteBuffer { ByteBuffer(string: "id: \(id)\n") }

    /// Writes a frame without its id line.
    static func write(_ name: String, _ data: JSON, to buffer: inout ByteBuffer) {
        buffer.writeString("event: \(name)\ndata: ")
        buffer.writeBytes(data.encodedBytes())
        buffer.writeStaticString("\n\n")
    }
}
