/// What a piece of text means; the palette turns it into colour, and never is colour all that says it.
enum Ink: Hashable {
    /// Ordinary text.
    case plain
    /// What recedes.
    case faint
    /// What waits for the person, or was decided by them. Nothing else has this colour.
    case you
    case running
    case done
    case failed
    case blocked
    case rolledBack
}

/// A line of text in pieces that each have a meaning, and its width in columns.
struct StyledLine: Hashable {
    /// A piece of one meaning.
    struct Span: Hashable {
        var text: String
        var ink: Ink
        var isStrong: Bool
    }

    private(set) var spans: [Span] = []
    private(set) var width = 0

    init() {}

    init(_ text: String, _ ink: Ink = .plain, strong isStrong: Bool = false) {
        append(text, ink, strong: isStrong)
    }

    /// The text alone.
    var text: String { spans.map(\.text).joined() }

    mutating func append(_ text: String, _ ink: Ink = .plain, strong isStrong: Bool = false) {
        guard !text.isEmpty else { return }
        spans.append(Span(text: text, ink: ink, isStrong: isStrong))
        width += ColumnWidth.of(text)
    }

    mutating func append(_ line: StyledLine) {
        spans.append(contentsOf: line.spans)
        width += line.width
    }

    /// Fills up with blanks to a width.
    mutating func pad(to target: Int) {
        if width < target { append(String(repeating: " ", count: target - width)) }
    }

    /// The line cut to a width, an ellipsis where something is left out.
    func cut(to limit: Int, ellipsis: String) -> StyledLine {
        guard width > limit else { return self }
        var result = StyledLine()
        let room = limit - ColumnWidth.of(ellipsis)
        guard room >= 0 else { return result }
        for span in spans {
            let left = room - result.width
            let piece = span.text.prefix(columns: left)
            result.append(piece, span.ink, strong: span.isStrong)
            if piece.unicodeScalars.count < span.text.unicodeScalars.count { break }
        }
        result.append(ellipsis, result.spans.last?.ink ?? .plain)
        return result
    }
}

extension String {
    /// As much of the beginning as fits into that many columns.
    func prefix(columns limit: Int) -> String {
        var width = 0
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            width += ColumnWidth.of(scalar)
            if width > limit { break }
            result.append(scalar)
        }
        return String(result)
    }

    /// The text cut to that many columns, an ellipsis where something is left out, and filled up with blanks.
    func fitted(to columns: Int, ellipsis: String) -> String {
        let width = ColumnWidth.of(self)
        if width <= columns { return self + String(repeating: " ", count: columns - width) }
        let kept = prefix(columns: max(0, columns - ColumnWidth.of(ellipsis)))
        let text = kept + ellipsis.prefix(columns: columns)
        return text + String(repeating: " ", count: max(0, columns - ColumnWidth.of(text)))
    }
}
