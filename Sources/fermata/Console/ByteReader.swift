import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads a descriptor that may block, such as a pipe or a terminal, without holding up any task. One task
/// reads at a time; when that task is cancelled, the read ends at once and nothing is lost.
final class ByteReader: Sendable {
    /// The most that is read at once.
    private static let readLength = 64 << 10

    private let descriptor: Int32
    /// Something to read at its end means: no more. Open for as long as the process lives.
    private let wakeInput: Int32
    private let wakeOutput: Int32
    private let queue = DispatchQueue(label: "fermata.reader")

    init(_ descriptor: Int32) throws(FileProblem) {
        self.descriptor = descriptor
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            throw FileProblem(path: "a pipe", problem: String(cString: strerror(errno)))
        }
        (wakeOutput, wakeInput) = (ends[0], ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }

    deinit {
        close(wakeOutput)
        close(wakeInput)
    }

    /// The next bytes, or `nil` at the end or when the task is cancelled.
    func read() async -> [UInt8]? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                queue.async { continuation.resume(returning: self.readBlocking()) }
            }
        } onCancel: {
            _ = write(wakeInput, [0], 1)
        }
    }

    private func readBlocking() -> [UInt8]? {
        while true {
            var waiting = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wakeOutput, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&waiting, 2, -1) >= 0 || errno == EINTR else { return nil }
            if waiting[1].revents != 0 { return nil }
            guard waiting[0].revents != 0 else { continue }
            var bytes = [UInt8](repeating: 0, count: Self.readLength)
            let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return nil }
            return Array(bytes.prefix(count))
        }
    }
}
