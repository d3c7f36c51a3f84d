import FermataCore
import HTTPTypes

/// Why a request was refused before the rules of a run had anything to say about it.
enum RequestRefusal: Error, Hashable, Sendable {
    /// There is nothing at that address.
    case unknownRoute(String)
    /// What is there does not take that method.
    case methodNotAllowed(String, allowed: [String])
    /// The body is larger than what is read.
    case bodyTooLarge(limit: Int)
    /// The body did not come in time.
    case bodyTooSlow(seconds: Int)
    /// The body is not what was expected.
    case invalidBody(String)
    /// Something in the address's query is not what was expected.
    case invalidQuery(name: String, problem: String)
    /// The change must say what it is based on.
    case preconditionRequired
    /// What the change is based on is no longer so.
    case preconditionFailed(based: String, actual: Int)
    /// The key is no idempotency key.
    case invalidKey
    /// The key was used for something else.
    case reusedKey
    /// There is no such playbook.
    case unknownPlaybook(String, nearest: String?)
    /// There are no such bytes in the run.
    case unknownPayload(String)
    /// There is no run of that name, and there cannot be one.
    case unknownRun(String)
    /// One stream watches as many runs as it may already.
    case tooManyWatched(limit: Int)
    /// The run does not have that many events.
    case unknownRevision(RunID, Int, newest: Int)
    /// A verdict on that gate waits to be carried out.
    case verdictPending(String)
    /// No verdict on that gate waits to be carried out.
    case noVerdictPending(String)
    /// There is no such directory.
    case unknownDirectory(String)
    /// The server is ending.
    case shuttingDown
    /// Something failed that should not.
    case internalFailure(request: String)
}

extension RequestRefusal {
    /// A name for programs that never changes.
    var code: String {
        switch self {
        case .unknownRoute: "route.unknown"
        case .methodNotAllowed: "route.method-not-allowed"
        case .bodyTooLarge: "body.too-large"
        case .bodyTooSlow: "body.too-slow"
        case .invalidBody: "body.invalid"
        case .invalidQuery: "query.invalid"
        case .preconditionRequired: "plan.base-required"
        case .preconditionFailed: "plan.stale-revision"
        case .invalidKey: "idempotency.invalid"
        case .reusedKey: "idempotency.reused"
        case .unknownPlaybook: "playbook.unknown"
        case .unknownPayload: "payload.unknown"
        case .unknownRun: "run.unknown"
        case .tooManyWatched: "feed.too-many-runs"
        case .unknownRevision: "run.revision-unknown"
        case .verdictPending: "verdict.pending"
        case .noVerdictPending: "verdict.not-pending"
        case .unknownDirectory: "directory.unknown"
        case .shuttingDown: "server.shutting-down"
        case .internalFailure: "server.internal"
        }
    }

    /// The status that says the same.
    var status: HTTPResponse.Status {
        switch self {
        case .unknownRoute, .unknownPlaybook, .unknownPayload, .unknownRun, .unknownRevision,
            .noVerdictPending:
            .notFound
        case .tooManyWatched: .tooManyRequests
        case .methodNotAllowed: .methodNotAllowed
        case .bodyTooLarge: .contentTooLarge
        case .bodyTooSlow: .requestTimeout
        case .invalidBody, .invalidQuery, .invalidKey: .badRequest
        case .preconditionRequired: .preconditionRequired
        case .preconditionFailed: .preconditionFailed
        case .reusedKey, .unknownDirectory: .unprocessableContent
        case .verdictPending: .conflict
        case .shuttingDown: .serviceUnavailable
        case .internalFailure: .internalServerError
        }
    }

    /// A few words, the same for every refusal with that code.
    var title: String {
        switch self {
        case .unknownRoute: "Nothing is here"
        case .methodNotAllowed: "Not with that method"
        case .bodyTooLarge: "Too large"
        case .bodyTooSlow: "Too slow"
        case .invalidBody, .invalidQuery: "Not understood"
        case .preconditionRequired: "Say what the change is based on"
        case .preconditionFailed: "The plan has changed"
        case .invalidKey: "Not an idempotency key"
        case .reusedKey: "The key was used for something else"
        case .unknownPlaybook: "No such playbook"
        case .unknownPayload: "No such payload"
        case .unknownRun: "There is no such run"
        case .tooManyWatched: "Too many runs are watched"
        case .unknownRevision: "No such revision"
        case .verdictPending: "A verdict is being carried out"
        case .noVerdictPending: "Nothing to withdraw"
        case .unknownDirectory: "No such directory"
        case .shuttingDown: "The server is ending"
        case .internalFailure: "Something went wrong"
        }
    }
}

extension RequestRefusal: CustomStringConvertible {
    /// What happened and what to do.
    var description: String {
        switch self {
        case .unknownRoute(let path): "There is nothing at \(path). /openapi.json lists what there is."
        case .methodNotAllowed(let path, let allowed):
            "\(path) takes \(allowed.joined(separator: ", "))."
        case .bodyTooLarge(let limit): "The body has more than \(limit) bytes, which is all that is read."
        case .bodyTooSlow(let seconds): "The body did not come within \(seconds) s. Send it again."
        case .invalidBody(let problem): "The body cannot be used: \(problem)."
        case .invalidQuery(let name, let problem): "The query's '\(name)' cannot be used: \(problem)."
        case .preconditionRequired:
            "An edit must say which revision of the plan it is based on: send If-Match with the ETag of "
                + "GET …/plan."
        case .preconditionFailed(let based, let actual):
            "The edit is based on plan revision \(based), but the plan is at \(actual). Look again."
        case .invalidKey:
            "An Idempotency-Key has 1 to 200 visible ASCII characters; a new random one for every order is "
                + "best."
        case .reusedKey:
            "This Idempotency-Key came with another order before. Take a new key for a new order."
        case .unknownPlaybook(let name, let nearest):
            "This server offers no playbook \(name).\(nearest.map { " Did you mean \($0)?" } ?? "")"
        case .unknownPayload(let digest): "The run names no payload \(digest)."
        case .unknownRun(let name): "There is no run \(name)."
        case .tooManyWatched(let limit):
            "\(limit) other runs are watched on this stream, which is all that it follows. Close one of them."
        case .unknownRevision(let run, let revision, let newest):
            "Run \(run) has \(newest) events; there is no revision \(revision)."
        case .verdictPending(let gate):
            "A verdict on \(gate) waits to be carried out. Withdraw it before you send another."
        case .noVerdictPending(let gate):
            "No verdict on \(gate) can be withdrawn: none came, or it has been carried out."
        case .unknownDirectory(let path): "\(path) is no directory that this server can use."
        case .shuttingDown: "The server is ending. Nothing was changed; send the order again in a moment."
        case .internalFailure(let request):
            "The server failed in a way that it should not. Its log says more under request \(request)."
        }
    }
}
