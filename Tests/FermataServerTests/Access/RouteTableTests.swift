import FermataCore
import FermataJournal
import FermataRuntime
import Hummingbird
import Logging
import Testing

@testable import FermataServer

@Suite("The table of what routes need")
struct RouteTableTests {
    private func router(_ home: TemporaryHome) -> Router<ServerContext> {
        let journal = MemoryJournal()
        let logger = Logger(label: "test")
        let engine = Engine(
            journal: journal, agents: AgentRegistry([:]), owner: Owner(id: "test", label: "test"),
            logger: logger)
        let settings = ServerSettings(port: 0, directory: home.path)
        return FermataServer(
            settings, engine: engine, journal: journal,
            access: AccessControl(AccessSettings(home: home.path), logger: logger),
            newRun: { preconditionFailure("no run is made here") }, logger: logger
        ).router()
    }

    @Test("The table names exactly the routes that the server has")
    func sameRoutes() throws {
        let home = try TemporaryHome()
        let routes = Set(router(home).routes.map { "\($0.method.rawValue) \($0.path.description)" })
        let table = RoutePermission.all.filter { $0.path != RoutePermission.unknownPath }
        let named = Set(table.map { "\($0.method) \($0.path)" })
        #expect(named.count == table.count, "a route stands twice in the table")
        #expect(routes.subtracting(named).sorted() == [], "routes that the table forgot")
        #expect(named.subtracting(routes).sorted() == [], "entries of the table without a route")
    }

    @Test("The description of the API names the same routes, and the role that each needs")
    func sameDescription() throws {
        guard case .object(let paths)? = try APIDescription.json()["paths"] else {
            Issue.record("the description has no paths")
            return
        }
        var described: [String] = []
        for path in paths {
            guard case .object(let operations) = path.value else { continue }
            for operation in operations {
                let role = operation.value["x-role"]?.stringValue ?? "nobody"
                described.append("\(operation.name.uppercased()) \(path.name) \(role)")
            }
        }
        let table = RoutePermission.all.filter { $0.path != RoutePermission.unknownPath }.map { entry in
            switch entry.need {
            case .nobody, .nobodyOnLoopback: "\(entry.method) \(entry.path) nobody"
            case .role(let role): "\(entry.method) \(entry.path) \(role.rawValue)"
            }
        }
        #expect(described.sorted() == table.sorted())
    }
}
