/// Text from agents, files and people for lines in a terminal or a log: made visible, and on one line.
enum InertText {
    /// One line: line ends become spaces.
    static func line(_ text: String) -> String {
        let joined = text.unicodeScalars.map { $0 == "\n" || $0 == "\r" ? " " : $0 }
        let visible = VisibleText.line(String(String.UnicodeScalarView(joined)))
        return String(visible.reversed().drop { $0 == " " }.reversed())
    }

    /// Several lines.
    static func lines(_ text: String) -> [String] {
        let lines = VisibleText.lines(text)
        return lines.isEmpty ? [""] : lines
    }

    /// One line of at most that many characters, an ellipsis where something is left out.
    static func line(_ text: String, limit: Int) -> String {
        let whole = line(String(text.prefix(limit + 1)))
        return whole.count <= limit ? whole : String(whole.prefix(limit - 1)) + "…"
    }
}
