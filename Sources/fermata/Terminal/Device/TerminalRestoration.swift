import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What it takes to give the terminal back, kept where a signal handler can reach it: the process may crash
/// or be ended while the view has the terminal, and must not leave it unusable.
enum TerminalRestoration {
    /// Signals of a crash. After the terminal was restored they do what they did before.
    private static let crashes = [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP]

    private static let isArmed = Atomic<Bool>(false)
    private static let input = Atomic<Int32>(-1)
    private static let output = Atomic<Int32>(-1)
    private static let errors = Atomic<Int32>(-1)
    /// Addresses as numbers, because atomics hold no pointers that may be shared. The memory is never given
    /// back, so that a handler can never find it gone.
    private static let mode = Atomic<UInt>(0)
    private static let sequence = Atomic<UInt>(0)
    private static let sequenceByteCount = Atomic<Int>(0)
    private static let earlierActions = Atomic<UInt>(0)

    /// From now on the terminal is restored on every way out.
    static func arm(input: Int32, output: Int32, errors: Int32?, mode: termios, sequence: String) {
        Self.input.store(input, ordering: .relaxed)
        Self.output.store(output, ordering: .relaxed)
        Self.errors.store(errors ?? -1, ordering: .relaxed)
        if Self.mode.load(ordering: .relaxed) == 0 {
            let kept = UnsafeMutablePointer<termios>.allocate(capacity: 1)
            kept.initialize(to: mode)
            Self.mode.store(UInt(bitPattern: kept), ordering: .relaxed)
            let bytes = Array(sequence.utf8)
            let text = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
            text.initialize(from: bytes, count: bytes.count)
            Self.sequence.store(UInt(bitPattern: text), ordering: .relaxed)
            sequenceByteCount.store(bytes.count, ordering: .relaxed)
            atexit { TerminalRestoration.restore() }
            catchCrashes()
        }
        isArmed.store(true, ordering: .sequentiallyConsistent)
    }

    /// Restores the terminal if it is taken. Calls only what a signal handler may call.
    static func restore() {
        guard isArmed.exchange(false, ordering: .sequentiallyConsistent) else { return }
        let errors = errors.load(ordering: .relaxed)
        if errors >= 0 { dup2(errors, STDERR_FILENO) }
        _ = write(
            output.load(ordering: .relaxed), UnsafeRawPointer(bitPattern: sequence.load(ordering: .relaxed)),
            sequenceByteCount.load(ordering: .relaxed))
        guard let saved = UnsafePointer<termios>(bitPattern: mode.load(ordering: .relaxed)) else { return }
        tcsetattr(input.load(ordering: .relaxed), TCSANOW, saved)
    }

    private static func catchCrashes() {
        let earlier = UnsafeMutablePointer<sigaction>.allocate(capacity: 65)
        earlier.initialize(repeating: sigaction(), count: 65)
        earlierActions.store(UInt(bitPattern: earlier), ordering: .relaxed)
        for number in crashes {
            var action = sigaction()
            action.sa_flags = Int32(SA_ONSTACK)
            action.__sigaction_handler.sa_handler = { number in
                TerminalRestoration.restore()
                // What was there before, such as the report of the crash, gets the signal when it comes
                // again.
                let address = TerminalRestoration.earlierActions.load(ordering: .relaxed)
                guard let earlier = UnsafePointer<sigaction>(bitPattern: address) else { return }
                sigaction(number, earlier + Int(number), nil)
                raise(number)
            }
            sigaction(number, &action, earlier + Int(number))
        }
    }
}
