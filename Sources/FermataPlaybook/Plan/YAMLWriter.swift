import FermataCore

/// Writes values as YAML in block style that reads back as the same values.
struct YAMLWriter {
    private(set) var text = ""

    /// Writes a comment, line by line.
    mutating func comment(_ lines: [String]) {
        for line in lines { text += line.isEmpty ? "#\n" : "# \(line)\n" }
    }

    /// Writes the members of an object, indented by that many levels of two spaces.
    mutating func write(members: [JSONMember], level: Int) {
        for member in members {
            text += Self.indentation(level) + Self.scalar(member.name) + ":"
            write(valueOf: member.value, level: level)
        }
    }

    /// Writes what follows a key or a dash.
    private mutating func write(valueOf value: JSON, level: Int) {
        switch value {
        case .null, .bool, .integer, .number: text += " \(value.encoded())\n"
        case .string(let string):
            if let block = Self.block(string, level: level + 1) {
                text += " \(block)"
            } else {
                text += " \(Self.scalar(string))\n"
            }
        case .array(let items) where items.isEmpty: text += " []\n"
        case .array(let items):
            if let line = Self.line(of: items) {
                text += " \(line)\n"
                return
            }
            text += "\n"
            for item in items {
                text += Self.indentation(level + 1) + "-"
                write(valueOf: item, level: level + 1)
            }
        case .object(let members) where members.isEmpty: text += " {}\n"
        case .object(let members):
            text += "\n"
            write(members: members, level: level + 1)
        }
    }

    private static func indentation(_ level: Int) -> String { String(repeating: " ", count: 2 * level) }

    /// A short list of plain words on one line.
    private static func line(of items: [JSON]) -> String? {
        let words = items.compactMap { item in item.stringValue.flatMap { isPlain($0) ? $0 : nil } }
        guard words.count == items.count else { return nil }
        let line = "[" + words.joined(separator: ", ") + "]"
        return line.utf8.count <= 80 ? line : nil
    }

    /// A text on one line: bare where nothing can be misread, in double quotes otherwise.
    static func scalar(_ text: String) -> String {
        isPlain(text) ? text : quoted(text)
    }

    /// Letters, digits and a little more, nothing that any version of YAML takes for something else than
    /// text.
    private static func isPlain(_ text: String) -> Bool {
        if isDuration(text) { return true }
        guard let first = text.utf8.first, let last = text.utf8.last, text.utf8.count <= 200 else {
            return false
        }
        guard isLetter(first) || first == UInt8(ascii: "/"), last != UInt8(ascii: " ") else { return false }
        let marks = "_-./ ".utf8
        guard text.utf8.allSatisfy({ isLetter($0) || (0x30...0x39).contains($0) || marks.contains($0) })
        else {
            return false
        }
        let words = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
        return !words.contains(
            String(decoding: text.utf8.map { isLetter($0) ? $0 | 0x20 : $0 }, as: UTF8.self))
    }

    /// Digits and the letters of units, which no version of YAML takes for a number.
    private static func isDuration(_ text: String) -> Bool {
        let units = "dhms".utf8
        return text.utf8.allSatisfy { units.contains($0) || (0x30...0x39).contains($0) }
            && text.utf8.first.map { (0x30...0x39).contains($0) } ?? false
            && text.utf8.last.map(units.contains) ?? false
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if needsEscape(scalar) {
                    let digits = String(scalar.value, radix: 16)
                    let width = scalar.value > 0xFFFF ? 8 : 4
                    result +=
                        (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count)
                        + digits
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }

    /// What YAML does not let stand in a file, or takes for the end of a line.
    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: false
        }
    }

    /// A text of several lines as it is, where that reads back the same.
    private static func block(_ text: String, level: Int) -> String? {
        let scalars = text.unicodeScalars
        guard scalars.contains("\n"), let first = scalars.first, first != " ", first != "\n", first != "\t"
        else {
            return nil
        }
        guard scalars.allSatisfy({ $0 == "\n" || $0 == "\t" || !needsEscape($0) }) else { return nil }
        var body = Substring(text)
        var endCount = 0
        while body.utf8.last == 0x0A {
            body.unicodeScalars.removeLast()
            endCount += 1
        }
        let lines = body.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
        let indented = lines.map { $0.isEmpty ? "" : indentation(level) + $0 }.joined(separator: "\n")
        switch endCount {
        case 0: return "|-\n\(indented)\n"
        case 1: return "|\n\(indented)\n"
        default: return "|+\n\(indented)" + String(repeating: "\n", count: endCount)
        }
    }
}
