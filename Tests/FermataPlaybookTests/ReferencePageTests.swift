import FermataCore
import Foundation
import Testing

@testable import FermataPlaybook

@Suite("The reference of playbooks")
struct ReferencePageTests {
    // Reason: with the page gone there is no block, and the test that counts them fails.
    static let page =
        (try? String(contentsOf: Repository.root.appending(path: "docs/playbook.md"), encoding: .utf8)) ?? ""

    static var blocks: [String] {
        page.components(separatedBy: "```yaml\n").dropFirst().compactMap { block in
            block.components(separatedBy: "```").first
        }
    }

    /// The headings, each with what stands under it.
    static var sections: [String: String] {
        Dictionary(
            page.components(separatedBy: "\n## ").dropFirst().map { section in
                let lines = section.split(separator: "\n", maxSplits: 1).map(String.init)
                return (lines[0], lines.last ?? "")
            }, uniquingKeysWith: { first, _ in first })
    }

    @Test("Every block is a playbook", arguments: blocks)
    func parses(block: String) {
        #expect(throws: Never.self) { try PlaybookParser.parse(block, file: "docs/playbook.md") }
    }

    @Test("There is a block for every section of a playbook")
    func blockCount() {
        #expect(Self.blocks.count >= 8)
    }

    @Test(
        "Every key has a row where it belongs, with its default",
        arguments: [
            ("The file", RecordShape.playbook), ("Inputs", .input), ("Agents", .agent), ("Steps", .step),
            ("Gates", .gates), ("Gates", .gate(.question)), ("Forbid", .forbidRule),
            ("Breakpoints", .breakpoint),
            ("Synthesis", .part),
        ])
    func everyKey(heading: String, record: RecordShape) throws {
        let section = try #require(Self.sections[heading])
        for field in record.fields {
            let row = section.split(separator: "\n").first { $0.hasPrefix("| `\(field.name)` |") }
            let text = try #require(row, "`\(field.name)` has no row under \(heading)")
            #expect(!field.isRequired || text.hasSuffix("required |"))
            for word in field.shape.words where heading != "Agents" || field.name == "kind" {
                #expect(text.contains("`\(word)`"), "`\(word)` is missing in the row of `\(field.name)`")
            }
        }
    }

    @Test("The defaults of each kind of gate are named", arguments: GateKind.allCases)
    func gateDefaults(kind: GateKind) throws {
        let section = try #require(Self.sections["Gates"])
        let row = try #require(
            section.split(separator: "\n").first { $0.hasPrefix("| `\(kind.rawValue)` |") })
        let cell = try #require(row.split(separator: "|").last)
        let named = cell.split(whereSeparator: { !$0.isLetter }).map(String.init).filter { $0 != "TEXT" }
        #expect(Set(named) == Set(GateSettings.allowedDefaults(for: kind)))
    }
}

extension Shape {
    /// The closed set of words a value is one of.
    fileprivate var words: [String] { if case .word(let words) = self { words } else { [] } }
}
