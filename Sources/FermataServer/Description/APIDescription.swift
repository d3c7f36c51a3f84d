import FermataAPI
import FermataCore
import Hummingbird

/// The description of the whole API (OpenAPI 3.1), made from the one table of operations.
enum APIDescription {
    /// The document.
    static func json() throws(JSONSyntaxError) -> JSON {
        .record(
            ("openapi", "3.1.0"),
            (
                "info",
                .record(
                    ("title", "Fermata"), ("version", "1"),
                    (
                        "description",
                        """
                        Supervised runs of many agents. Times are milliseconds since 1970-01-01T00:00:00Z. \
                        Errors are problem details (RFC 9457) whose code never changes its meaning. Orders \
                        take an Idempotency-Key: a repeat of an order that was carried out returns the \
                        first answer.
                        """
                    ))
            ), ("security", .array([.record(("token", .array([]))), .record(("session", .array([])))])),
            ("paths", paths), ("components", components(schemas: try schemas)))
    }

    private static var schemas: JSON {
        get throws(JSONSyntaxError) {
            .object(try JSON(parsing: requests).memberList + JSON(parsing: answers).memberList)
        }
    }

    private static var paths: JSON {
        var members: [JSONMember] = []
        for path in Set(APIOperation.all.map(\.path)).sorted() {
            let operations = APIOperation.all.filter { $0.path == path }.map {
                JSONMember(name: $0.method.lowercased(), value: $0.json)
            }
            members.append(JSONMember(name: path, value: .object(operations)))
        }
        return .object(members)
    }

    private static func components(schemas: JSON) -> JSON {
        let problem = JSON.record(
            ("description", "A refusal, with a code that never changes its meaning."),
            (
                "content",
                .record(
                    (
                        "application/problem+json",
                        .record(("schema", .record(("$ref", "#/components/schemas/Problem"))))
                    ))
            ))
        return .record(
            ("schemas", schemas), ("responses", .record(("Problem", problem))),
            (
                "securitySchemes",
                .record(
                    ("token", .record(("type", "http"), ("scheme", "bearer"))),
                    (
                        "session",
                        .record(
                            ("type", "apiKey"), ("in", "cookie"),
                            ("name", AccessControl.cookieName.json))
                    ))
            ))
    }
}

/// The route of the description.
struct DescriptionRoutes: Sendable {
    func add(to router: some RouterMethods<ServerContext>) {
        router.get("/openapi.json") { _, _ in Answer.json(try APIDescription.json()) }
    }
}
