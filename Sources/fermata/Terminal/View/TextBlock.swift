import FermataCore

/// Builds text line by line for a width. Everything that comes from outside is made visible here.
struct TextBlock {
    let columns: Int
    private let symbols: Symbols
    private(set) var lines: [StyledLine] = []

    init(columns: Int, symbols: Symbols = .unicode) {
        self.columns = max(10, columns)
        self.symbols = symbols
    }

    /// A blank line, unless there is one already.
    mutating func gap() {
        if let last = lines.last, last.width > 0 { lines.append(StyledLine()) }
    }

    /// A sentence or heading, broken between words.
    mutating func sentence(
        _ text: String, _ ink: Ink = .plain, strong isStrong: Bool = false, indent: Int = 0
    ) {
        for line in VisibleText.lines(text) {
            for piece in TextWrapping.wrap(line, columns: columns - indent) {
                add(piece, ink, isStrong, indent)
            }
        }
    }

    /// A sentence after a label, its further lines below its first.
    mutating func labelled(_ label: String, _ text: String, _ ink: Ink = .plain, labelInk: Ink = .faint) {
        let label = label.last?.isLetter == true || label.last == ")" ? label + ":" : label
        let indent = ColumnWidth.of(label) + 1
        let pieces = VisibleText.lines(text).flatMap { TextWrapping.wrap($0, columns: columns - indent) }
        for (index, piece) in pieces.enumerated() {
            var line = StyledLine(index == 0 ? label + " " : String(repeating: " ", count: indent), labelInk)
            line.append(piece, ink)
            lines.append(line)
        }
    }

    /// A command or value exactly as it is, every blank kept; where a line is broken only to fit, a mark says
    /// so.
    mutating func exact(_ text: String, _ ink: Ink = .plain, indent: Int = 2) {
        for line in VisibleText.lines(text) {
            let pieces = TextWrapping.fold(line, columns: columns - indent - 2)
            for (index, piece) in pieces.enumerated() {
                var folded = StyledLine(String(repeating: " ", count: indent))
                if index > 0 { folded.append(symbols.continuation, .faint) }
                folded.append(piece, ink)
                lines.append(folded)
            }
        }
    }

    /// The members of an object: short ones beside their name, long ones below it.
    mutating func members(_ value: JSON, indent: Int = 2) {
        guard case .object(let members) = value else {
            exact(value.text, indent: indent)
            return
        }
        for member in members {
            let name = VisibleText.line(member.name)
            let texts = VisibleText.lines(Self.text(of: member.value))
            if texts.count <= 1 {
                let text = texts.first ?? ""
                for (index, piece) in TextWrapping.fold(
                    text, columns: columns - indent - 2 - ColumnWidth.of(name)
                )
                .enumerated() {
                    var line = StyledLine(String(repeating: " ", count: indent))
                    let blank = String(repeating: " ", count: ColumnWidth.of(name) + 2)
                    line.append(index == 0 ? "\(name)  " : blank, .faint)
                    line.append(piece)
                    lines.append(line)
                }
            } else {
                add(name, .faint, false, indent)
                for text in texts { exact(text.isEmpty ? " " : text, indent: indent + 2) }
            }
        }
    }

    mutating func add(_ line: StyledLine) { lines.append(line) }

    private mutating func add(_ text: String, _ ink: Ink, _ isStrong: Bool, _ indent: Int) {
        var line = StyledLine(String(repeating: " ", count: indent))
        line.append(text, ink, strong: isStrong)
        lines.append(line)
    }

    private static func text(of value: JSON) -> String {
        guard case .string(let text) = value else { return value.encoded() }
        return text
    }
}
