import FermataCore
import FermataJournal
import FermataRuntime

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension LocalConductor {
    /// How long a dead process's commands are waited for: longer than the grace they have to end.
    private static let endingLimitMilliseconds: Int64 = 15_000
    /// How often it is looked whether they have ended; nobody is there any more who could tell.
    private static let lookIntervalMilliseconds: Int64 = 50

    /// The process that carries a run out. After one that has died, the last of its commands are waited for.
    func settledOwner(of run: RunID) async throws -> String? {
        let start = clock.now
        while let owner = try await journal.owner(of: run) {
            let waited = clock.now.milliseconds(since: start)
            guard owner.hasDied, waited < Self.endingLimitMilliseconds else { return owner.label }
            if waited < Self.lookIntervalMilliseconds {
                console.writeError("\(owner.label) has died; waiting until what it had started has ended.")
            }
            try await clock.wait(
                until: Timestamp(milliseconds: clock.now.milliseconds + Self.lookIntervalMilliseconds))
        }
        return nil
    }
}

extension Owner {
    /// The owner of that process, named so that others on this machine can tell whether it lives.
    init(process: Int32, host: String) {
        self.init(
            id: "\(process)-\(CrockfordText.random(length: 10))", label: "\(host), process \(process)")
    }

    /// Whether there is no such process any more: then only the end of what it had started is waited for.
    var hasDied: Bool {
        guard let word = id.split(separator: "-").first, let process = Int32(word), process > 0 else {
            return false
        }
        return kill(process, 0) != 0 && errno == ESRCH
    }
}
