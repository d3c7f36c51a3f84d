#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Files as whole byte arrays.
enum FileAccess {
    /// How much is read at once.
    private static let chunkLength = 64 << 10

    /// Reads a file, or standard input for `-`, of at most that many bytes.
    static func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw problem(path) }
        defer { if path != "-" { close(descriptor) } }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: chunkLength)
        while true {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw problem(path) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk.prefix(count))
            guard bytes.count <= limit else {
                throw FileProblem(path: path, problem: "is larger than \(limit) bytes")
            }
        }
    }

    /// Whether there is something at a path; standard input is always there.
    static func exists(_ path: String) -> Bool { path == "-" || access(path, F_OK) == 0 }

    /// Writes a file that did not exist, readable by its owner alone.
    static func write(_ bytes: [UInt8], toNew path: String) throws(FileProblem) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw problem(path) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw problem(path) }
            rest = rest.dropFirst(count)
        }
    }

    /// The absolute working directory.
    static func workingDirectory() throws(FileProblem) -> String {
        guard let path = realpath(".", nil) else { throw problem("the working directory") }
        defer { free(path) }
        return String(cString: path)
    }

    /// The absolute path of a directory that exists.
    static func directory(_ path: String) throws(FileProblem) -> String {
        guard let resolved = realpath(path, nil) else { throw problem(path) }
        defer { free(resolved) }
        let absolute = String(cString: resolved)
        var status = stat()
        guard stat(absolute, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw FileProblem(path: path, problem: "is no directory")
        }
        return absolute
    }

    private static func problem(_ path: String) -> FileProblem {
        FileProblem(path: path, problem: String(cString: strerror(errno)))
    }
}
