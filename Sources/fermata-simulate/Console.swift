#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The one place that writes to standard output.
enum Console {
    static func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { systemWrite(STDOUT_FILENO, $0.baseAddress, $0.count) }
            // Nobody reads any more; the exit code still says how it went.
            guard count > 0 else { return }
            bytes.removeFirst(count)
        }
    }
}

/// The C library's function, whose name the console's own would hide.
private let systemWrite = write
