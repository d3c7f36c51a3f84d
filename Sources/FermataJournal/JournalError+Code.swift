extension JournalError {
    /// A name for programs that never changes.
    public var code: String {
        switch self {
        case .conflict: "journal.conflict"
        case .fenced: "journal.fenced"
        case .leased: "run.leased"
        case .notFound: "run.unknown"
        case .diskFull: "journal.disk-full"
        case .readOnly: "journal.read-only"
        case .damaged: "journal.damaged"
        case .newerVersion: "journal.newer-version"
        case .busy: "journal.busy"
        case .inconsistent: "run.log-damaged"
        case .storage: "journal.storage"
        }
    }
}
