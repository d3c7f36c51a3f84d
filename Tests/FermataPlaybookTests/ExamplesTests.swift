import FermataCore
import FermataPlaybook
import Foundation
import Testing

@Suite("Examples")
struct ExamplesTests {
    static let names = ["agent-protocol", "release-gate", "repo-health", "test-triage"]

    static func source(of name: String) throws -> String {
        let path = Repository.root.appending(path: "Examples/\(name)/playbook.yaml")
        return try String(contentsOf: path, encoding: .utf8)
    }

    @Test("The list of examples is complete")
    func complete() throws {
        let folder = Repository.root.appending(path: "Examples").path
        let folders = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0 != "README.md" }
        #expect(folders.sorted() == Self.names)
    }

    @Test("Every example is a valid playbook with a readme", arguments: names)
    func isValid(name: String) throws {
        let playbook = try PlaybookParser.parse(Self.source(of: name), file: "Examples/\(name)/playbook.yaml")
        #expect(playbook.plan.problems(in: playbook) == [])
        #expect(playbook.synthesis != nil)
        let readme = Repository.root.appending(path: "Examples/\(name)/README.md")
        let text = try String(contentsOf: readme, encoding: .utf8)
        for input in playbook.inputs {
            #expect(text.contains("`\(input.name)`"), "\(input.name) is not explained")
        }
    }

    @Test("Every gate an example can open has a deadline and a default", arguments: names)
    func endsUnattended(name: String) throws {
        let playbook = try PlaybookParser.parse(Self.source(of: name), file: name)
        let hasCriticalStep = playbook.plan.steps.contains(where: \.isCritical)
        let critical: [GateKind] = hasCriticalStep ? [.beforeCriticalAction] : []
        for kind in critical + [.afterPlanning, .reviewResult, .beforeCompletion, .recovery] {
            if playbook.autonomy > .guided, kind == .afterPlanning || kind == .beforeCompletion { continue }
            #expect(playbook.gates[kind].onTimeout != nil, "\(kind) of \(name) waits forever")
        }
    }

    @Test("The plan of every example survives being written and read back", arguments: names)
    func planRoundTrip(name: String) throws {
        let playbook = try PlaybookParser.parse(Self.source(of: name), file: name)
        let text = PlanDocument.text(of: playbook.plan, in: playbook)
        let again = try PlanDocument.parse(text, file: "plan.yaml", revision: 1, in: playbook)
        #expect(again == playbook.plan)
    }
}

/// Where the files of the project are.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
}
