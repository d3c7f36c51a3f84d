import FermataCore

/// One request to a server.
struct ServerRequest: Sendable {
    /// The methods that are used.
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    var method: Method = .get
    /// The path, each part of it an identifier that needs no escaping.
    var path: String
    /// What follows the question mark.
    var query: [(name: String, value: String)] = []
    var body: JSON?
    /// Names the order, so that the server does it once however often it comes.
    var idempotencyKey: String?
    var accept = "application/json"
    /// The event that was seen last of a stream.
    var lastEvent: Revision?

    /// Whether it may be sent again when its answer was lost.
    var isRepeatable: Bool { method == .get || idempotencyKey != nil }

    /// Path and query.
    var target: String {
        guard !query.isEmpty else { return path }
        return path + "?" + query.map { "\($0.name)=\(Self.escaped($0.value))" }.joined(separator: "&")
    }

    /// A key that nobody else has.
    static func newKey() -> String {
        String(UInt64.random(in: .min ... .max), radix: 36) + "-"
            + String(UInt64.random(in: .min ... .max), radix: 36)
    }

    /// Every byte but the unreserved ones of RFC 3986, section 2.3, in percent form.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                escaped += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return escaped
    }
}
