import FermataAgents
import FermataClient
import FermataCore
import FermataJournal
import FermataPlaybook
import FermataRuntime
import FermataServer

/// Why a command did not do what was asked: a message for people, a name for programs, and how the process
/// ends.
struct CommandFailure: Error, Hashable {
    /// A name for programs that never changes, if there is one.
    var code: String?
    /// What happened and what to do.
    var message: String
    /// How the process ends.
    var status: ExitStatus

    init(_ message: String, code: String? = nil, status: ExitStatus = .error) {
        self.code = code
        self.message = message
        self.status = status
    }

    /// The failure behind any error that a command can meet.
    init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as EngineError: self.init(error)
        case let error as JournalError: self.init(error)
        case let refusal as Refusal: self.init(refusal)
        case let failure as ServerFailure: self.init(failure)
        case let error as AccessError: self.init(error)
        case let error as PlaybookError:
            self.init(error.description, code: error.code, status: .playbook)
        case let error as InputError: self.init(error.description, code: error.code, status: .playbook)
        case let error as FileProblem: self.init(error.description)
        default: self.init("\(error)")
        }
    }

    init(_ error: EngineError) {
        switch error {
        case .refused(let refusal): self.init(refusal)
        case .journal(let error): self.init(error)
        case .inconsistent(let inconsistency): self.init(JournalError.inconsistent(inconsistency))
        case .expired: self.init(error.description, code: error.code)
        case .contended, .shutDown: self.init(error.description)
        }
    }

    init(_ refusal: Refusal) {
        self.init(refusal.description, code: refusal.code, status: .refused)
    }

    init(_ error: JournalError) {
        switch error {
        case .leased(let owner):
            let message =
                "\(owner.label) carries this run out already. "
                + "From here you can `watch` and `show` it, decide its gates and intervene; "
                + "`fermata resume RUN --force` takes it away from that process."
            self.init(message, code: error.code, status: .refused)
        case .fenced, .notFound, .conflict:
            self.init(error.description, code: error.code, status: .refused)
        case .diskFull, .readOnly, .damaged, .newerVersion, .busy, .inconsistent, .storage:
            self.init(error.description, code: error.code)
        }
    }
}

/// A file that cannot be read or written.
struct FileProblem: Error, Hashable, CustomStringConvertible {
    var path: String
    var problem: String

    var description: String { "\(path): \(problem)" }
}
