import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where lines for people and programs go. Whole lines are written in one piece, from whatever task they
/// come.
///
/// A reader who goes away, as `| head` does, is no error: what follows has no one to go to and is dropped.
final class Console: Sendable {
    private let output: Mutex<Int32?>
    private let errors: Mutex<Int32?>

    init(output: Int32 = STDOUT_FILENO, errors: Int32 = STDERR_FILENO) {
        self.output = Mutex(output)
        self.errors = Mutex(errors)
    }

    /// Writes a line to standard output.
    func write(_ line: String) {
        Self.write(line + "\n", to: output)
    }

    /// Writes bytes and a line feed to standard output, unchanged.
    func write(bytes: [UInt8]) {
        Self.write(bytes + [UInt8(ascii: "\n")], to: output)
    }

    /// Writes a line to standard error.
    func writeError(_ line: String) {
        Self.write(line + "\n", to: errors)
    }

    /// Writes a question to standard error without ending the line.
    func prompt(_ text: String) {
        Self.write(text, to: errors)
    }

    /// Whether a person can be asked: standard input and output are terminals.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    private static func write(_ text: String, to target: borrowing Mutex<Int32?>) {
        write(Array(text.utf8), to: target)
    }

    private static func write(_ content: [UInt8], to target: borrowing Mutex<Int32?>) {
        target.withLock { descriptor in
            guard let open = descriptor else { return }
            var bytes = content[...]
            while !bytes.isEmpty {
                let count = bytes.withUnsafeBytes { Glibc.write(open, $0.baseAddress, $0.count) }
                if count >= 0 {
                    bytes = bytes.dropFirst(count)
                } else if errno != EINTR {
                    descriptor = nil
                    return
                }
            }
        }
    }
}
