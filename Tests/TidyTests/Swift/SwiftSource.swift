import Foundation

/// A Swift file, as written and as code alone.
struct SwiftSource {
    let path: String
    /// The lines as written.
    let lines: [Substring]
    /// The same lines with comments and the text of literals blanked.
    let codeLines: [Substring]

    /// The code lines in one piece.
    private let code: String

    init(_ file: TextFile) {
        path = file.path
        lines = file.lines
        code = CodeMask.apply(to: file.text)
        codeLines = code.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// Whether the code holds these bytes anywhere; a quick look before a careful one.
    func mentions(_ text: String) -> Bool {
        code.withCString { haystack in text.withCString { needle in strstr(haystack, needle) != nil } }
    }

    /// The name of the target whose code this is; nil outside Sources.
    var target: String? {
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
    }

    /// The modules that the file imports, with the line of each import.
    var imports: [(module: String, line: Int)] {
        codeLines.enumerated().compactMap { index, line in
            let words = line.split(separator: " ")
            guard let position = words.firstIndex(of: "import"),
                words[..<position].allSatisfy({ Self.wordsBeforeImport.contains($0) })
            else { return nil }
            let rest = words[(position + 1)...].drop { Self.importKinds.contains($0) }
            return rest.first.map { (String($0.prefix { $0 != "." }), index + 1) }
        }
    }

    /// Whether the comment directly above a line gives a reason for what the line does.
    func hasReason(aboveLine line: Int) -> Bool {
        var index = line - 2
        while index >= 0 {
            let text = lines[index].drop { $0 == " " }
            guard text.hasPrefix("//") else { return false }
            if text.hasPrefix("// Reason: ") { return true }
            index -= 1
        }
        return false
    }

    private static let wordsBeforeImport: Set<Substring> = [
        "public", "package", "internal", "fileprivate", "private", "@testable", "@preconcurrency",
    ]
    private static let importKinds: Set<Substring> = [
        "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
    ]
}
