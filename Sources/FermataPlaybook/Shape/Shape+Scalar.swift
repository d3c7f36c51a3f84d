import FermataCore

/// Why a scalar does not fit.
struct ScalarProblem: Error {
    let message: String
}

extension Shape {
    /// What should stand there, for messages.
    var expectation: String {
        switch self {
        case .text: "text"
        case .name: "a name"
        case .word(let words): words.count == 1 ? "`\(words[0])`" : "one of \(words.joined(separator: ", "))"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .amount: "a number not below 0"
        case .boolean: "true or false"
        case .switching: "on or off"
        case .duration: "a duration like 90s, 10m or 1h30m"
        case .written: "a single value"
        case .anything: "a value"
        case .list(let item, let allowsSingle): allowsSingle ? "\(item.expectation) or a list" : "a list"
        case .record(let record): "a mapping (\(record.title))"
        case .map(_, values: .record(let record)): "a mapping of names, each with \(record.title),"
        case .map: "a mapping of names and values"
        case .either(let scalar, let record): "\(scalar.expectation), or a mapping (\(record.title)),"
        }
    }

    /// Whether the key may stand there with nothing behind it.
    var acceptsNothing: Bool {
        switch self {
        case .text(let allowsEmpty): allowsEmpty
        case .written, .anything: true
        case .name, .word, .integer, .amount, .boolean, .switching, .duration, .list, .record, .map, .either:
            false
        }
    }

    /// Reads a scalar in the normal form of the shape.
    func value(of text: String, isPlain: Bool) -> Result<JSON, ScalarProblem> {
        switch self {
        case .text(let allowsEmpty):
            if text.contains("\0") { return refused("text cannot contain a NUL character") }
            if isPlain, JSON(plainScalar: text) == .null { return .success("") }
            return text.isEmpty && !allowsEmpty ? refused("the text is empty") : .success(.string(text))
        case .name:
            return StepID(text) == nil
                ? refused("`\(bounded(text))` is no valid name: \(StepID.rule)") : .success(.string(text))
        case .word(let words):
            return words.contains(text) ? .success(.string(text)) : unknown(text, words: words)
        case .integer(let range):
            guard isPlain, case .integer(let number) = JSON(plainScalar: text), range.contains(Int(number))
            else {
                return refused("\(expectation) was expected, found `\(bounded(text))`")
            }
            return .success(.integer(number))
        case .amount:
            let number: Double? =
                switch JSON(plainScalar: isPlain ? text : "") {
                case .integer(let value): Double(value)
                case .number(let value): value
                case .null, .bool, .string, .array, .object: nil
                }
            if let number, number >= 0 { return .success(.number(number)) }
            return refused("\(expectation) was expected, found `\(bounded(text))`")
        case .boolean:
            guard isPlain, case .bool(let value) = JSON(plainScalar: text) else {
                return refused("true or false was expected, found `\(bounded(text))`")
            }
            return .success(.bool(value))
        case .switching:
            if text == "on" || text == "off" { return .success(.bool(text == "on")) }
            guard isPlain, case .bool(let value) = JSON(plainScalar: text) else {
                return refused("on or off was expected, found `\(bounded(text))`")
            }
            return .success(.bool(value))
        case .duration: return duration(text)
        case .written:
            if isPlain, JSON(plainScalar: text) == .null { return .success(.null) }
            return Shape.text(allowsEmpty: true).value(of: text, isPlain: isPlain)
        case .anything, .list, .record, .map, .either: return .success(.string(text))
        }
    }

    private func duration(_ text: String) -> Result<JSON, ScalarProblem> {
        guard let seconds = WrittenDuration.seconds(in: text) else {
            return refused("\(expectation) was expected, found `\(bounded(text))`")
        }
        guard WrittenDuration.allowedSeconds.contains(seconds) else {
            return refused("a duration is from 1 second to 30 days, found `\(bounded(text))`")
        }
        return .success(.integer(Int64(seconds)))
    }

    private func unknown(_ text: String, words: [String]) -> Result<JSON, ScalarProblem> {
        guard let nearest = NearestSpelling.nearest(to: text, among: words) else {
            return refused("\(expectation) was expected, found `\(bounded(text))`")
        }
        return refused("`\(bounded(text))` is not known here; did you mean `\(nearest)`?")
    }

    private func refused(_ message: String) -> Result<JSON, ScalarProblem> {
        .failure(ScalarProblem(message: message))
    }
}

extension KeyShape {
    /// What is wrong with a key, or `nil`.
    func problem(with key: String) -> String? {
        switch self {
        case .name:
            return StepID(key) == nil ? "`\(bounded(key))` is no valid name: \(StepID.rule)" : nil
        case .variable:
            return Startable.problem(ofVariable: key).map { problem in
                problem.hasPrefix("it ") ? "`\(bounded(key))`\(problem.dropFirst(2))" : problem
            }
        case .anything: return nil
        }
    }

}

extension JSON {
    /// The value of a scalar without quotes, by the core schema of YAML 1.2 in decimal notation: `null`,
    /// booleans, numbers, and text for everything else. In particular `yes`, `on` and `1:30` are text.
    init(plainScalar text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true", "True", "TRUE": self = true
        case "false", "False", "FALSE": self = false
        default: self = Self.number(text) ?? .string(text)
        }
    }

    /// The value of a scalar without quotes where anything may stand: a number or a boolean only if it is
    /// written as JSON writes it, so that `1.10`, `0755`, `+49`, `1e3` and `True` stay the texts they are.
    init(freeScalar text: String) {
        let value = JSON(plainScalar: text)
        self = value == .null || value.encoded() == text ? value : .string(text)
    }

    private static func number(_ text: String) -> JSON? {
        guard let first = text.utf8.first, (0x30...0x39).contains(first) || "+-.".utf8.contains(first) else {
            return nil
        }
        if let integer = Int64(text) { return .integer(integer) }
        let isDecimal = text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
        guard isDecimal, let number = Double(text), number.isFinite else { return nil }
        return .number(number)
    }
}
