import FermataCore
import HTTPTypes
import Hummingbird
import Logging

/// Turns whatever a route throws into problem details, and what no route takes into a file of the page.
struct ProblemMiddleware: RouterMiddleware {
    /// The longest path that is logged, in characters.
    private static let longestPath = 200

    let page: PageFiles
    let table: RouteTable
    let tally: LogTally

    func handle(
        _ request: Request, context: ServerContext,
        next: @concurrent (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            return unrouted(request)
        } catch let error as any HTTPResponseError {
            // The access layer answers with problems of its own.
            return try error.response(from: request, context: context)
        } catch {
            if let problem = ProblemAnswer(error) { return problem.response }
            tally.note(
                .error, "A request failed.", about: "\(context.endpointPath ?? "none") \(type(of: error))",
                metadata: [
                    "request": "\(request.method) \(request.uri.path.prefix(Self.longestPath))",
                    "error": "\(error)",
                ], to: context.logger)
            return ProblemAnswer(RequestRefusal.internalFailure(request: context.requestName)).response
        }
    }

    private func unrouted(_ request: Request) -> Response {
        let methods = table.methods(at: request.uri.path)
        guard methods.isEmpty else {
            return ProblemAnswer(
                RequestRefusal.methodNotAllowed(request.uri.path, allowed: methods)
            ).response
        }
        do {
            return try page.response(to: request)
        } catch {
            return ProblemAnswer(error).response
        }
    }
}
