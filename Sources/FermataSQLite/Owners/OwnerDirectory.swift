import FermataCore
import FermataJournal
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The lock files beside the database that tell which owners live.
final class OwnerDirectory: Sendable {
    /// The guard is held for microseconds. When a process was halted while holding it, others give up after
    /// this many attempts, one millisecond apart.
    static let maximumGuardAttempts = 5_000
    private static let guardPauseMicroseconds: UInt32 = 1_000
    /// Files of dead owners that a new one removes at most; the next one goes on.
    static let maximumSweptFiles = 1_024
    private static let suffix = ".lock"

    private let location: JournalLocation
    /// The owners that live in this process.
    private let held = Mutex<[String: OwnerLock]>([:])

    init(_ location: JournalLocation) {
        self.location = location
    }

    /// The file of an owner. An id that is no plain name is written as its digest, so that no id leaves the
    /// folder.
    func path(of owner: String) -> String {
        let name =
            RunID(owner) == nil ? "digest-\(Digest(of: owner.utf8).hexadecimal)" : owner
        return "\(location.ownersDirectory)/\(name)\(Self.suffix)"
    }

    /// Makes the owner count as living until `retire`, or until this process ends. Files of owners that were
    /// killed before they had a run, so that nobody ever asks about them, are removed by the way. May block
    /// the thread.
    func enroll(_ owner: String) throws(JournalError) {
        if isHeld(owner) { return }
        try withGuard { () throws(JournalError) in try takeLock(of: owner) }
    }

    /// The same for a task, which holds no thread while the guard is taken.
    func enrollFromTask(_ owner: String) async throws(JournalError) {
        if isHeld(owner) { return }
        try await awaitingGuard { () throws(JournalError) in try takeLock(of: owner) }
    }

    /// Gives the owner's lock back, and removes the file unless a process still works for the owner.
    func retireFromTask(_ owner: String) async throws(JournalError) {
        let wasHeld = held.withLock { $0.removeValue(forKey: owner) != nil }
        if wasHeld { _ = try await isAliveFromTask(owner) }
    }

    /// Whether a process of the owner lives. The file of one that does not is removed. May block the thread.
    func isAlive(_ owner: String) throws(JournalError) -> Bool {
        try withGuard { () throws(JournalError) in try isLocked(path(of: owner)) }
    }

    /// The same for a task, which holds no thread while the guard is taken.
    func isAliveFromTask(_ owner: String) async throws(JournalError) -> Bool {
        try await awaitingGuard { () throws(JournalError) in try isLocked(path(of: owner)) }
    }

    private func isHeld(_ owner: String) -> Bool { held.withLock { $0[owner] != nil } }

    /// Only under the guard. Two that take the lock of one owner at once both hold it, and one of them stays.
    private func takeLock(of owner: String) throws(JournalError) {
        for name in fileNames().prefix(Self.maximumSweptFiles) {
            _ = try isLocked("\(location.ownersDirectory)/\(name)")
        }
        let descriptor = try FileDescriptor(path: path(of: owner), flags: O_RDWR | O_CREAT)
        guard try descriptor.lock(LOCK_SH) else { throw .busy(path: descriptor.path) }
        held.withLock { $0[owner] = OwnerLock(descriptor: descriptor) }
    }

    /// Whether a process holds the lock; the file is removed if none does. Only under the guard.
    private func isLocked(_ path: String) throws(JournalError) -> Bool {
        guard let descriptor = try FileDescriptor(existing: path, flags: O_RDWR) else { return false }
        guard try descriptor.lock(LOCK_EX) else { return true }
        guard unlink(path) == 0 else { throw .system(errno, path: path) }
        return false
    }

    private func fileNames() -> [String] {
        // A folder that cannot be read is told about by whoever makes a file in it.
        guard let directory = opendir(location.ownersDirectory) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(Self.suffix) { names.append(name) }
        }
        return names
    }

    /// Runs `body` while no other process makes or judges locks: two that judged one owner at the same time
    /// would each take the other's probe for a sign of life.
    ///
    /// Blocks the thread while another process has the guard, so it is for threads that belong to nobody
    /// else: the writing connection's, and the one on which a journal is opened.
    func withGuard<Value>(_ body: () throws(JournalError) -> Value) throws(JournalError) -> Value {
        let door = try FileDescriptor(path: location.guardPath, flags: O_RDWR | O_CREAT)
        for _ in 0..<Self.maximumGuardAttempts {
            if try door.lock(LOCK_EX) { return try body() }
            // Reason: nothing signals that a file lock is free, but a call that could wait forever.
            // The kernel has no lock with a time limit, and a blocking one could
            // wait forever for a process that was halted.
            usleep(Self.guardPauseMicroseconds)
        }
        throw .busy(path: location.guardPath)
    }

    /// The same for a task: it gives its thread back between two tries.
    private func awaitingGuard<Value>(
        _ body: () throws(JournalError) -> Value
    ) async throws(JournalError) -> Value {
        let door = try FileDescriptor(path: location.guardPath, flags: O_RDWR | O_CREAT)
        for _ in 0..<Self.maximumGuardAttempts {
            if try door.lock(LOCK_EX) { return try body() }
            await Self.pause()
        }
        throw .busy(path: location.guardPath)
    }

    /// Takes its time also in a task that is cancelled: a lock must be given back in good order then too.
    private static func pause() async {
        await Task.detached {
            do {
                // Reason: nothing signals that a file lock is free; see `withGuard`.
                try await Task.sleep(for: .microseconds(Int(guardPauseMicroseconds)))
            } catch {
                // Nobody cancels this task; without the pause the next try would only come sooner.
                return
            }
        }.value
    }
}
