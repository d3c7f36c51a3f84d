import HTTPTypes
import Hummingbird
import NIOCore

/// What becomes of a body that nobody will read, because its request was refused before.
///
/// A server that keeps the connection for the next request must first read this one to its end, for as long
/// as its sender likes. So the connection ends instead.
enum UnreadBody {
    /// The statuses of requests that are refused without reading them to their end.
    private static let refusals: Set<HTTPResponse.Status> = [
        .unauthorized, .forbidden, .requestTimeout, .contentTooLarge, .misdirectedRequest, .tooManyRequests,
    ]

    /// The answer, after which nothing more is read if the request has a body.
    static func endReading(
        of request: Request, after response: Response, by stopReading: @escaping @Sendable () -> Void
    ) -> Response {
        let isOver = response.headers[.connection] == "close"
        let hasBody =
            request.headers[.transferEncoding] != nil
            || request.headers[.contentLength].map { $0 != "0" } ?? false
        guard isOver || (hasBody && refusals.contains(response.status)) else { return response }
        var headers = response.headers
        headers[.connection] = "close"
        let body = response.body
        return Response(
            status: response.status, headers: headers,
            body: ResponseBody(contentLength: body.contentLength) { writer in
                defer { stopReading() }
                try await body.write(writer)
            })
    }
}
