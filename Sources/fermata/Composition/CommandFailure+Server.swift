import FermataClient
import FermataCore

extension CommandFailure {
    /// What a server said, or that it said nothing: with the code and the status that the same failure has
    /// when it happens here.
    init(_ failure: ServerFailure) {
        guard case .problem(let problem) = failure else {
            self.init(failure.description, code: failure.code)
            return
        }
        self.init(problem.detail, code: problem.code, status: Self.status(of: problem))
        if problem.code == "access.required" {
            message +=
                "\nGive a token with \(ServerAccess.tokenVariable) or --token-file FILE, or put it into "
                + "\(ServerAccess.tokenFileName) in FERMATA_HOME. "
                + "An admin makes one: fermata token create NAME."
        }
    }

    private static func status(of problem: ServerProblem) -> ExitStatus {
        switch problem.code {
        case "playbook.invalid", "inputs.invalid": .playbook
        default: (400..<500).contains(problem.status) ? .refused : .error
        }
    }
}
