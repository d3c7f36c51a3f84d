public import FermataCore
public import FermataJournal

extension LoadedRun {
    /// What keeps a run's log from being folded; `nil` when nothing does.
    ///
    /// - Throws: when the journal cannot be read at all.
    public static func damage(
        of run: RunID, in journal: any Journal
    ) async throws(EngineError) -> Inconsistency? {
        do {
            _ = try await load(run, from: journal)
            return nil
        } catch {
            guard let inconsistency = error.inconsistency else { throw error }
            return inconsistency
        }
    }
}

extension EngineError {
    /// What is wrong with the one run's log, when that is the reason.
    public var inconsistency: Inconsistency? {
        switch self {
        case .inconsistent(let inconsistency), .journal(.inconsistent(let inconsistency)): inconsistency
        case .refused, .journal, .contended, .expired, .shutDown: nil
        }
    }
}
