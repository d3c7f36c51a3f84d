import FermataCore
import HTTPTypes
public import Hummingbird
import Logging

/// Lets only those requests through that are for this server, from its own page or from no page at all, not
/// too many, and from somebody who may.
///
/// It stands before every route, and after ``ResponseHeaders``.
public struct AccessMiddleware<Context: PersonContext>: RouterMiddleware {
    private let control: AccessControl

    /// Creates the middleware.
    public init(_ control: AccessControl) {
        self.control = control
    }

    /// Judges a request.
    public func handle(
        _ request: Request, context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.connection.isSecure = control.isSecure
        do {
            try await judge(request, &context)
            return try await next(request, context)
        } catch let refusal as AccessRefusal {
            RefusalLog(control: control).note(refusal, request: request, context: context)
            return refusal.response(from: request, context: context)
        } catch let error as AccessError {
            RefusalLog(control: control).note(error, request: request, context: context)
            return error.response(from: request, context: context)
        }
    }

    private func judge(_ request: Request, _ context: inout Context) async throws {
        let isUnsafe = ![.get, .head].contains(request.method)
        let path = context.endpointPath ?? RoutePermission.unknownPath
        // The first Host field has become the authority; any that is left is another one.
        guard request.headers[.host] == nil else { throw AccessRefusal.severalHosts }
        let authority = try control.hosts.check(request.head.authority, on: context.connection)
        if isUnsafe || path.hasPrefix("/v1/") {
            try OriginRule.check(request.headers, authority: authority, isUnsafe: isUnsafe)
        }
        let need = RoutePermission.need(method: request.method.rawValue, path: path)
        guard let role = roleNeeded(need, authority, context.connection) else {
            return try limitStranger(context.connection)
        }
        let person: Person
        do {
            let known = try await control.identify(request.headers)
            (person, context.person, context.credential) = (known.person, known.person, known.credential)
        } catch let refusal as AccessRefusal {
            throw try refused(refusal, context.connection)
        }
        if case .refused(let seconds) = control.personLimiter.take(person.name, at: control.now) {
            throw AccessRefusal.rateLimited(retryAfterSeconds: seconds)
        }
        try person.require(role)
        if isUnsafe, person.authentication == .session { try checkForgery(request.headers) }
    }

    private func roleNeeded(
        _ need: RoutePermission.Need, _ authority: Authority, _ connection: ConnectionFacts
    ) -> Role? {
        switch need {
        case .nobody: nil
        // Behind a proxy the connection is the proxy's, and the name tells that somebody else is beyond it.
        case .nobodyOnLoopback: connection.isLoopback && authority.isLoopback ? nil : .viewer
        case .role(let role): role
        }
    }

    private func limitStranger(_ connection: ConnectionFacts) throws(AccessRefusal) {
        if case .refused(let seconds) = control.addressLimiter.take(
            connection.remoteAddress, at: control.now)
        {
            throw .rateLimited(retryAfterSeconds: seconds)
        }
    }

    /// A wrong credential costs more than a missing one. Nobody who has a right one is held up by others'
    /// wrong ones from the same address.
    private func refused(
        _ refusal: AccessRefusal, _ connection: ConnectionFacts
    ) throws(AccessRefusal) -> AccessRefusal {
        if refusal == .required(.missing) {
            try limitStranger(connection)
            return refusal
        }
        return control.countFailure(refusal, from: connection)
    }

    private func checkForgery(_ headers: HTTPFields) throws(AccessRefusal) {
        guard let secret = try AccessControl.sessionSecret(headers), let sent = headers[.csrfToken],
            AccessControl.csrfToken(of: secret).matches(Secret(sent))
        else { throw .forgery }
    }
}
