import FermataCore
import HTTPTypes
import Hummingbird
import NIOCore

/// A refusal that is answered with a problem (RFC 9457).
protocol AccessProblem: HTTPResponseError {
    var code: String { get }
    /// What happened and what to do, for whoever asked.
    var detail: String { get }
    /// A few words for people, the same for every refusal with that code.
    var title: String { get }
    /// What belongs to the answer besides its body.
    var fields: HTTPFields { get }
}

extension AccessProblem {
    /// The answer.
    func response(from request: Request, context: some RequestContext) -> Response {
        let body = JSON.record(
            ("type", .string("urn:fermata:error:\(code)")), ("title", .string(title)),
            ("status", .integer(Int64(status.code))), ("detail", .string(detail)),
            ("code", .string(code)))
        var headers = fields
        headers[.contentType] = "application/problem+json"
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body.encodedBytes())))
    }
}

extension AccessRefusal: AccessProblem {
    var status: HTTPResponse.Status {
        switch self {
        case .required: .unauthorized
        case .role, .forgery, .origin: .forbidden
        case .host: .misdirectedRequest
        case .severalHosts: .badRequest
        case .rateLimited, .tooManyStreams: .tooManyRequests
        case .keysUnavailable: .serviceUnavailable
        }
    }

    var detail: String { description }

    var title: String {
        switch self {
        case .required: "Sign in first"
        case .role: "Not permitted"
        case .forgery: "Not from this page"
        case .origin: "Not from there"
        case .host: "Not this server"
        case .severalHosts: "More than one host"
        case .rateLimited: "Too many requests"
        case .tooManyStreams: "Too many streams"
        case .keysUnavailable: "Cannot be judged now"
        }
    }

    var fields: HTTPFields {
        switch self {
        case .required: [.wwwAuthenticate: #"Bearer realm="fermata""#]
        case .rateLimited(let seconds): [.retryAfter: String(seconds)]
        case .tooManyStreams: [.retryAfter: "5"]
        case .keysUnavailable: [.retryAfter: "60"]
        // Where one request ends and the next begins is as doubtful as whom it is for.
        case .severalHosts: [.connection: "close"]
        case .role, .forgery, .origin, .host: [:]
        }
    }
}

extension AccessError: AccessProblem {
    var status: HTTPResponse.Status {
        switch self {
        case .tokenExists: .conflict
        case .tokenUnknown: .notFound
        case .tokenNameInvalid, .tooManyTokens: .unprocessableContent
        case .storage: .serviceUnavailable
        }
    }

    var detail: String {
        switch self {
        case .tokenExists, .tokenUnknown, .tokenNameInvalid, .tooManyTokens: description
        // Paths on the server are named in its own log alone.
        case .storage: "Access could not be read or changed on the server. Its log says more."
        }
    }

    var title: String {
        switch self {
        case .tokenExists: "A token of that name exists"
        case .tokenUnknown: "No such token"
        case .tokenNameInvalid: "Not a name"
        case .tooManyTokens: "Too many tokens"
        case .storage: "Access cannot be read or changed"
        }
    }

    var fields: HTTPFields { [:] }
}
