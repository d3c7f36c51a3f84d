import Testing

@Suite("Which target may know which")
struct ArchitectureTests {
    /// What each target may import of this package and of others. An arrow that is not here needs a
    /// decision in ARCHITECTURE.md first.
    private static let arrows: [String: Set<String>] = [
        "CEL": [],
        "FermataCore": [],
        "FermataJournal": ["FermataCore"],
        "FermataSQLite": ["FermataCore", "FermataJournal", "GRDB", "GRDBSQLite"],
        "FermataRuntime": ["FermataCore", "FermataJournal", "HeapModule", "Logging"],
        "FermataPlaybook": ["FermataCore", "Yams"],
        "FermataAgents": [
            "CFermataProcess", "FermataCore", "FermataJournal", "FermataRuntime", "Subprocess",
            "SystemPackage",
            "Logging",
        ],
        "FermataAPI": ["FermataCore", "FermataJournal", "FermataPlaybook"],
        "FermataClient": [
            "FermataAPI", "FermataCore", "FermataJournal", "AsyncHTTPClient", "NIOCore",
            "NIOHTTP1", "NIOPosix", "NIOSSL",
        ],
        "FermataServer": [
            "FermataAPI", "FermataCore", "FermataJournal", "FermataPlaybook", "FermataRuntime",
            "AsyncHTTPClient", "CoreMetrics", "HTTPTypes", "Hummingbird", "HummingbirdCore",
            "HummingbirdTLS", "JWTKit", "Logging", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL",
            "ServiceLifecycle",
        ],
        "FermataTesting": ["FermataCore", "FermataJournal", "FermataRuntime"],
        "FermataSimulation": ["FermataCore", "FermataJournal", "FermataRuntime"],
        "fermata-simulate": ["FermataCore", "FermataJournal", "FermataSimulation", "ArgumentParser"],
        "fermata": [
            "CEL", "FermataCore", "FermataJournal", "FermataRuntime", "FermataPlaybook", "FermataAgents",
            "FermataSQLite", "FermataAPI", "FermataClient", "FermataServer", "ArgumentParser", "Logging",
        ],
    ]

    /// What comes with the compiler and the platform. The rules and their conditions need none of it.
    private static let platform: Set<String> = [
        "Foundation", "FoundationEssentials", "Glibc", "Musl", "Darwin", "Synchronization", "Dispatch",
    ]

    private static let pure: Set<String> = ["CEL", "FermataCore"]

    private static func mayImport(_ module: String, from target: String) -> Bool {
        arrows[target, default: []].contains(module) || !pure.contains(target) && platform.contains(module)
    }

    @Test("Every target imports only what its place allows")
    func imports() {
        let sources = Project.swiftSources.filter { $0.target != nil }
        #expect(sources.contains { !$0.imports.isEmpty }, "no import was found")
        expectNone(
            sources.flatMap { source in
                let target = source.target ?? ""
                return source.imports.filter { !Self.mayImport($0.module, from: target) }.map {
                    Violation(
                        path: source.path, line: $0.line, complaint: "\(target) must not know \($0.module)")
                }
            })
    }

    @Test("Every target has its place, and every place a target")
    func everyTargetIsListed() {
        #expect(Set(Project.swiftSources.compactMap(\.target)) == Set(Self.arrows.keys))
    }

    @Test("The arrows have no cycle")
    func noCycle() {
        for target in Self.arrows.keys {
            var reached: Set<String> = []
            var next = Self.arrows[target, default: []]
            while let one = next.popFirst() {
                if reached.insert(one).inserted { next.formUnion(Self.arrows[one, default: []]) }
            }
            #expect(!reached.contains(target), "\(target) reaches itself")
        }
    }

    @Test(
        "An import is recognised in every form it takes",
        arguments: [
            ("import A", "A"),
            ("public import A", "A"),
            ("@testable import A", "A"),
            ("import struct A.B", "A"),
        ])
    func importForms(line: String, module: String) {
        let source = SwiftSource(TextFile(path: "Sources/X/Y.swift", text: line))
        #expect(source.imports.map(\.module) == [module])
    }

    @Test("No target is an empty promise")
    func placeholders() {
        expectNone(
            Project.paths.filter { $0.hasSuffix("/Placeholder.swift") }.map {
                Violation(path: $0, complaint: "fill the target or remove it")
            })
    }

    @Test("A file's name says what is in it")
    func fileNames() {
        let vague = ["Utils", "Utilities", "Helpers", "Manager", "Common", "Misc"]
        expectNone(
            Project.paths.filter { path in
                let name = path.split(separator: "/").last ?? ""
                return path.hasSuffix(".swift") && vague.contains { name.contains($0) }
            }.map { Violation(path: $0, complaint: "a vague name; name what the type is") })
    }
}
