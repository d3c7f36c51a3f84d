#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Removes a directory and all that is in it, however deep, without following a link.
enum DirectoryRemoval {
    /// How often the same directory is emptied again because somebody still puts things into it.
    private static let maximumPasses = 1000

    /// Removes it as far as the system lets it; says whether nothing is left.
    @discardableResult
    static func remove(path: String) -> Bool {
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        if directory >= 0 {
            empty(directory)
            close(directory)
        }
        return rmdir(path) == 0 || errno == ENOENT
    }

    /// Files are unlinked; what a directory holds is moved up, so that depth costs neither stack nor
    /// descriptors.
    private static func empty(_ top: Int32) {
        var movedCount = 0
        for _ in 0..<maximumPasses {
            let names = names(in: top)
            if names.isEmpty { return }
            for name in names where unlinkat(top, name, 0) != 0 && unlinkat(top, name, AT_REMOVEDIR) != 0 {
                fchmodat(top, name, 0o700, 0)
                let inner = openat(top, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                guard inner >= 0 else { continue }
                for innerName in Self.names(in: inner) {
                    movedCount += 1
                    renameat(inner, innerName, top, ".moved-\(movedCount)")
                }
                close(inner)
                unlinkat(top, name, AT_REMOVEDIR)
            }
        }
    }

    /// What is in an open directory, as C strings.
    static func names(in directory: Int32) -> [[CChar]] {
        let copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { return [] }
        guard let stream = fdopendir(copy) else {
            close(copy)
            return []
        }
        defer { closedir(stream) }
        var names: [[CChar]] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0]
            }
            if name != [0x2E, 0] && name != [0x2E, 0x2E, 0] { names.append(name) }
        }
        return names
    }
}
