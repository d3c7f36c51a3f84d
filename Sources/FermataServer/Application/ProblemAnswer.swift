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
        .object(
            [
                JSONMember(name: "type", value: .string("urn:fermata:error:\(code)")),
                JSONMember(name: "title", value: .string(title)),
                JSONMember(name: "status", value: .integer(Int64(status.code))),
                JSONMember(name: "detail", value: .string(detail)),
                JSONMember(name: "code", value: .string(code)),
            ] + extras)
    }

    /// The answer.
    var response: Response {
        var headers = headers
        headers[.contentType] = "application/problem+json"
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
        case let error as JournalError: self.init(error)
        case let refusal as Refusal: self.init(refusal)
        case let error as PlaybookError: self.init(error)
        case let error as InputError:
            self.init(
                status: .unprocessableContent, code: error.code, title: "The inputs cannot be used",
                detail: error.description)
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
        case .refused(let refusal): self.init(refusal)
        case .journal(let error): self.init(error)
        case .inconsistent(let inconsistency): self.init(JournalError.inconsistent(inconsistency))
        case .contended:
            self.init(
                status: .conflict, code: JournalError.conflict(actual: .zero).code,
                title: "Others were first", detail: error.description)
        case .shutDown: self.init(RequestRefusal.shuttingDown)
        }
    }

    private init(_ error: JournalError) {
        let status: HTTPResponse.Status
        let title: String
        switch error {
        case .notFound: (status, title) = (.notFound, "No such run")
        case .conflict, .fenced: (status, title) = (.conflict, "Others were first")
        case .leased: (status, title) = (.conflict, "Another process carries the run out")
        case .inconsistent: (status, title) = (.internalServerError, "The run's log is damaged")
        case .diskFull, .readOnly, .damaged, .newerVersion, .busy, .storage:
            (status, title) = (.serviceUnavailable, "The journal cannot be used")
        }
        self.init(status: status, code: error.code, title: title, detail: error.description)
        if status == .serviceUnavailable { headers[.retryAfter] = "5" }
    }

    private init(_ refusal: Refusal) {
        self.init(
            status: Self.status(of: refusal), code: refusal.code, title: "Refused",
            detail: refusal.description)
        switch refusal {
        case .staleDigest(_, _, let actual): extras = [JSONMember(name: "actual", value: actual.json)]
        case .stalePlanRevision(_, let actual):
            extras = [JSONMember(name: "actual", value: actual.json)]
        case .gateClosed(_, let status):
            extras = [JSONMember(name: "gateStatus", value: status.json)]
        case .planProblems(let problems):
            extras = [JSONMember(name: "problems", value: problems.map(\.description).json)]
        default: break
        }
    }

    private init(_ error: PlaybookError) {
        self.init(
            status: .unprocessableContent, code: error.code, title: "The playbook has mistakes",
            detail: error.description,
            extras: [
                JSONMember(
                    name: "mistakes",
                    value: .array(
                        error.mistakes.map {
                            .record(
                                ("file", $0.file.json), ("line", $0.position.line.json),
                                ("column", $0.position.column.json), ("message", $0.message.json))
                        }))
            ])
    }
}

extension ProblemAnswer {
    /// Which refusals are about something that is not there, or about a state that others have changed; all
    /// others are about the order itself.
    private static func status(of refusal: Refusal) -> HTTPResponse.Status {
        switch refusal.code {
        case "run.unknown", "gate.unknown", "step.unknown", "agent.unknown", "breakpoint.unknown": .notFound
        case "gate.closed", "gate.stale-digest", "plan.stale-revision", "run.ended", "run.stopping",
            "run.exists", "run.not-owner", "hold.already-placed", "hold.not-placed", "breakpoint.exists":
            .conflict
        default: .unprocessableContent
        }
    }
}
