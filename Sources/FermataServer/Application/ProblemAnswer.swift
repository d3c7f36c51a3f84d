import FermataAPI
import FermataCore
import FermataJournal
import FermataPlaybook
import FermataRuntime
import HTTPTypes
import Hummingbird
import NIOCore

/// An error as it is told over HTTP: problem details (RFC 9457).
struct ProblemAnswer: Sendable {
    var status: HTTPResponse.Status
    var code: String
    var title: String
    var detail: String
    /// Further members, after the usual ones.
    var extras: [JSONMember] = []
    var headers: HTTPFields = [:]

    /// The problem as JSON.
    var json: JSON {
        Problem(status: status.code, code: code, title: title, detail: detail, extras: extras).json
    }

    /// The answer.
    var response: Response {
        var headers = headers
        headers[.contentType] = Problem.mediaType
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.encodedBytes())))
    }

    /// The problem that an error of the engine, the rules, the journal or a request is told as; `nil` for one
    /// that should not happen.
    init?(_ error: any Error) {
        switch error {
        case let refusal as RequestRefusal: self.init(refusal)
        case let error as EngineError: self.init(error)
        case let error as JournalError: self.init(Problem(error))
        case let refusal as Refusal: self.init(Problem(refusal))
        case let error as PlaybookError: self.init(Problem(error))
        case let error as InputError: self.init(Problem(error))
        case let error as JSONDecodingError: self.init(RequestRefusal.invalidBody(error.description))
        case is NIOTooManyBytesError:
            self.init(RequestRefusal.bodyTooLarge(limit: ServerLimits.bodyByteCount))
        default: return nil
        }
    }

    init(
        status: HTTPResponse.Status, code: String, title: String, detail: String, extras: [JSONMember] = [],
        headers: HTTPFields = [:]
    ) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.extras = extras
        self.headers = headers
    }

    /// The problem of a request.
    init(_ refusal: RequestRefusal) {
        self.init(
            status: refusal.status, code: refusal.code, title: refusal.title, detail: refusal.description)
        switch refusal {
        case .methodNotAllowed(_, let allowed): headers[.allow] = allowed.joined(separator: ", ")
        case .shuttingDown: headers[.retryAfter] = "2"
        default: break
        }
    }

    private init(_ error: EngineError) {
        switch error {
        case .refused(let refusal): self.init(Problem(refusal))
        case .journal(let error): self.init(Problem(error))
        case .inconsistent(let inconsistency): self.init(Problem(JournalError.inconsistent(inconsistency)))
        case .contended:
            self.init(
                status: .conflict, code: JournalError.conflict(actual: .zero).code,
                title: "Others were first", detail: error.description)
        case .expired:
            self.init(
                status: .serviceUnavailable, code: error.code, title: "Too late",
                detail: error.description, headers: [.retryAfter: "5"])
        case .shutDown: self.init(RequestRefusal.shuttingDown)
        }
    }

    private init(_ problem: Problem) {
        self.init(
            status: HTTPResponse.Status(code: problem.status), code: problem.code, title: problem.title,
            detail: problem.detail, extras: problem.extras)
        if status == .serviceUnavailable { headers[.retryAfter] = "5" }
    }
}
