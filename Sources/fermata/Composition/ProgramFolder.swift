#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where this program's file is: what belongs to it stands beside it.
enum ProgramFolder {
    /// The folder's absolute path, symbolic links followed.
    static var path: String? {
        guard let resolved = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(resolved) }
        let program = String(cString: resolved)
        return program.lastIndex(of: "/").map { String(program[..<$0]) }
    }
}
