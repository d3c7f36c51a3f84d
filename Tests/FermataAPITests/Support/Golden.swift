import FermataCore
import Foundation
import Testing

/// A reviewed text that a test compares with what the code does; rewritten by `FERMATA_REWRITE_GOLDENS=1`.
enum Golden {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Goldens")

    static func compare(_ json: JSON, with name: String) throws {
        let path = folder.appending(path: name)
        let actual = json.indented + "\n"
        if ProcessInfo.processInfo.environment["FERMATA_REWRITE_GOLDENS"] == "1" {
            try actual.write(to: path, atomically: true, encoding: .utf8)
            return
        }
        let expected = try String(contentsOf: path, encoding: .utf8)
        guard expected != actual else { return }
        let pairs = zip(expected.split(separator: "\n"), actual.split(separator: "\n"))
        let first = pairs.enumerated().first { $0.element.0 != $0.element.1 }
        Issue.record(
            """
            \(name):\((first?.offset ?? 0) + 1): expected \(first?.element.0 ?? "another length"), \
            found \(first?.element.1 ?? "")
            """)
    }
}

extension JSON {
    /// The value over several lines, as people read it: what fits on a line stands on one.
    var indented: String { indented(by: 0) }

    private func indented(by level: Int) -> String {
        let whole = encoded()
        guard whole.utf8.count + level * 2 > 100 else { return whole }
        let margin = String(repeating: "  ", count: level + 1)
        let end = String(repeating: "  ", count: level)
        switch self {
        case .null, .bool, .integer, .number, .string: return whole
        case .array(let items):
            let lines = items.map { margin + $0.indented(by: level + 1) }
            return "[\n\(lines.joined(separator: ",\n"))\n\(end)]"
        case .object(let members):
            let lines = members.map {
                "\(margin)\(JSON.string($0.name).encoded()): \($0.value.indented(by: level + 1))"
            }
            return "{\n\(lines.joined(separator: ",\n"))\n\(end)}"
        }
    }
}
