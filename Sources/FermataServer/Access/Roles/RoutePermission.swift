public import FermataCore

/// What a route needs. The table is the one place that says it; a route that is not in it is closed to
/// everybody but admins.
public struct RoutePermission: Hashable, Sendable {
    /// Who may use a route.
    public enum Need: Hashable, Sendable {
        /// Nobody in particular: also who has not signed in.
        case nobody
        /// Nobody in particular on the machine itself, and at least a viewer from elsewhere.
        case nobodyOnLoopback
        /// Somebody with at least that role.
        case role(Role)
    }

    /// The method.
    public let method: String
    /// The path as the router knows it, with names in braces.
    public let path: String
    /// Who may use it.
    public let need: Need
    /// What in the request needs a higher role, if anything: the route itself checks that.
    public let exceptions: [Exception]

    /// Something in a request that needs a higher role than the route.
    public struct Exception: Hashable, Sendable {
        /// What it is.
        public let what: String
        /// The role it needs.
        public let role: Role
    }

    init(_ method: String, _ path: String, _ need: Need, _ exceptions: (String, Role)...) {
        self.method = method
        self.path = path
        self.need = need
        self.exceptions = exceptions.map { Exception(what: $0.0, role: $0.1) }
    }

    /// Who may use a route. HEAD is GET without the body.
    static func need(method: String, path: String) -> Need {
        needs[key(method: method == "HEAD" ? "GET" : method, path: path)] ?? .role(.admin)
    }

    private static let needs = Dictionary(
        uniqueKeysWithValues: all.map { (key(method: $0.method, path: $0.path), $0.need) })

    /// How a path's parameters are called does not matter.
    private static func key(method: String, path: String) -> String {
        let parts = path.split(separator: "/").map { $0.hasPrefix("{") ? "{}" : $0 }
        return "\(method) \(parts.joined(separator: "/"))"
    }

    /// The path under which the router reports that it knows no such route: the page's files, or nothing.
    static let unknownPath = "NotFound"
}

extension RoutePermission {
    /// Every route.
    public static let all: [RoutePermission] = open + reading + operating + deciding + administering

    private static let open = [
        RoutePermission("GET", unknownPath, .nobody),
        RoutePermission("GET", "/healthz", .nobody),
        RoutePermission("GET", "/readyz", .nobody),
        RoutePermission("GET", "/openapi.json", .nobody),
        RoutePermission("POST", "/v1/session", .nobody),
        RoutePermission("GET", "/metrics", .nobodyOnLoopback),
    ]

    private static let reading = [
        RoutePermission("GET", "/v1/session", .role(.viewer)),
        RoutePermission("DELETE", "/v1/session", .role(.viewer)),
        RoutePermission("GET", "/v1/runs", .role(.viewer)),
        RoutePermission("GET", "/v1/runs/{run}", .role(.viewer)),
        RoutePermission("GET", "/v1/runs/{run}/state", .role(.viewer)),
        RoutePermission("GET", "/v1/runs/{run}/payloads/{digest}", .role(.viewer)),
        RoutePermission("GET", "/v1/runs/{run}/events", .role(.viewer)),
        RoutePermission("GET", "/v1/runs/{run}/plan", .role(.viewer)),
        RoutePermission("GET", "/v1/runs/{run}/rollback", .role(.viewer)),
        RoutePermission("GET", "/v1/runs/{run}/breakpoints", .role(.viewer)),
        RoutePermission("GET", "/v1/runs/{run}/autonomy", .role(.viewer)),
        RoutePermission("GET", "/v1/runs/{run}/audit", .role(.viewer)),
        RoutePermission("GET", "/v1/runs/{run}/audit/export", .role(.viewer)),
        RoutePermission("GET", "/v1/gates", .role(.viewer)),
        RoutePermission("GET", "/v1/gates/{gate}", .role(.viewer)),
        RoutePermission("GET", "/v1/playbooks", .role(.viewer)),
        RoutePermission("GET", "/v1/agents", .role(.viewer)),
        RoutePermission("GET", "/v1/feed", .role(.viewer)),
    ]

    private static let operating = [
        RoutePermission(
            "POST", "/v1/runs", .role(.operator), ("a playbook of one's own", .admin),
            ("a directory of one's own", .admin), ("more autonomy than the playbook gives", .approver),
            ("nobody there to ask", .approver)),
        RoutePermission("PUT", "/v1/runs/{run}/plan", .role(.operator)),
        RoutePermission(
            "POST", "/v1/runs/{run}/interventions", .role(.operator), ("what asks less than now", .approver)),
        RoutePermission("POST", "/v1/runs/{run}/breakpoints", .role(.operator)),
        RoutePermission(
            "DELETE", "/v1/runs/{run}/breakpoints/{step}", .role(.operator),
            ("a breakpoint that is not one's own", .approver)),
        RoutePermission("PUT", "/v1/runs/{run}/autonomy", .role(.operator), ("more autonomy", .approver)),
        RoutePermission("PUT", "/v1/gates/{gate}/hold", .role(.operator)),
        RoutePermission(
            "DELETE", "/v1/gates/{gate}/hold", .role(.operator), ("an approver's hold", .approver)),
        RoutePermission("POST", "/v1/runs/{run}/owner", .role(.operator), ("force", .admin)),
    ]

    private static let deciding = [
        RoutePermission("PUT", "/v1/gates/{gate}/verdict", .role(.approver)),
        RoutePermission("DELETE", "/v1/gates/{gate}/verdict", .role(.approver)),
    ]

    private static let administering = [
        RoutePermission("GET", "/v1/tokens", .role(.admin)),
        RoutePermission("POST", "/v1/tokens", .role(.admin)),
        RoutePermission("DELETE", "/v1/tokens/{name}", .role(.admin)),
    ]
}
