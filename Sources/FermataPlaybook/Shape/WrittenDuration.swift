/// Lengths of time as playbooks write them: `45` (seconds), `90s`, `10m`, `1h30m`, `2d`.
enum WrittenDuration {
    /// A second to thirty days.
    static let allowedSeconds = 1...2_592_000
    /// The units, longest first: the order in which they must be written.
    static let units: [(letter: Character, seconds: Int)] = [
        ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1),
    ]
    /// The same rule as a regular expression, for the schema.
    static let pattern = "^(?=.)([0-9]{1,7}d)?([0-9]{1,7}h)?([0-9]{1,7}m)?([0-9]{1,7}s)?$|^[0-9]{1,7}$"

    /// The seconds a text stands for, in or out of the allowed range; `nil` when it is no length of time.
    static func seconds(in text: String) -> Int? {
        if let seconds = number(text[...]) { return seconds }
        var rest = text[...]
        var total = 0
        for unit in units {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            guard !digits.isEmpty, rest[digits.endIndex...].first == unit.letter else { continue }
            guard let count = number(digits) else { return nil }
            total += count * unit.seconds
            rest = rest[digits.endIndex...].dropFirst()
        }
        return rest.isEmpty && !text.isEmpty ? total : nil
    }

    /// The shortest text for a number of seconds.
    static func text(seconds: Int) -> String {
        var rest = seconds
        var text = ""
        for unit in units where rest >= unit.seconds {
            text += "\(rest / unit.seconds)\(unit.letter)"
            rest %= unit.seconds
        }
        return text.isEmpty ? "0s" : text
    }

    private static func number(_ digits: Substring) -> Int? {
        guard !digits.isEmpty, digits.utf8.count <= 7, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else {
            return nil
        }
        return Int(digits)
    }
}
