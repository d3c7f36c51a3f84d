/// A place in a file, counted as compilers and editors do.
public struct SourcePosition: Hashable, Sendable, Comparable {
    /// The line, from 1.
    public let line: Int
    /// The Unicode scalar within the line, from 1.
    public let column: Int

    /// Creates a position.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Where every file begins.
    public static let start = SourcePosition(line: 1, column: 1)

    /// Orders as people read.
    public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// The text of a file, with its lines as YAML counts them.
struct SourceText {
    /// The name of the file, as the person gave it.
    let file: String
    /// The whole text.
    let text: String
    private let scalars: [Unicode.Scalar]
    private let lineStarts: [Int]

    init(file: String, text: String) {
        self.file = file
        self.text = text
        scalars = Array(text.unicodeScalars)
        var starts = [0]
        for index in scalars.indices where Self.endsLine(scalars, at: index) { starts.append(index + 1) }
        lineStarts = starts
    }

    /// The scalar at a position; `nil` beyond the end.
    func scalar(at position: SourcePosition) -> Unicode.Scalar? {
        guard lineStarts.indices.contains(position.line - 1), position.column >= 1 else { return nil }
        let index = lineStarts[position.line - 1] + position.column - 1
        return scalars.indices.contains(index) ? scalars[index] : nil
    }

    /// A line without its end; empty beyond the last one.
    func line(_ number: Int) -> ArraySlice<Unicode.Scalar> {
        guard lineStarts.indices.contains(number - 1) else { return [] }
        let end = number < lineStarts.count ? lineStarts[number] : scalars.count
        return scalars[lineStarts[number - 1]..<end].prefix { !Self.isLineBreak($0) }
    }

    /// How many lines there are.
    var lineCount: Int { lineStarts.count }

    /// The position of the byte at an offset into the UTF-8 form.
    func position(ofByte offset: Int) -> SourcePosition {
        var remaining = offset
        var index = 0
        while index < scalars.count, remaining >= UTF8.width(scalars[index]) {
            remaining -= UTF8.width(scalars[index])
            index += 1
        }
        let line = lineStarts.lastIndex { $0 <= index } ?? 0
        return SourcePosition(line: line + 1, column: index - lineStarts[line] + 1)
    }

    /// YAML 1.1 breaks lines at these; `\r\n` is one break.
    private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    private static func endsLine(_ scalars: [Unicode.Scalar], at index: Int) -> Bool {
        guard isLineBreak(scalars[index]) else { return false }
        return scalars[index] != "\r" || index + 1 == scalars.count || scalars[index + 1] != "\n"
    }
}
