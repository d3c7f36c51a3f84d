import FermataCore
import HTTPTypes
import Hummingbird
import NIOCore

/// Answers as the server gives them.
enum Answer {
    /// JSON.
    static func json(_ json: JSON, status: HTTPResponse.Status = .ok, etag: String? = nil) -> Response {
        bytes(json.encodedBytes(), type: "application/json", status: status, etag: etag)
    }

    /// Bytes of a type.
    static func bytes(
        _ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok, etag: String? = nil
    ) -> Response {
        var headers: HTTPFields = [.contentType: type]
        headers[.eTag] = etag.map { "\"\($0)\"" }
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
