#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that the server reads, with what tells one version of it from another.
struct ServedFile: Sendable {
    /// Why a file could not be read.
    enum Problem: Error, Hashable {
        /// There is none, or it is no plain file.
        case missing
        /// It is larger than the limit, in bytes.
        case tooLarge(limit: Int)
        /// The system's number for what went wrong.
        case system(Int32)
    }

    /// The whole content.
    var bytes: [UInt8]
    /// Changes whenever the file does.
    var version: String

    /// How much is read at once, in bytes.
    private static let chunkByteCount = 64 << 10

    /// Reads a plain file of at most that many bytes.
    static func read(_ path: String, limit: Int) throws(Problem) -> ServedFile {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw errno == ENOENT || errno == ENOTDIR ? .missing : .system(errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .missing }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(limit, Int(status.st_size)))
        var chunk = [UInt8](repeating: 0, count: chunkByteCount)
        while true {
            let count = chunk.withUnsafeMutableBytes { readBytes(descriptor, $0) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system(errno) }
            if count == 0 { break }
            bytes.append(contentsOf: chunk.prefix(count))
            guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
        }
        let time = status.st_mtim
        let words = [Int(time.tv_sec), time.tv_nsec, bytes.count].map { String($0, radix: 36) }
        return ServedFile(bytes: bytes, version: words.joined(separator: "-"))
    }

    private static func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #else
            Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }

    /// The path without symbolic links and dots, if there is something.
    static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The names in a folder, sorted, hidden ones left out; `nil` when it cannot be read.
    static func names(in folder: String) -> [String]? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
