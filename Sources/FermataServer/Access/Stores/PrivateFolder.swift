#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Folders that are open to nobody but their owner.
enum PrivateFolder {
    /// Makes a folder and those above it that are missing. One that is there already must be this user's own,
    /// and is closed to everybody else.
    static func make(_ path: String) throws(AccessError) {
        try make(path, makingParent: true)
    }

    private static func make(_ path: String, makingParent: Bool) throws(AccessError) {
        if mkdir(path, 0o700) == 0 {
            try synchronize(parent(of: path))
            return
        }
        switch errno {
        case EEXIST: try secure(path)
        case ENOENT where makingParent && parent(of: path) != path:
            try makeParent(parent(of: path))
            try make(path, makingParent: false)
        case let code: throw .system(code, path: path)
        }
    }

    /// What stands above may be open to others, as a home is; what is missing of it is made for its owner.
    private static func makeParent(_ path: String) throws(AccessError) {
        var status = stat()
        if stat(path, &status) == 0 { return }
        try make(path, makingParent: true)
    }

    private static func secure(_ path: String) throws(AccessError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw .system(errno, path: path) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .storage(path: path, detail: "is no folder") }
        guard status.st_uid == geteuid() else {
            throw .storage(path: path, detail: "belongs to another user")
        }
        guard status.st_mode & 0o077 != 0 else { return }
        guard chmod(path, 0o700) == 0 else { throw .system(errno, path: path) }
    }

    /// A new or removed name survives a power failure only when the folder that lists it is written too.
    static func synchronize(_ path: String) throws(AccessError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        guard descriptor >= 0 else { throw .system(errno, path: path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system(errno, path: path) }
    }

    /// Runs a body while no other process runs one on the same folder.
    static func withLock<Value>(
        on path: String, _ body: () throws(AccessError) -> Value
    ) throws(AccessError) -> Value {
        try make(path)
        let file = "\(path)/lock"
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .system(errno, path: file) }
        // Closing gives the lock back.
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .system(errno, path: file) }
        }
        return try body()
    }

    private static func parent(of path: String) -> String {
        let trimmed = path.last == "/" ? path.dropLast() : path[...]
        guard let slash = trimmed.lastIndex(of: "/") else { return "." }
        return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    }
}
