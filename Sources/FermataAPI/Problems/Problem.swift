public import FermataCore

/// Why a request did not do what it asked, as it goes over the wire: problem details of RFC 9457.
///
/// A server answers with it and a client reads it back. Programs tell problems apart by `code`, which never
/// changes and has a page in `docs/errors`.
public struct Problem: Error, Hashable, Sendable {
    /// The content type of a problem's JSON, RFC 9457 section 3.
    public static let mediaType = "application/problem+json"
    /// What `type` begins with; the code follows.
    static let typePrefix = "urn:fermata:error:"

    /// The HTTP status, 400…599.
    public var status: Int
    /// A name for programs.
    public var code: String
    /// What kind of problem it is, in a few words that are the same each time.
    public var title: String
    /// What happened this time and what to do.
    public var detail: String
    /// More facts for programs; none is named like a member of its own.
    public var extras: [JSONMember]

    /// Creates a problem.
    public init(status: Int, code: String, title: String, detail: String, extras: [JSONMember] = []) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.extras = extras
    }
}

extension Problem: JSONCodable {
    private static let ownMembers = ["type", "title", "status", "detail", "code"]

    /// The body of the response.
    public var json: JSON {
        let own = JSON.record(
            ("type", (Self.typePrefix + code).json), ("title", title.json), ("status", status.json),
            ("detail", detail.json), ("code", code.json))
        return .object(own.memberList + extras.filter { !Self.ownMembers.contains($0.name) })
    }

    /// Reads the body of a response.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init(
            status: try json.field("status"), code: try json.field("code"), title: try json.field("title"),
            detail: try json.optionalField("detail") ?? "",
            extras: json.memberList.filter { !Self.ownMembers.contains($0.name) })
    }
}

extension Problem: CustomStringConvertible {
    /// What happened and what to do.
    public var description: String { detail.isEmpty ? title : detail }
}
