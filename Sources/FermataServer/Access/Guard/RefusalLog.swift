import Hummingbird
import Logging

/// The line in the log about a refused request: who, from where, what and why, and never a secret. The query
/// is left out, because people paste secrets there.
struct RefusalLog {
    /// The most characters of a path.
    private static let longestPath = 200

    let logger: Logger

    func note(_ refusal: AccessRefusal, request: Request, context: some PersonContext) {
        let level: Logger.Level
        switch refusal {
        // A page that asks whether somebody is signed in is no incident.
        case .required(.missing): level = .debug
        case .rateLimited(_, let isFirst): level = isFirst ? .warning : .trace
        case .required, .role, .forgery, .origin, .host, .tooManyStreams, .keysUnavailable: level = .warning
        }
        let reason =
            switch refusal {
            case .required(let problem): problem.rawValue
            case .role, .forgery, .origin, .host, .rateLimited, .tooManyStreams, .keysUnavailable:
                refusal.description
            }
        logger.log(
            level: level, "A request was refused.",
            metadata: metadata(code: refusal.code, reason: reason, request, context))
    }

    func note(_ error: AccessError, request: Request, context: some PersonContext) {
        switch error {
        case .storage:
            logger.error(
                "Access could not be read or changed.",
                metadata: metadata(code: error.code, reason: error.description, request, context))
        case .tokenExists, .tokenUnknown, .tokenNameInvalid, .tooManyTokens: break
        }
    }

    private func metadata(
        code: String, reason: String, _ request: Request, _ context: some PersonContext
    ) -> Logger.Metadata {
        [
            "code": "\(code)", "reason": "\(reason)",
            "person": "\(context.person.map { "\($0.name) (\($0.authentication.rawValue))" } ?? "nobody")",
            "address": "\(context.connection.remoteAddress)",
            "request": "\(request.method.rawValue) \(request.uri.path.prefix(Self.longestPath))",
        ]
    }
}
