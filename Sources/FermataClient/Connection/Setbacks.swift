import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL

/// What an error of the transport means for the request.
enum Setbacks {
    /// - Throws: the error itself when the task was cancelled.
    static func classify(
        _ error: any Error, from address: ServerAddress
    ) throws -> (RequestTries.Setback, ServerFailure) {
        switch error {
        case is CancellationError: throw error
        case let error as HTTPClientError: return try classify(error, from: address)
        case let error as NIOConnectionError:
            let refusal = error.connectionErrors.first.map { reason(of: $0.error) }
            let detail = refusal ?? "the name \(error.host) is not known"
            return (.unsent, .unreachable(address, detail: detail))
        case let error as NIOSSLError:
            if case .uncleanShutdown = error { return (.unanswered, .lost(address, detail: "\(error)")) }
            return (.unsent, .untrusted(address, detail: distrust("\(error)")))
        case let error as NIOSSLExtraError:
            return (.unsent, .untrusted(address, detail: error.description))
        case is NIOTooManyBytesError:
            throw ServerFailure.unreadable(
                address, detail: "it is larger than \(ServerClient.answerByteLimit) bytes")
        case let error as IOError where unsentCodes.contains(error.errnoCode):
            return (.unsent, .unreachable(address, detail: reason(of: error)))
        default: return (.unanswered, .lost(address, detail: reason(of: error)))
        }
    }

    /// BoringSSL's own words name its source files; what matters is known for the usual reason.
    private static func distrust(_ words: String) -> String {
        words.contains("CERTIFICATE_VERIFY_FAILED")
            ? "its certificate has expired, is for another name, or comes from nobody this machine trusts"
            : words
    }

    /// Errors that only connecting can meet.
    private static let unsentCodes = [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL]

    private static func classify(
        _ error: HTTPClientError, from address: ServerAddress
    ) throws -> (RequestTries.Setback, ServerFailure) {
        switch error {
        case .cancelled, .requestStreamCancelled: throw CancellationError()
        case .connectTimeout, .getConnectionFromPoolTimeout:
            return (.unsent, .unreachable(address, detail: "it does not answer in time"))
        case .tlsHandshakeTimeout:
            return (.unsent, .unreachable(address, detail: "no encrypted connection could be made"))
        case .remoteConnectionClosed:
            return (.unanswered, .lost(address, detail: "it was closed before the answer came"))
        case .readTimeout, .deadlineExceeded:
            return (.unanswered, .lost(address, detail: "nothing came for too long"))
        case .invalidURL, .emptyHost, .emptyScheme:
            throw ServerFailure.unreachable(address, detail: "the address is not valid")
        default: return (.unanswered, .lost(address, detail: "\(error)"))
        }
    }

    private static func reason(of error: any Error) -> String {
        guard let error = error as? IOError else { return "\(error)" }
        return switch error.errnoCode {
        case ECONNREFUSED: "nothing listens there"
        case ECONNRESET, EPIPE: "it was cut"
        default: error.description
        }
    }
}
