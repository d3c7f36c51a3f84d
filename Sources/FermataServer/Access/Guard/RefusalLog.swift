import Hummingbird
import Logging

/// The line in the log about a refused request: who, from where, what and why, and never a secret. The query
/// is left out, because people paste secrets there. Refusals of one kind from one person or address are a
/// line and a count, however many there are.
struct RefusalLog {
    /// The most characters of a path.
    private static let longestPath = 200

    let control: AccessControl

    func note(_ refusal: AccessRefusal, request: Request, context: some PersonContext) {
        let level: Logger.Level
        switch refusal {
        // A page that asks whether somebody is signed in is no incident.
        case .required(.missing): level = .debug
        case .required, .role, .forgery, .origin, .host, .severalHosts, .rateLimited, .tooManyStreams,
            .keysUnavailable:
            level = .warning
        }
        let reason =
            switch refusal {
            case .required(let problem): problem.rawValue
            case .role, .forgery, .origin, .host, .severalHosts, .rateLimited, .tooManyStreams,
                .keysUnavailable:
                refusal.description
            }
        let metadata = metadata(code: refusal.code, reason: reason, request, context)
        guard level > .debug else {
            control.logger.log(level: level, "A request was refused.", metadata: metadata)
            return
        }
        control.tally.note(
            level, "A request was refused.", about: kind(refusal.code, context), metadata: metadata,
            to: control.logger)
    }

    func note(_ error: AccessError, request: Request, context: some PersonContext) {
        switch error {
        case .storage:
            control.tally.note(
                .error, "Access could not be read or changed.", about: kind(error.code, context),
                metadata: metadata(code: error.code, reason: error.description, request, context),
                to: control.logger)
        case .tokenExists, .tokenUnknown, .tokenNameInvalid, .tooManyTokens: break
        }
    }

    /// What is counted together: whoever is known is one, wherever they are, and so is an address.
    private func kind(_ code: String, _ context: some PersonContext) -> String {
        "\(code) \(context.person.map { "of \($0.name)" } ?? "from \(context.connection.remoteAddress)")"
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
