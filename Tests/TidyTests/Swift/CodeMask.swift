/// Blanks comments and the text of literals in Swift source, and leaves every line where it is.
///
/// What is inside an interpolation is code and stays. A bare regex literal (`/…/`) is not recognised,
/// because it cannot be told from a division without parsing; the extended form (`#/…/#`) is.
struct CodeMask {
    private enum Context {
        /// Source code; an interpolation ends at the parenthesis that it did not open itself.
        case code(isInterpolation: Bool, openParentheses: Int)
        case string(hashes: Int, isMultiline: Bool)
    }

    private let bytes: [UInt8]
    private var masked: [UInt8] = []
    private var position = 0
    private var contexts: [Context] = [.code(isInterpolation: false, openParentheses: 0)]

    /// Returns the source with spaces in place of everything that is not code.
    static func apply(to source: String) -> String {
        var mask = CodeMask(source)
        mask.run()
        return String(decoding: mask.masked, as: UTF8.self)
    }

    private init(_ source: String) {
        bytes = Array(source.utf8)
        masked.reserveCapacity(bytes.count)
    }

    private mutating func run() {
        while position < bytes.count {
            switch contexts[contexts.count - 1] {
            case .code(let isInterpolation, let openParentheses):
                stepInCode(isInterpolation: isInterpolation, openParentheses: openParentheses)
            case .string(let hashes, let isMultiline):
                stepInString(hashes: hashes, isMultiline: isMultiline)
            }
        }
    }

    private mutating func stepInCode(isInterpolation: Bool, openParentheses: Int) {
        if starts(with: "//") {
            blank(until: { $0.bytes[$0.position] == UInt8(ascii: "\n") })
        } else if starts(with: "/*") {
            blankBlockComment()
        } else if starts(with: "`") {
            maskQuotedIdentifier()
        } else if let literal = literalStart() {
            blank(count: literal.length)
            if literal.isRegex {
                let end = "/" + String(repeating: "#", count: literal.hashes)
                blank(until: { $0.starts(with: end) })
                blank(count: end.utf8.count)
            } else {
                contexts.append(.string(hashes: literal.hashes, isMultiline: literal.isMultiline))
            }
        } else {
            stepOverCodeByte(isInterpolation: isInterpolation, openParentheses: openParentheses)
        }
    }

    private mutating func stepOverCodeByte(isInterpolation: Bool, openParentheses: Int) {
        let byte = bytes[position]
        if byte == UInt8(ascii: ")"), isInterpolation, openParentheses == 0 {
            contexts.removeLast()
            blank(count: 1)
            return
        }
        let change = byte == UInt8(ascii: "(") ? 1 : byte == UInt8(ascii: ")") ? -1 : 0
        contexts[contexts.count - 1] = .code(
            isInterpolation: isInterpolation, openParentheses: openParentheses + change)
        masked.append(byte)
        position += 1
    }

    private mutating func stepInString(hashes: Int, isMultiline: Bool) {
        let marks = String(repeating: "#", count: hashes)
        let escape = "\\" + marks
        let end = (isMultiline ? "\"\"\"" : "\"") + marks
        if starts(with: escape + "(") {
            blank(count: escape.utf8.count + 1)
            contexts.append(.code(isInterpolation: true, openParentheses: 0))
        } else if starts(with: escape) {
            blank(count: escape.utf8.count + 1)
        } else if starts(with: end) {
            blank(count: end.utf8.count)
            contexts.removeLast()
        } else {
            // A literal on one line ends there even if its quote was misread.
            if bytes[position] == UInt8(ascii: "\n"), !isMultiline { contexts.removeLast() }
            blank(count: 1)
        }
    }

    /// Recognises `"`, `"""`, `#"`, `#/` and the like at the position.
    private func literalStart() -> (length: Int, hashes: Int, isMultiline: Bool, isRegex: Bool)? {
        var hashes = 0
        while position + hashes < bytes.count, bytes[position + hashes] == UInt8(ascii: "#") { hashes += 1 }
        let marks = String(repeating: "#", count: hashes)
        if starts(with: marks + "\"\"\"") { return (hashes + 3, hashes, true, false) }
        if starts(with: marks + "\"") { return (hashes + 1, hashes, false, false) }
        if hashes > 0, starts(with: marks + "/") { return (hashes + 1, hashes, false, true) }
        return nil
    }

    private mutating func blankBlockComment() {
        var depth = 0
        repeat {
            if starts(with: "/*") {
                depth += 1
                blank(count: 2)
            } else if starts(with: "*/") {
                depth -= 1
                blank(count: 2)
            } else {
                blank(count: 1)
            }
        } while depth > 0 && position < bytes.count
    }

    /// A quoted identifier may hold whole sentences; it becomes one word of underscores.
    private mutating func maskQuotedIdentifier() {
        repeat {
            masked.append(UInt8(ascii: "_"))
            position += 1
        } while position < bytes.count && !starts(with: "`") && !starts(with: "\n")
        if starts(with: "`") {
            masked.append(UInt8(ascii: "_"))
            position += 1
        }
    }

    private func starts(with text: String) -> Bool {
        bytes[position...].starts(with: text.utf8)
    }

    private mutating func blank(until ends: (CodeMask) -> Bool) {
        while position < bytes.count, !ends(self) { blank(count: 1) }
    }

    private mutating func blank(count: Int) {
        for _ in 0..<count where position < bytes.count {
            let byte = bytes[position]
            masked.append(byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " "))
            position += 1
        }
    }
}
