import HTTPTypes
public import Hummingbird

/// Puts on every answer what tells a browser to keep pages apart. It stands before everything else.
public struct ResponseHeaders<Context: PersonContext>: RouterMiddleware {
    /// Nothing but this server's own files is loaded, run, framed or sent to.
    static var contentSecurityPolicy: String {
        [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'",
            "img-src 'self' data:", "font-src 'self'", "manifest-src 'self'", "form-action 'self'",
            "frame-ancestors 'none'", "base-uri 'none'",
        ].joined(separator: "; ")
    }

    private static var fields: [(HTTPField.Name, String)] {
        [
            (.contentSecurityPolicy, contentSecurityPolicy), (.xContentTypeOptions, "nosniff"),
            (.referrerPolicy, "no-referrer"), (.openerPolicy, "same-origin"),
            (.resourcePolicy, "same-origin"), (.frameOptions, "DENY"),
            (.permissionsPolicy, "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        ]
    }

    /// Creates the middleware.
    public init() {}

    /// Adds the headers to the answer, also to one that is an error.
    public func handle(
        _ request: Request, context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as any HTTPResponseError {
            response = try error.response(from: request, context: context)
        }
        for (name, value) in Self.fields where response.headers[name] == nil {
            response.headers[name] = value
        }
        if request.uri.path.hasPrefix("/v1/"), response.headers[.cacheControl] == nil {
            response.headers[.cacheControl] = "no-store"
        }
        return UnreadBody.endReading(of: request, after: response, by: context.stopReading)
    }
}

extension HTTPField.Name {
    fileprivate static let referrerPolicy = known("Referrer-Policy")
    fileprivate static let openerPolicy = known("Cross-Origin-Opener-Policy")
    fileprivate static let resourcePolicy = known("Cross-Origin-Resource-Policy")
    fileprivate static let frameOptions = known("X-Frame-Options")
    fileprivate static let permissionsPolicy = known("Permissions-Policy")

    private static func known(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is a field's name") }
        return name
    }
}
