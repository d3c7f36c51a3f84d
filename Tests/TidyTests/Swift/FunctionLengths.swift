/// A function, initialiser, subscript or computed property and how many lines it takes.
struct FunctionLength: Equatable {
    /// The line of its keyword, counted from 1.
    let line: Int
    /// From the keyword's line to that of the closing brace, both included.
    let lineCount: Int
}

/// Measures the functions of a file by counting braces in its code.
struct FunctionLengths {
    private struct Token {
        let text: Substring
        let line: Int
    }

    private let tokens: [Token]

    static func measure(_ source: SwiftSource) -> [FunctionLength] {
        let counter = FunctionLengths(source)
        return counter.tokens.indices.compactMap(counter.measure(at:))
    }

    private init(_ source: SwiftSource) {
        tokens = source.codeLines.enumerated().flatMap { index, line in
            Self.split(line).map { Token(text: $0, line: index + 1) }
        }
    }

    private func measure(at index: Int) -> FunctionLength? {
        guard Self.keywords.contains(tokens[index].text), index == 0 || tokens[index - 1].text != ".",
            let start = bodyStart(after: index), let end = bodyEnd(from: start)
        else { return nil }
        let line = tokens[index].line
        return FunctionLength(line: line, lineCount: tokens[end].line - line + 1)
    }

    /// The opening brace of the body; nil when the declaration has none, as in a protocol.
    private func bodyStart(after keyword: Int) -> Int? {
        let isProperty = tokens[keyword].text == "var"
        var depth = 0
        for index in tokens.indices.dropFirst(keyword + 1) {
            let text = tokens[index].text
            switch text {
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            default: break
            }
            if depth < 0 { return nil }
            if depth > 0 { continue }
            if text == "{" { return index }
            if text == "}" || text == ";" || isProperty && text == "=" { return nil }
            if Self.wordsThatBeginAnotherStatement.contains(text) { return nil }
        }
        return nil
    }

    private func bodyEnd(from start: Int) -> Int? {
        var depth = 0
        for index in tokens.indices.dropFirst(start) {
            if tokens[index].text == "{" { depth += 1 }
            if tokens[index].text == "}" { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }

    /// Words whole, everything else but blanks one character at a time.
    private static func split(_ line: Substring) -> [Substring] {
        var found: [Substring] = []
        var rest = line
        while let first = rest.first {
            let isWord = isWordPart(first)
            let piece = isWord ? rest.prefix(while: isWordPart) : rest.prefix(1)
            if first != " " { found.append(piece) }
            rest = rest.dropFirst(piece.count)
        }
        return found
    }

    private static func isWordPart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    private static let keywords: Set<Substring> = ["func", "init", "deinit", "subscript", "var"]
    private static let wordsThatBeginAnotherStatement: Set<Substring> = [
        "func", "init", "deinit", "subscript", "var", "let", "case", "static", "public", "package",
        "internal", "fileprivate", "private", "mutating", "nonisolated", "struct", "enum", "class",
        "actor", "extension", "protocol", "typealias", "associatedtype", "import", "if", "for", "while",
        "repeat", "switch", "guard", "return", "defer", "do", "try", "throw", "await", "yield",
    ]
}
