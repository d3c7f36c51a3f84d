#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads and writes files in a place where somebody hostile may have been: links are not followed, and what
/// is no plain file is refused at once instead of being waited for.
enum FileReading {
    /// The file at a path, relative to a directory if one is given, from an offset to its end.
    static func contents(
        of path: String, in directory: Int32 = AT_FDCWD, from offset: Int = 0, maximumBytes: Int
    ) throws(SystemError) -> [UInt8] {
        let descriptor = openat(directory, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ELOOP { throw SystemError(message: "it is a symbolic link now") }
            throw .current
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .current }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw SystemError(message: "it is no plain file now")
        }
        guard status.st_nlink == 1 else { throw SystemError(message: "it has more than one name now") }
        guard lseek(descriptor, offset, SEEK_SET) >= 0 else { throw .current }
        return try read(descriptor, maximumBytes: maximumBytes)
    }

    /// Creates a file of the owner's alone with these bytes.
    static func create(_ path: String, in directory: Int32, contents: [UInt8]) throws(SystemError) {
        let descriptor = openat(directory, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .current }
        defer { close(descriptor) }
        var written = 0
        while written < contents.count {
            let count = contents[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno != EINTR { throw .current }
            written += max(0, count)
        }
    }

    private static func read(_ descriptor: Int32, maximumBytes: Int) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        let pieceSize = 64 * 1024
        while true {
            var count = 0
            let piece = [UInt8](unsafeUninitializedCapacity: pieceSize) { buffer, initializedCount in
                count = Glibc.read(descriptor, buffer.baseAddress, pieceSize)
                initializedCount = max(0, count)
            }
            if count < 0 && errno == EINTR { continue }
            if count < 0 { throw .current }
            if count == 0 { return bytes }
            bytes += piece
            if bytes.count > maximumBytes {
                throw SystemError(message: "it is larger than \(maximumBytes) bytes")
            }
        }
    }
}
