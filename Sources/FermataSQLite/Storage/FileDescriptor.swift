import FermataJournal

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// An open file that is closed with its last reference and never inherited by a program this process starts.
final class FileDescriptor: Sendable {
    let number: Int32
    let path: String

    /// Opens a file, creating it for its owner alone if `flags` ask for that.
    convenience init(path: String, flags: Int32) throws(JournalError) {
        let opened = open(path, flags | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw .system(errno, path: path) }
        self.init(number: opened, path: path)
    }

    /// Opens a file; `nil` when there is none.
    convenience init?(existing path: String, flags: Int32) throws(JournalError) {
        let opened = open(path, flags | O_CLOEXEC)
        guard opened >= 0 else {
            if errno == ENOENT { return nil }
            throw .system(errno, path: path)
        }
        self.init(number: opened, path: path)
    }

    private init(number: Int32, path: String) {
        self.number = number
        self.path = path
    }

    deinit {
        // Nothing was written through this descriptor that its closing could lose.
        close(number)
    }

    /// Tries to lock the file; `false` when somebody else's lock forbids it.
    func lock(_ operation: Int32) throws(JournalError) -> Bool {
        while flock(number, operation | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: return false
            case let code: throw .system(code, path: path)
            }
        }
        return true
    }

    /// Whether the file is still the one that its path names.
    func isLinked() throws(JournalError) -> Bool {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw .system(errno, path: path) }
        return status.st_nlink > 0
    }
}

/// The folders and files of a journal, open to nobody but their owner.
enum PrivateFiles {
    /// Makes a folder, and those above it that are missing.
    static func makeDirectory(_ path: String) throws(JournalError) {
        try makeDirectory(path, makingParent: true)
    }

    private static func makeDirectory(_ path: String, makingParent: Bool) throws(JournalError) {
        if mkdir(path, 0o700) == 0 {
            try synchronizeDirectory(parent(of: path))
            return
        }
        switch errno {
        case EEXIST:
            var status = stat()
            guard stat(path, &status) == 0 else { throw .system(errno, path: path) }
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw .storage(path: path, detail: "it is no folder")
            }
        case ENOENT where makingParent && parent(of: path) != path:
            try makeDirectory(parent(of: path))
            // Where nothing can be made, as in /proc, the folder is "missing" however often one tries.
            try makeDirectory(path, makingParent: false)
        case let code: throw .system(code, path: path)
        }
    }

    /// Makes an empty file unless there is one, so that it begins its life with narrow rights.
    static func makeFile(_ path: String) throws(JournalError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return }
            throw .system(errno, path: path)
        }
        close(descriptor)
        try synchronizeDirectory(parent(of: path))
    }

    /// A new name survives a power failure only when the folder that lists it is written too.
    private static func synchronizeDirectory(_ path: String) throws(JournalError) {
        let directory = try FileDescriptor(path: path, flags: O_RDONLY)
        guard fsync(directory.number) == 0 else { throw .system(errno, path: path) }
    }

    private static func parent(of path: String) -> String {
        let trimmed = path.last == "/" ? path.dropLast() : path[...]
        guard let slash = trimmed.lastIndex(of: "/") else { return "." }
        return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    }
}
