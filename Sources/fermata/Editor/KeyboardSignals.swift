#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the keyboard's signals do to this process while another program has the terminal: Ctrl-C and Ctrl-\
/// are meant for that program alone, and Ctrl-Z stops both, so that the shell gets the terminal back.
struct KeyboardSignals {
    /// Signals that only the other program gets.
    static let ignored = [SIGINT, SIGQUIT]
    private var saved: [(number: Int32, action: sigaction)] = []

    /// Hands the keyboard over.
    static func handOver() -> KeyboardSignals {
        var signals = KeyboardSignals()
        for number in ignored { signals.set(number, to: SIG_IGN) }
        signals.set(SIGTSTP, to: SIG_DFL)
        return signals
    }

    /// Restores what the signals did before.
    func takeBack() {
        for (number, action) in saved {
            var action = action
            sigaction(number, &action, nil)
        }
    }

    private mutating func set(_ number: Int32, to handler: sig_t?) {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = handler
        var before = sigaction()
        if sigaction(number, &action, &before) == 0 { saved.append((number, before)) }
    }
}
