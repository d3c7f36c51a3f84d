import Foundation
import Testing

/// A reviewed text that a test compares with what the code does; rewritten by `FERMATA_REWRITE_GOLDENS=1`.
enum Golden {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()

    static func text(of path: String) throws -> String {
        try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    }

    /// The text of a file of the project, by its path from the project's root.
    static func projectText(of path: String) throws -> String {
        let root = folder.deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static func compare(_ lines: [String], with path: String) throws {
        let actual = lines.joined(separator: "\n") + "\n"
        if ProcessInfo.processInfo.environment["FERMATA_REWRITE_GOLDENS"] == "1" {
            try actual.write(to: folder.appending(path: path), atomically: true, encoding: .utf8)
            return
        }
        let expected = try text(of: path).split(separator: "\n", omittingEmptySubsequences: false)
        let found = actual.split(separator: "\n", omittingEmptySubsequences: false)
        for (number, pair) in zip(expected, found).enumerated() where pair.0 != pair.1 {
            Issue.record("\(path):\(number + 1): expected \"\(pair.0)\", found \"\(pair.1)\"")
        }
        #expect(expected.count == found.count, "\(path) has another number of lines")
    }
}
