import FermataCore
import FermataPlaybook
import Foundation
import Testing

@Suite("Mistakes in playbooks")
struct MistakeTests {
    /// A document with a mistake, and what is to be said about it.
    struct Case: Sendable, CustomTestStringConvertible {
        let title: String
        let document: String
        let expected: [String]

        var testDescription: String { title }

        /// The bytes of the document: the file shows tabs and a broken byte as signs.
        var bytes: [UInt8] {
            let text = document.replacing("␉", with: "\t")
            return text.unicodeScalars.flatMap { $0 == "·" ? [0xFF] : Array(String($0).utf8) }
        }

        /// Line, column and message of each mistake that is found.
        func found() -> [String] {
            do {
                _ = try PlaybookParser.parse(bytes, file: "playbook.yaml")
                return []
            } catch {
                return error.mistakes.map { "\($0.position.line):\($0.position.column): \($0.message)" }
            }
        }
    }

    static let path = Repository.root.appending(path: "Tests/Goldens/playbook-mistakes.txt")

    static let cases: [Case] = {
        // Reason: with the file gone there is no case, and the test that counts them fails.
        guard let text = try? String(contentsOf: path, encoding: .utf8) else { return [] }
        return text.components(separatedBy: "\n=== ").dropFirst().map { block in
            var lines = block.components(separatedBy: "\n")
            while lines.last?.isEmpty == true { lines.removeLast() }
            let expected = lines.filter { $0.hasPrefix("! ") }.map { String($0.dropFirst(2)) }
            let document = lines.dropFirst().filter { !$0.hasPrefix("! ") }
            return Case(title: lines[0], document: document.map { $0 + "\n" }.joined(), expected: expected)
        }
    }()

    @Test("Each is found at its place and said in these words", arguments: cases)
    func isFound(example: Case) {
        guard !Golden.rewrites else { return }
        #expect(example.found() == example.expected)
    }

    @Test("There are more than fifty kinds, and no two of them are told alike")
    func distinct() throws {
        if Golden.rewrites { try rewrite() }
        #expect(Self.cases.count > 50)
        let single = Self.cases.filter { $0.expected.count == 1 }.flatMap(\.expected)
        let alike = Dictionary(grouping: Self.cases, by: \.title).filter { $0.value.count > 1 }.keys
        #expect(alike.sorted() == [])
        #expect(Set(single).count > 50)
        #expect(Self.cases.allSatisfy { !$0.expected.isEmpty })
    }

    private func rewrite() throws {
        let text = try String(contentsOf: Self.path, encoding: .utf8)
        let heading = (text.components(separatedBy: "\n=== ").first ?? "") + "\n"
        let blocks = Self.cases.map { example in
            let said = example.found().map { "! \($0)\n" }.joined()
            return "=== \(example.title)\n\(example.document)\(said)\n"
        }
        let ending = (heading + blocks.joined()).dropLast()
        try ending.write(to: Self.path, atomically: true, encoding: .utf8)
    }
}

/// Files that hold what is expected, and are reviewed when it changes.
enum Golden {
    /// Whether this run of the tests writes them anew.
    static let rewrites = ProcessInfo.processInfo.environment["FERMATA_REWRITE_GOLDENS"] == "1"
}
