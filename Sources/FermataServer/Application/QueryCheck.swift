import HTTPTypes
import Hummingbird

/// Refuses orders whose address has a word in its query that the order does not take: `?dryrun=true` would
/// otherwise do what it was only meant to try. Where nothing is changed, what nobody knows is ignored.
struct QueryCheck: RouterMiddleware {
    private static let known = Dictionary(
        APIOperation.all.map { operation in
            (
                "\(operation.method) \(operation.path)",
                operation.parameters.filter { $0.place == "query" }.map(\.name)
            )
        }, uniquingKeysWith: { first, _ in first })

    func handle(
        _ request: Request, context: ServerContext,
        next: @concurrent (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        if request.method != .get, request.method != .head, let path = context.endpointPath,
            let known = Self.known["\(request.method.rawValue) \(path)"]
        {
            for (name, _) in request.uri.queryParameters where !known.contains(String(name)) {
                throw RequestRefusal.invalidQuery(
                    name: String(name.prefix(Self.longestName)),
                    problem: known.isEmpty
                        ? "this takes none" : "this takes \(known.joined(separator: ", "))")
            }
        }
        return try await next(request, context)
    }

    /// How much of a name is told, in characters.
    private static let longestName = 64
}
