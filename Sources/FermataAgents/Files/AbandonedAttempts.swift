#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The directories of attempts that were left when an engine was killed before it had handed them to a
/// supervisor, or together with one.
public enum AbandonedAttempts {
    /// Removes the directory of every owner that has ended.
    ///
    /// An owner has its lock file before it has a directory, so a directory without one belongs to nobody any
    /// more.
    /// - Parameters: - directory: holds one directory for each owner, named like its lock file without the
    ///   suffix `.lock`. - locks: holds the lock files of the owners that live.
    public static func remove(inside directory: String, locks: String) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        for name in DirectoryRemoval.names(in: descriptor) {
            let owner = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if access("\(locks)/\(owner).lock", F_OK) != 0, errno == ENOENT {
                DirectoryRemoval.remove(path: "\(directory)/\(owner)")
            }
        }
    }
}
