#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The terminal itself: its modes, its size and its bytes. What is changed here is restored on every way out,
/// also by signals and crashes.
final class TerminalDevice: Sendable {
    private static let enter = "\u{1B}[?1049h\u{1B}[?2004h\u{1B}[?25l"
    /// Cleared first, for terminals that have no second screen to leave.
    private static let leave = "\u{1B}[0m\u{1B}[2J\u{1B}[H\u{1B}[?25h\u{1B}[?2004l\u{1B}[?1049l"

    let input: Int32
    let output: Int32
    /// What takes in standard error, if that goes to a terminal.
    let errors: ErrorCapture?
    private let cookedMode: termios

    /// The terminal of this process; `nil` when it has none that can show the view.
    init?(input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO) {
        self.input = input
        self.output = output
        var mode = termios()
        guard isatty(output) == 1, tcgetattr(input, &mode) == 0 else { return nil }
        cookedMode = mode
        errors = ErrorCapture()
    }

    /// Its size; 80 by 24 when it does not say.
    var size: TerminalSize {
        var size = winsize()
        guard ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return TerminalSize(columns: 80, rows: 24)
        }
        return TerminalSize(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }

    /// Takes the terminal: keys come one by one, and the view has a screen of its own.
    func open() {
        TerminalRestoration.arm(
            input: input, output: output, errors: errors?.original, mode: cookedMode, sequence: Self.leave)
        errors?.begin()
        var mode = cookedMode
        cfmakeraw(&mode)
        // Whole lines of output that other parts of the process may still write keep their form.
        mode.c_oflag |= tcflag_t(OPOST)
        tcsetattr(input, TCSADRAIN, &mode)
        write(Array(Self.enter.utf8))
    }

    /// Gives the terminal back as it was.
    func close() {
        TerminalRestoration.restore()
    }

    /// Throws away what was typed and not read yet.
    func dropTypedInput() {
        tcflush(input, TCIFLUSH)
    }

    /// Writes everything, however slowly the terminal takes it. A terminal that has gone takes nothing; that
    /// is noticed where its keys are read.
    func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var ready = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
                poll(&ready, 1, -1)
            } else if errno != EINTR {
                return
            }
        }
    }

    /// Stops this process as Ctrl-Z does, and returns when it is woken.
    func suspend() {
        signal(SIGTSTP, SIG_DFL)
        // The whole group: a `make` that started this process has to give the terminal back, too.
        kill(0, SIGTSTP)
    }
}
