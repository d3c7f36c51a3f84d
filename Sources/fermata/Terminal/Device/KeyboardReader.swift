import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where the handler writes the number of a signal that came; -1 while no view is open.
private let signalPipe = Atomic<Int32>(-1)

/// Reads the keyboard and catches signals, on a thread of its own because reading a terminal blocks.
///
/// After every piece it waits until the view has taken it in. So what is typed meanwhile stays in the
/// terminal, where it can be thrown away, and an editor that the view opens has the keyboard for itself.
final class KeyboardReader: Sendable {
    /// The most that is read at once.
    static let pieceByteCount = 4096
    /// How long a lone escape waits for the rest of a sequence, and how often time is looked at.
    static let pauseMilliseconds: Int32 = 100
    /// The signals that the view answers.
    static let signals = [SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT]

    private let device: TerminalDevice
    private let inbox: TerminalInbox
    private let takenIn = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let isStopped = Atomic<Bool>(false)
    private let pipeEnds: (read: Int32, write: Int32)

    init?(device: TerminalDevice, inbox: TerminalInbox) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        pipeEnds = (ends[0], ends[1])
        self.device = device
        self.inbox = inbox
    }

    /// Starts reading.
    func start() {
        signalPipe.store(pipeEnds.write, ordering: .relaxed)
        for number in Self.signals { Self.catchSignal(number) }
        DispatchQueue(label: "fermata.keyboard").async { self.read() }
    }

    /// What was read last has been taken in.
    func acknowledge() {
        takenIn.signal()
    }

    /// Stops reading and gives the signals back.
    func stop() {
        for number in Self.signals { signal(number, SIG_DFL) }
        signalPipe.store(-1, ordering: .relaxed)
        isStopped.store(true, ordering: .relaxed)
        takenIn.signal()
        ended.wait()
        close(pipeEnds.read)
        close(pipeEnds.write)
    }

    /// Catches a signal (again).
    static func catchSignal(_ number: Int32) {
        signal(number) { number in
            let saved = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = write(signalPipe.load(ordering: .relaxed), &byte, 1)
            errno = saved
        }
    }

    private func read() {
        defer { ended.signal() }
        var bytes = [UInt8](repeating: 0, count: Self.pieceByteCount)
        while !isStopped.load(ordering: .relaxed) {
            var sources = [
                pollfd(fd: device.input, events: Int16(POLLIN), revents: 0),
                pollfd(fd: pipeEnds.read, events: Int16(POLLIN), revents: 0),
                // A negative descriptor is passed over.
                pollfd(fd: device.errors?.reader ?? -1, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&sources, nfds_t(sources.count), Self.pauseMilliseconds)
            if isStopped.load(ordering: .relaxed) { return }
            if count == 0 {
                inbox.put { $0.isQuiet = true }
                continue
            }
            if sources[1].revents != 0 { readSignals(&bytes) }
            if sources[2].revents != 0 { readErrors(&bytes) }
            guard sources[0].revents != 0 else { continue }
            let read = Glibc.read(device.input, &bytes, bytes.count)
            if read > 0 {
                let typed = Array(bytes[..<read])
                inbox.put { $0.typed.append(typed) }
                takenIn.wait()
            } else if read == 0 || (errno != EINTR && errno != EAGAIN) {
                inbox.put { $0.hasTerminalGone = true }
                return
            }
        }
    }

    private func readErrors(_ bytes: inout [UInt8]) {
        guard let errors = device.errors else { return }
        let count = Glibc.read(errors.reader, &bytes, bytes.count)
        guard count > 0 else { return }
        let written = Array(bytes[..<count])
        inbox.put { $0.logged += written }
    }

    private func readSignals(_ bytes: inout [UInt8]) {
        let count = Glibc.read(pipeEnds.read, &bytes, bytes.count)
        guard count > 0 else { return }
        let numbers = bytes[..<count].map(Int32.init)
        inbox.put { $0.signals += numbers }
    }
}
