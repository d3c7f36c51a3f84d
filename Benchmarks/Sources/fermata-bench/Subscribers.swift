#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What many subscribers got.
struct Deliveries {
    var seconds: Double
    var frameCount: Int
    var byteCount: Int
    /// Processor seconds of the server meanwhile, where it was measured.
    var processorSeconds: Double?

    var framesPerSecond: Double { Double(frameCount) / seconds }

    /// The figures in a line.
    var words: String {
        let cost = processorSeconds.map {
            ", \(digits($0 * 1e6 / Double(frameCount), 1)) µs of the server's processor each"
        }
        return "\(Int(framesPerSecond))/s, all in order"
            + " (\(frameCount) frames in \(digits(seconds)) s\(cost ?? ""))"
    }
}

/// The process that reads many streams at once. It fails when an event is missing or out of order.
struct Subscribers {
    /// Where this program lies, and its companions.
    static var folder: String {
        String(
            ChildProcess.ownPath.prefix(through: ChildProcess.ownPath.lastIndex(of: "/") ?? "/".startIndex))
    }

    private let child: RunningChild

    static func start(
        _ server: ServedProgram, _ path: String, count: Int, last: Int, arrivals: String? = nil
    ) throws -> Subscribers {
        try start(
            port: server.port, path, server.token, count: count, last: last, arrivals: arrivals)
    }

    /// Starts them, and returns when the server has answered every one.
    static func start(
        port: Int, _ path: String, _ token: String, count: Int, last: Int, arrivals: String? = nil
    ) throws -> Subscribers {
        let child = try RunningChild.start(
            folder + "stream-subscribers",
            ["\(port)", path, token, "\(count)", "\(last)"] + (arrivals.map { [$0] } ?? []))
        guard child.readLine() == "connected" else {
            throw Unusable(message: "the subscribers were not let in")
        }
        return Subscribers(child: child)
    }

    /// Waits until each has got every event.
    func finish() throws -> Deliveries {
        let fields = child.readLine()?.split(separator: " ") ?? []
        guard child.wait() == 0, fields.count == 10, let seconds = Double(fields[1]),
            let frames = Int(fields[3]), let bytes = Int(fields[5])
        else {
            throw Unusable(
                message: "not every subscriber got every event in order: "
                    + fields.joined(separator: " "))
        }
        return Deliveries(seconds: seconds, frameCount: frames, byteCount: bytes)
    }
}

/// A subscriber who asks and then never reads.
struct StalledReader {
    private let descriptor: Int32

    init(_ server: ServedProgram, _ path: String) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(server.port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        let request =
            "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"
            + "Authorization: Bearer \(server.token)\r\nAccept: text/event-stream\r\n\r\n"
        let written = request.utf8CString.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count - 1) }
        guard connected == 0, written == request.utf8.count else {
            throw Unusable(message: "a subscriber was not let in")
        }
    }

    func close() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}
