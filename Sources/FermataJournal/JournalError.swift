public import FermataCore

/// Why a journal did not do what it was asked: reload, retry, or tell the person.
public enum JournalError: Error, Hashable, Sendable {
    /// Somebody else appended first: reload the run, decide again. Carries the run's revision.
    case conflict(actual: Revision)
    /// The writer's lease was taken over: stop carrying out this run. Carries the newest epoch.
    case fenced(newest: Epoch)
    /// Another living process carries out the run.
    case leased(by: Owner)
    /// There is no such run.
    case notFound(RunID)
    /// The disk is full. Nothing of the append was kept.
    case diskFull(path: String)
    /// The journal may not be written.
    case readOnly(path: String)
    /// The journal's file is damaged or no journal at all.
    case damaged(path: String, detail: String)
    /// A newer version of Fermata wrote the journal.
    case newerVersion(path: String, found: Int, supported: Int)
    /// Another process kept the journal locked for too long: try again.
    case busy(path: String)
    /// The run's log is damaged or made by a newer version: put the run aside, go on with the others.
    case inconsistent(Inconsistency)
    /// Any other failure of the storage.
    case storage(path: String, detail: String)
}

extension JournalError: CustomStringConvertible {
    /// What happened, where, and what to do next.
    public var description: String {
        switch self {
        case .conflict(let actual):
            "Somebody else changed the run first (it is now at revision \(actual)). "
                + "Read it again and decide again."
        case .fenced(let newest):
            "Another process has taken the run over (lease \(newest)). "
                + "This one carries out nothing more of it."
        case .leased(let owner):
            "\(owner.label) carries out the run. Wait until it ends, or take the run over by force."
        case .notFound(let run):
            "There is no run \(run). `fermata runs` lists the runs there are."
        case .diskFull(let path):
            "The disk that holds \(path) is full. Nothing was written; make room and try again."
        case .readOnly(let path):
            "The journal \(path) may not be written. Check the rights on the file and its folder."
        case .damaged(let path, let detail):
            "The journal \(path) is damaged or no journal: \(detail). Move it aside or restore a backup."
        case .newerVersion(let path, let found, let supported):
            "The journal \(path) has format \(found); this version of Fermata knows formats up to "
                + "\(supported). Use the newer version that wrote it."
        case .busy(let path):
            "The journal \(path) stayed locked or overloaded for too long. Nothing was written; try again."
        case .inconsistent(let inconsistency):
            "The log is damaged: \(inconsistency). `fermata audit verify` says more. "
                + "Other runs are not affected."
        case .storage(let path, let detail):
            "The journal \(path) could not be read or written: \(detail)."
        }
    }
}
