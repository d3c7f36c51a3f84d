/// Breaks text into lines of a width: between words where there is room for one, inside words where not.
enum TextWrapping {
    /// The lines of one visible line; at least one.
    static func wrap(_ text: String, columns: Int) -> [String] {
        let columns = max(1, columns)
        guard ColumnWidth.of(text) > columns else { return [text] }
        var lines: [String] = []
        var rest = text.unicodeScalars[...]
        while !rest.isEmpty {
            let end = end(of: rest, columns: columns)
            lines.append(String(rest[..<end]))
            rest = rest[end...]
            if rest.first == " " { rest = rest.dropFirst() }
        }
        return lines
    }

    /// The lines of one visible line with every blank kept: for commands and values, where each counts.
    static func fold(_ text: String, columns: Int) -> [String] {
        let columns = max(2, columns)
        guard ColumnWidth.of(text) > columns else { return [text] }
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var width = 0
        for scalar in text.unicodeScalars {
            let more = ColumnWidth.of(scalar)
            if width + more > columns {
                lines.append(String(line))
                line = String.UnicodeScalarView()
                width = 0
            }
            line.append(scalar)
            width += more
        }
        lines.append(String(line))
        return lines
    }

    private static func end(
        of rest: Substring.UnicodeScalarView, columns: Int
    ) -> Substring.UnicodeScalarView.Index {
        var width = 0
        var index = rest.startIndex
        var lastSpace: Substring.UnicodeScalarView.Index?
        while index < rest.endIndex {
            width += ColumnWidth.of(rest[index])
            if width > columns {
                if rest[index] == " " { return index }
                // A character wider than the whole line still has to go somewhere.
                return lastSpace ?? (index == rest.startIndex ? rest.index(after: index) : index)
            }
            if rest[index] == " ", index > rest.startIndex { lastSpace = index }
            index = rest.index(after: index)
        }
        return rest.endIndex
    }
}
