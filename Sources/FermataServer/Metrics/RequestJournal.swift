import HTTPTypes
import Hummingbird
import Logging

/// Notes every request: in the log without its query, body and headers, where secrets are, and in the
/// metrics by the route and not by the address. It stands before everything else.
struct RequestJournal: RouterMiddleware {
    /// The longest path that is logged, in characters.
    private static let longestPath = 200

    let metrics: ServerMetrics

    func handle(
        _ request: Request, context: ServerContext,
        next: @concurrent (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var response = try await next(request, context)
        let duration = (ContinuousClock.now - start).components
        let nanoseconds = duration.seconds * 1_000_000_000 + duration.attoseconds / 1_000_000_000
        if let name = HTTPField.Name("X-Request-Id") { response.headers[name] = context.requestName }
        let route = context.endpointPath ?? "none"
        let method = Self.methods.contains(request.method) ? request.method.rawValue : "other"
        metrics.answered(
            method: method, route: route, status: response.status.code, nanoseconds: nanoseconds)
        context.logger.info(
            "Answered.",
            metadata: [
                "request": "\(method) \(request.uri.path.prefix(Self.longestPath))",
                "status": "\(response.status.code)", "microseconds": "\(nanoseconds / 1000)",
                "address": "\(context.connection.remoteAddress)",
            ])
        return response
    }

    /// The methods that are counted by name.
    private static let methods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .delete, .options]
}
