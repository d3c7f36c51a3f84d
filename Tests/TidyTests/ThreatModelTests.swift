import Foundation
import Testing

@Suite("The threat model")
struct ThreatModelTests {
    private static let page = Project.texts.first { $0.path == "docs/threat-model.md" }

    /// The rows of the tables of defences, which name their tests in their last cell.
    private static let claims: [(line: Int, tests: String)] = {
        var isDefence = false
        var claims: [(Int, String)] = []
        for (index, line) in (page?.lines ?? []).enumerated() {
            if line.hasPrefix("## ") { isDefence = line == "## What is defended" }
            guard isDefence, line.hasPrefix("| "), !line.hasPrefix("| claim ") else { continue }
            claims.append((index + 1, line.split(separator: "|").last { $0 != " " }.map(String.init) ?? ""))
        }
        return claims
    }()

    /// The names of tests in a text: `RoleTests`, `RoleTests.matrix` or `test_access.py::test_roles`.
    private static func names(in text: String) -> [(file: String, function: String?)] {
        let swift = text.matches(of: #/`([A-Za-z]+Tests)(?:\.([A-Za-z0-9]+))?`/#).map {
            ("\($0.output.1).swift", $0.output.2.map(String.init))
        }
        let python = text.matches(of: #/`(test_[a-z_]+\.py)::(test_[a-z_0-9]+)`/#).map {
            (String($0.output.1), Optional(String($0.output.2)))
        }
        return swift + python
    }

    private static func exists(_ name: (file: String, function: String?)) -> Bool {
        let word = name.file.hasSuffix(".py") ? "def" : "func"
        let declaration = name.function.map { "\(word) \($0)(" } ?? "@Test"
        return Project.texts.contains { file in
            file.path.hasSuffix("/\(name.file)") && file.path.lowercased().hasPrefix("tests/")
                && file.text.contains(declaration)
        }
    }

    @Test("Every claim of a defence names the tests that show it")
    func everyClaimHasTests() throws {
        let page = try #require(Self.page)
        #expect(Self.claims.count > 20, "the claims were not found")
        expectNone(
            Self.claims.filter { Self.names(in: $0.tests).isEmpty }.map {
                Violation(path: page.path, line: $0.line, complaint: "a claim without a test")
            })
    }

    @Test("Every test that it names exists")
    func everyTestExists() throws {
        let page = try #require(Self.page)
        expectNone(
            page.lines.enumerated().flatMap { index, line in
                Self.names(in: String(line)).filter { !Self.exists($0) }.map {
                    Violation(
                        path: page.path, line: index + 1,
                        complaint: "no \($0.function ?? "tests") in \($0.file)")
                }
            })
    }

    @Test("A name that nothing has is noticed")
    func unknownNames() {
        #expect(Self.names(in: "`RoleTests.matrix`, `test_access.py::test_a`, `RoleTests`").count == 3)
        #expect(Self.names(in: "RoleTests.matrix").isEmpty)
        #expect(!Self.exists(("RoleTests.swift", nil)))
        #expect(Self.exists(("ThreatModelTests.swift", "unknownNames")))
        #expect(!Self.exists(("ThreatModelTests.swift", "unknown" + "Name")))
        #expect(!Self.exists(("test_access.py", "test_that_is_not_there")))
    }
}
