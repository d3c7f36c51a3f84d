/// Makes text from agents, files and people inert and honest: what could move the cursor, colour, hide or
/// turn round other text is written out, so that what a person reads is all there is.
enum VisibleText {
    /// Columns between tab stops.
    private static let tabWidth = 4
    /// Marks that may join one character; more would grow over the lines above and below.
    private static let maximumMarkCount = 2

    /// One line; line ends are written out, too.
    static func line(_ text: some StringProtocol) -> String {
        var result = String.UnicodeScalarView()
        var markCount = 0
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            defer { previous = scalar }
            if (0x20..<0x7F).contains(scalar.value) {
                result.append(scalar)
                markCount = 0
            } else if scalar == "\t" {
                let column = ColumnWidth.of(String(result))
                result.append(
                    contentsOf: String(repeating: " ", count: tabWidth - column % tabWidth).unicodeScalars)
                markCount = 0
            } else if isPresentationSelector(scalar), previous?.properties.isEmoji == true {
                // It only chooses between two drawings of the same character, and terminals disagree about
                // the width of one of them.
                continue
            } else if ColumnWidth.isJoining(scalar), !isHidden(scalar) {
                markCount += 1
                if markCount > maximumMarkCount || result.isEmpty {
                    result.append(contentsOf: name(of: scalar).unicodeScalars)
                } else {
                    result.append(scalar)
                }
            } else {
                markCount = 0
                if isHidden(scalar) {
                    result.append(contentsOf: name(of: scalar).unicodeScalars)
                } else {
                    result.append(scalar)
                }
            }
        }
        return String(result)
    }

    /// Several lines, each made visible; a carriage return before a line feed belongs to the line's end, and
    /// blank lines at the end are left out.
    static func lines(_ text: String) -> [String] {
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { part in
            line(String(part.last == "\r" ? part.dropLast() : part))
        }
        while lines.last?.allSatisfy({ $0 == " " }) == true { lines.removeLast() }
        return lines
    }

    /// Whether a scalar has no shape of its own, or changes that of others.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isDefaultIgnorableCodePoint { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: return true
        case .spaceSeparator: return scalar != " "
        default: return scalar.value == 0x2800
        }
    }

    private static func isPresentationSelector(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value == 0xFE0E || scalar.value == 0xFE0F
    }

    /// `^[` for an escape, as people know control characters; `<U+202E>` for the rest.
    private static func name(of scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0..<0x20: return "^\(Character(Unicode.Scalar(UInt8(scalar.value + 0x40))))"
        case 0x7F: return "^?"
        default:
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "<U+\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)>"
        }
    }
}
