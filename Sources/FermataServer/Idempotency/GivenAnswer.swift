import FermataCore
import HTTPTypes
import Hummingbird
import NIOCore

/// An answer that can be given again.
struct GivenAnswer: Hashable, Sendable {
    var status: HTTPResponse.Status
    var body: [UInt8]
    var etag: String?
    var location: String?

    init(_ json: JSON, status: HTTPResponse.Status = .ok, etag: String? = nil, location: String? = nil) {
        self.status = status
        body = json.encodedBytes()
        self.etag = etag
        self.location = location
    }

    /// The answer.
    var response: Response {
        var response = Answer.bytes(body, type: "application/json", status: status, etag: etag)
        response.headers[.location] = location
        return response
    }
}
