/// A whole screen: its lines from the top, and where the cursor stands if the person is writing.
struct Frame: Hashable {
    /// A place on the screen, from 0.
    struct Position: Hashable {
        var row: Int
        var column: Int
    }

    var lines: [StyledLine]
    var cursor: Position?

    /// The text alone, without blanks at the ends of lines.
    var text: String {
        lines.map { line in
            var text = Substring(line.text)
            while text.last == " " { text.removeLast() }
            return String(text)
        }.joined(separator: "\n")
    }
}
