/// Text from agents, files and people made harmless: shown in a terminal it can only be read. It cannot move the
/// cursor, change colours, hide other text or reverse its direction.
enum InertText {
    /// What stands in place of a character that is not shown.
    private static let replacement: Unicode.Scalar = "\u{FFFD}"

    /// One line: line ends become spaces, too.
    static func line(_ text: String) -> String { inert(text, keepsLineFeeds: false) }

    /// Several lines.
    static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }
    }

    /// One line of at most that many characters, an ellipsis where something is left out.
    static func line(_ text: String, limit: Int) -> String {
        let whole = line(String(text.prefix(limit + 1)))
        return whole.count <= limit ? whole : String(whole.prefix(limit - 1)) + "…"
    }

    private static func inert(_ text: String, keepsLineFeeds: Bool) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n", "\r", "\t": scalars.append(" ")
            case _ where isHarmful(scalar): scalars.append(replacement)
            default: scalars.append(scalar)
            }
        }
        while scalars.last == " " { scalars.removeLast() }
        return String(scalars)
    }

    /// Control characters of both sets, marks that change the writing direction, and separators that some
    /// terminals take for line ends.
    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFF9...0xFFFB,
            0xE0000...0xE007F:
            true
        default: false
        }
    }
}
