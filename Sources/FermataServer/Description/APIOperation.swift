import FermataCore

/// One thing that can be done over HTTP, as the description of the API tells it.
struct APIOperation: Sendable {
    /// A value in the query or the head of a request.
    struct Parameter: Sendable {
        var name: String
        var place: String
        var description: String
        var isRequired = false
        var schema: JSON = .record(("type", "string"))
    }

    /// A body that can be sent.
    struct Body: Sendable {
        var schema: String
        var type = "application/json"
        /// Bodies as they are sent, which a test reads as the server does.
        var examples: [JSON] = []
    }

    /// What it is answered with when all goes well.
    struct Success: Sendable {
        var status: Int
        var description: String
        var type: String? = "application/json"
        var schema: String?
    }

    let method: String
    let path: String
    let name: String
    let summary: String
    let tag: String
    var parameters: [Parameter] = []
    var body: Body?
    var successes: [Success]
    /// Codes of problems besides those that every operation can have.
    var problems: [Int] = []

    /// The operation as an OpenAPI 3.1 Operation Object.
    var json: JSON {
        let inPath = path.split(separator: "/").filter { $0.hasPrefix("{") }.map { part in
            Self.inPath(String(part.dropFirst().dropLast()))
        }
        return .record(
            ("operationId", name.json), ("summary", summary.json), ("tags", [tag].json),
            ("security", isOpen ? .array([]) : nil), ("x-role", roleNeeded?.json),
            ("parameters", .array((inPath + parameters).map(Self.json))),
            ("requestBody", body.map(Self.json)), ("responses", .object(responses)))
    }

    /// Whether somebody whom the server does not know may do it.
    private var isOpen: Bool { roleNeeded == nil }

    /// The lowest role that may do it.
    private var roleNeeded: Role? {
        switch RoutePermission.need(method: method, path: path) {
        case .nobody, .nobodyOnLoopback: nil
        case .role(let role): role
        }
    }

    private var responses: [JSONMember] {
        let good = Set(successes.map(\.status)).sorted().map { status in
            let all = successes.filter { $0.status == status }
            let content = all.compactMap(Self.content)
            return JSONMember(
                name: String(status),
                value: .record(
                    ("description", all.map(\.description).joined(separator: " Or: ").json),
                    ("content", content.isEmpty ? nil : .object(content))))
        }
        let bad = Set(problems + (isOpen ? [] : [401, 403])).sorted().map { status in
            JSONMember(name: String(status), value: .record(("$ref", "#/components/responses/Problem")))
        }
        return good + bad
            + [JSONMember(name: "default", value: .record(("$ref", "#/components/responses/Problem")))]
    }

    private static func content(of success: Success) -> JSONMember? {
        success.type.map { type in
            let schema = success.schema.map(reference) ?? .record(("type", "string"))
            return JSONMember(name: type, value: .record(("schema", schema)))
        }
    }

    private static func json(_ parameter: Parameter) -> JSON {
        .record(
            ("name", parameter.name.json), ("in", parameter.place.json),
            ("required", parameter.isRequired ? true : nil),
            ("description", parameter.description.isEmpty ? nil : parameter.description.json),
            ("schema", parameter.schema))
    }

    private static func json(_ body: Body) -> JSON {
        let examples = body.examples.enumerated().map { index, example in
            JSONMember(name: "example\(index + 1)", value: .record(("value", example)))
        }
        let content = JSON.object([
            JSONMember(
                name: body.type,
                value: .record(
                    ("schema", reference(body.schema)),
                    ("examples", examples.isEmpty ? nil : .object(examples))))
        ])
        return .record(("required", true), ("content", content))
    }

    /// A part of an address.
    private static func inPath(_ name: String) -> Parameter {
        let schema: JSON =
            switch name {
            case "gate":
                .record(
                    ("type", "string"),
                    ("pattern", #"^[A-Za-z0-9][A-Za-z0-9_\-]{0,63}\.g[1-9][0-9]{0,14}$"#))
            case "digest": reference("Digest")
            case "name": reference("TokenName")
            default: reference("Name")
            }
        return Parameter(name: name, place: "path", description: "", isRequired: true, schema: schema)
    }

    static func reference(_ schema: String) -> JSON {
        .record(("$ref", "#/components/schemas/\(schema)".json))
    }
}
