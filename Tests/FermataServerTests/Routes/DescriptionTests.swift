import FermataAPI
import FermataCore
import FermataJournal
import FermataPlaybook
import FermataRuntime
import HTTPTypes
import Hummingbird
import Testing

@testable import FermataServer

@Suite("The description of the API")
struct DescriptionTests {
    /// A route in the form in which routes, permissions and the description can be compared.
    private static func line(_ method: String, _ path: String) -> String { "\(method) \(path)" }

    @Test("It names every route, with its method, and nothing else")
    func routes() async throws {
        let routes = try await ServerBench.running { bench in
            Set(bench.server.router().routes.map { Self.line($0.method.rawValue, $0.path.description) })
        }
        let described = Set(APIOperation.all.map { Self.line($0.method, $0.path) })
        #expect(described.subtracting(routes).sorted() == [], "described and not there")
        #expect(routes.subtracting(described).sorted() == [], "there and not described")
    }

    @Test("Every route says who may use it")
    func permissions() {
        let permitted = Set(
            RoutePermission.all.filter { $0.path != RoutePermission.unknownPath }.map {
                Self.line($0.method, $0.path)
            })
        let described = Set(APIOperation.all.map { Self.line($0.method, $0.path) })
        #expect(permitted.symmetricDifference(described).sorted() == [])
    }

    @Test("Everything that it refers to is in it")
    func references() throws {
        let document = try APIDescription.json()
        let schemas = try #require(document["components"]?["schemas"])
        var names: Set<String> = []
        Self.collectReferences(in: document, into: &names)
        #expect(!names.isEmpty)
        for name in names where name.hasPrefix("#/components/schemas/") {
            #expect(schemas[String(name.dropFirst("#/components/schemas/".count))] != nil, "\(name)")
        }
    }

    private static func collectReferences(in json: JSON, into names: inout Set<String>) {
        switch json {
        case .object(let members):
            for member in members {
                if member.name == "$ref", let name = member.value.stringValue { names.insert(name) }
                collectReferences(in: member.value, into: &names)
            }
        case .array(let items): for item in items { collectReferences(in: item, into: &names) }
        case .null, .bool, .integer, .number, .string: break
        }
    }

    @Test("The bodies that it shows are read as the server reads them")
    func examples() throws {
        var count = 0
        for operation in APIOperation.all {
            for example in operation.body?.examples ?? [] {
                count += 1
                switch operation.name {
                case "createRun": _ = try NewRun(json: example)
                case "intervene": _ = try Order(json: example)
                case "decide": _ = try Verdict(json: example)
                case "editPlan": _ = try example.field("steps", as: [PlanStep].self)
                case "addBreakpoint": _ = try example.field("step", as: StepID.self)
                case "setAutonomy": _ = try example.field("level", as: Autonomy.self)
                case "carryOut": _ = try example.field("force", as: Bool.self)
                case "createToken": _ = try example.field("role", as: Role.self)
                case "signIn": _ = try example.field("token", as: String.self)
                default: Issue.record("nobody reads the example of \(operation.name)")
                }
            }
        }
        #expect(count > 20)
    }

    @Test("The members that it names for an order are those that the order takes")
    func members() throws {
        let schemas = try #require(try APIDescription.json()["components"]?["schemas"])
        func properties(_ schema: JSON?) -> Set<String> {
            Set((schema?["properties"]?.memberList ?? []).map(\.name))
        }
        #expect(properties(schemas["PlanStep"]) == Set(PlanStep.memberNames))
        #expect(properties(schemas["Breakpoint"]) == Set(Breakpoint.memberNames))
        #expect(properties(schemas["NewRun"]) == Set(NewRun.memberNames))
        let forms = try schemas.field("Intervention", as: JSON.self).field("oneOf", as: [JSON].self)
        var described: [String: Set<String>] = [:]
        for form in forms {
            let word = form["properties"]?["intervention"]
            let words = try word?["const"].map { [try String(json: $0)] } ?? word?.field("enum") ?? []
            for word in words { described[word] = properties(form).subtracting(["intervention", "id"]) }
        }
        let taken = Order.Intervention.allCases.map { ($0.rawValue, Set($0.memberNames)) }
        #expect(described == Dictionary(uniqueKeysWithValues: taken))
    }

    @Test("It is served")
    func served() async throws {
        try await ServerBench.running { bench in
            let reply = try await bench.send("GET", "/openapi.json", role: nil)
            #expect(reply.status == 200)
            #expect(try reply.json["openapi"] == "3.1.0")
        }
    }
}
