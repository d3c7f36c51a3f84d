import FermataCore
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The engine's end of the socket that is a supervisor's standard input. Should the engine end, however it
/// does, the socket closes and the supervisor ends everything.
final class SupervisorConnection: Sendable {
    private let descriptor: Mutex<Int32>
    /// The supervisor's end; whoever starts the supervisor closes it.
    let remoteDescriptor: Int32

    init() throws(SystemError) {
        var pair: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &pair) == 0
        else {
            throw .current
        }
        descriptor = Mutex(pair[0])
        remoteDescriptor = pair[1]
    }

    deinit {
        descriptor.withLock { _ = close($0) }
    }

    /// Gives an order, at once and without waiting. A supervisor that has ended already needs none.
    func send(_ order: SupervisionOrder) {
        descriptor.withLock { descriptor in
            var byte = order.rawValue
            _ = Glibc.send(descriptor, &byte, 1, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
    }

    /// The report of a supervisor that has ended; `nil` when it left none, having been killed.
    func receiveReport() -> SupervisionReport? {
        let bytes = descriptor.withLock { descriptor in
            [UInt8](unsafeUninitializedCapacity: 64 * 1024) { buffer, count in
                count = max(0, recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT)))
            }
        }
        do {
            return try SupervisionReport(json: JSON(parsing: bytes))
        } catch {
            return nil
        }
    }
}
