import FermataCore
import FermataJournal
import FermataRuntime
import Synchronization

/// Which runs are put aside because their logs are damaged. A log is looked at once; what is appended later
/// was decided on a state that could be folded. A damaged one is looked at again each time, so that a journal
/// that was restored needs no other server.
final class Quarantine: Sendable {
    /// The most runs that are known to be sound; beyond that all are looked at anew.
    static let maximumSoundCount = 10_000

    private let journal: any Journal
    private let sound = Mutex<Set<RunID>>([])

    init(_ journal: any Journal) {
        self.journal = journal
    }

    /// What is wrong with a run's log; `nil` when it can be folded.
    func damage(of run: RunID) async throws(EngineError) -> Inconsistency? {
        if sound.withLock({ $0.contains(run) }) { return nil }
        if let damage = try await LoadedRun.damage(of: run, in: journal) { return damage }
        sound.withLock { sound in
            if sound.count >= Self.maximumSoundCount { sound = [] }
            sound.insert(run)
        }
        return nil
    }
}
