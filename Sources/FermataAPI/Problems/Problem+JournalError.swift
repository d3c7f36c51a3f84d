import FermataCore
public import FermataJournal

extension Problem {
    /// The journal did not do what it was asked. Paths on the server are named only in its own log.
    public init(_ error: JournalError) {
        let (status, title) = Self.kind(of: error)
        let detail: String
        var extras = JSON.object([])
        switch error {
        case .conflict(let actual):
            detail = error.description
            extras = .record(("revision", actual.json))
        case .leased(let owner):
            detail =
                "\(owner.label) carries the run out already. It can be watched, decided and intervened in."
            extras = .record(("owner", owner.label.json))
        case .notFound(let run): detail = "There is no run \(run)."
        case .fenced, .inconsistent: detail = error.description
        case .diskFull: detail = "The server's disk is full. Nothing was written."
        case .readOnly: detail = "The server may not write its journal."
        case .damaged: detail = "The server's journal is damaged or no journal."
        case .newerVersion: detail = "A newer version of Fermata wrote the server's journal."
        case .busy:
            detail = "The journal stayed locked or overloaded for too long. Nothing was written; try again."
        case .storage: detail = "The server's journal could not be read or written."
        }
        self.init(status: status, code: error.code, title: title, detail: detail, extras: extras.memberList)
    }

    private static func kind(of error: JournalError) -> (status: Int, title: String) {
        switch error {
        case .conflict: (409, "Somebody else changed the run first")
        case .fenced: (409, "Another process has taken the run over")
        case .leased: (409, "Another process carries out the run")
        case .notFound: (404, "There is no such run")
        case .inconsistent: (500, "The run's log is damaged")
        case .diskFull: (503, "The disk is full")
        case .readOnly: (503, "The journal may not be written")
        case .damaged: (503, "The journal is damaged")
        case .newerVersion: (503, "The journal is of a newer version")
        case .busy: (503, "The journal is busy")
        case .storage: (503, "The journal failed")
        }
    }
}
