public import FermataJournal

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A shared lock on an owner's file: as long as any process holds one, the owner counts as living.
///
/// The owner takes it for its own life, and so does every process that still works for the owner after the
/// owner was killed. The operating system gives it back when a process ends, however it ends; so there is no
/// time to wait for, and no clock to trust.
public final class OwnerLock: Sendable {
    /// The file.
    public let path: String
    private let descriptor: FileDescriptor

    /// Joins the lock of an owner who lives.
    ///
    /// - Throws: `.storage` when the owner has ended meanwhile: its runs may be somebody else's.
    public convenience init(joining path: String) throws(JournalError) {
        let descriptor = try FileDescriptor(path: path, flags: O_RDONLY)
        guard try descriptor.lock(LOCK_SH), try descriptor.isLinked() else {
            throw .storage(path: path, detail: "the process that this one works for has ended")
        }
        self.init(descriptor: descriptor)
    }

    init(descriptor: FileDescriptor) {
        path = descriptor.path
        self.descriptor = descriptor
    }
}
