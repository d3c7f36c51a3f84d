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
    /// Any other failure of the storage.
    case storage(path: String, detail: String)
}
