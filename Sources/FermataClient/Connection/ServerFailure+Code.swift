extension ServerFailure {
    /// A name for programs that never changes.
    public var code: String {
        switch self {
        case .problem(let problem): problem.code
        case .unreachable: "server.unreachable"
        case .untrusted: "server.untrusted"
        case .lost, .unknownOutcome: "server.connection-lost"
        case .unreadable: "server.unreadable"
        }
    }
}

/// An answer that is no success and says no name of its own.
struct UnnamedAnswer {
    /// Its name.
    var code: String { "server.status" }
}
