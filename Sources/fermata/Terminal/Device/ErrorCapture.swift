#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Takes in what this process writes to standard error while the view has the terminal: a warning in the
/// middle of the screen could not be read, and would stay there.
struct ErrorCapture {
    /// Where the lines can be read.
    let reader: Int32
    /// Standard error as it was.
    let original: Int32
    private let writer: Int32

    /// `nil` when standard error goes elsewhere than to a terminal, and disturbs nobody.
    init?() {
        guard isatty(STDERR_FILENO) == 1 else { return nil }
        var ends: [Int32] = [0, 0]
        let kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
        guard kept >= 0, pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (original, reader, writer) = (kept, ends[0], ends[1])
    }

    /// From now on, until the terminal is given back, errors are taken in.
    func begin() {
        dup2(writer, STDERR_FILENO)
    }
}
