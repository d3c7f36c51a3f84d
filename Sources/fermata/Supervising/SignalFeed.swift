import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where the handler writes the number of a signal that came; -1 while nobody reads.
private let signalPipeInput = Atomic<Int32>(-1)

/// The signals that ask this process to end, as they come.
struct SignalFeed {
    /// The signals that are caught.
    static let numbers = [SIGINT, SIGTERM, SIGHUP]
    private let reader: ByteReader

    /// Catches the signals from now on. They are caught by a handler and not ignored, so that commands which
    /// are started do not inherit that.
    init() throws(FileProblem) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            throw FileProblem(path: "a pipe", problem: String(cString: strerror(errno)))
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        signalPipeInput.store(ends[1], ordering: .relaxed)
        reader = try ByteReader(ends[0])
        for number in Self.numbers {
            signal(number) { number in
                let saved = errno
                var byte = UInt8(truncatingIfNeeded: number)
                _ = write(signalPipeInput.load(ordering: .relaxed), &byte, 1)
                errno = saved
            }
        }
    }

    /// The signals that have come since the last look; waits for one. `nil` when the task is cancelled.
    func next() async -> [Int32]? {
        await reader.read()?.map(Int32.init)
    }

    /// From now on the signals end the process at once again.
    static func release() {
        for number in numbers { signal(number, SIG_DFL) }
    }
}
