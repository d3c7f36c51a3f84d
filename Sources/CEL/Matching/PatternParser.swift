/// A pattern as it was written.
indirect enum PatternSyntax {
    case empty
    case one(ScalarClass)
    case assertion(PatternAssertion)
    case sequence([PatternSyntax])
    case alternatives([PatternSyntax])
    /// At least and at most so many times; nil for no end.
    case repetition(PatternSyntax, Int, Int?)
}

/// What must be true of a position between two code points.
enum PatternAssertion: Sendable {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
}

/// Reads a pattern in the syntax of RE2. What needs backtracking, such as back references, is none of it.
struct PatternParser {
    /// What `(?ims)` turns on.
    struct Flags {
        var ignoresCase = false
        var isMultiline = false
        var dotMatchesLine = false
    }

    static let maximumRepetition = 1000
    static let maximumDepth = 100

    var scalars: ArraySlice<Unicode.Scalar>
    var flags = Flags()
    private var depth = 0

    static func parse(_ pattern: String) throws(EvaluationError) -> PatternSyntax {
        var parser = PatternParser(scalars: Array(pattern.unicodeScalars)[...])
        let syntax = try parser.parseAlternatives()
        guard parser.scalars.isEmpty else { throw fail("a closing parenthesis without an opening one") }
        return syntax
    }

    private init(scalars: ArraySlice<Unicode.Scalar>) {
        self.scalars = scalars
    }

    static func fail(_ message: String) -> EvaluationError {
        EvaluationError(.invalidValue, "the pattern is not valid: \(message)")
    }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard scalars.first == scalar else { return false }
        scalars.removeFirst()
        return true
    }

    mutating func take(_ text: String) -> Bool {
        guard scalars.starts(with: text.unicodeScalars) else { return false }
        scalars.removeFirst(text.unicodeScalars.count)
        return true
    }

    private mutating func parseAlternatives() throws(EvaluationError) -> PatternSyntax {
        depth += 1
        guard depth <= Self.maximumDepth else { throw Self.fail("groups nest too deep") }
        defer { depth -= 1 }
        var alternatives = [try parseSequence()]
        while take("|") { alternatives.append(try parseSequence()) }
        return alternatives.count == 1 ? alternatives[0] : .alternatives(alternatives)
    }

    private mutating func parseSequence() throws(EvaluationError) -> PatternSyntax {
        var items: [PatternSyntax] = []
        while let next = scalars.first, next != "|", next != ")" {
            if take("\\Q") {
                items += try parseQuotation()
                continue
            }
            guard let item = try parseItem() else { continue }
            items.append(try parseRepetition(of: item))
        }
        return items.count == 1 ? items[0] : items.isEmpty ? .empty : .sequence(items)
    }

    /// What stands between `\Q` and `\E`, or the end.
    private mutating func parseQuotation() throws(EvaluationError) -> [PatternSyntax] {
        var items: [PatternSyntax] = []
        while !scalars.isEmpty, !take("\\E") { items.append(literal(scalars.removeFirst())) }
        if let last = items.popLast() { items.append(try parseRepetition(of: last)) }
        return items
    }

    private mutating func parseRepetition(of item: PatternSyntax) throws(EvaluationError) -> PatternSyntax {
        guard let (minimum, maximum) = try takeRepetition() else { return item }
        // Whether few or many are preferred makes no difference to whether there is a match.
        _ = take("?")
        guard try takeRepetition() == nil else { throw Self.fail("a repetition of a repetition") }
        return .repetition(item, minimum, maximum)
    }

    private mutating func takeRepetition() throws(EvaluationError) -> (minimum: Int, maximum: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        guard scalars.first == "{" else { return nil }
        let start = scalars
        scalars.removeFirst()
        guard let minimum = takeNumber() else {
            scalars = start
            return nil
        }
        var maximum: Int? = minimum
        if take(",") { maximum = scalars.first == "}" ? nil : takeNumber() ?? -1 }
        guard maximum != -1, take("}") else {
            // Braces that are no repetition stand for themselves.
            scalars = start
            return nil
        }
        guard max(minimum, maximum ?? 0) <= Self.maximumRepetition, maximum.map({ $0 >= minimum }) ?? true
        else {
            throw Self.fail(
                "a repetition of more than \(Self.maximumRepetition) times, or with its ends reversed")
        }
        return (minimum, maximum)
    }

    private mutating func takeNumber() -> Int? {
        var value: Int?
        while let scalar = scalars.first, ("0"..."9").contains(scalar) {
            value = min((value ?? 0) * 10 + Int(scalar.value - 48), Self.maximumRepetition + 1)
            scalars.removeFirst()
        }
        return value
    }

    /// One item, or nil for flags that apply to what follows.
    private mutating func parseItem() throws(EvaluationError) -> PatternSyntax? {
        let scalar = scalars.removeFirst()
        switch scalar {
        case "(": return try parseGroup()
        case "[": return .one(try parseClass())
        case ".": return .one(flags.dotMatchesLine ? .everything : .everythingButLine)
        case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
        case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
        case "*", "+", "?": throw Self.fail("a repetition of nothing")
        case "\\": return try parseEscape()
        default: return literal(scalar)
        }
    }

    func literal(_ scalar: Unicode.Scalar) -> PatternSyntax {
        var single = ScalarClass(scalar.value...scalar.value)
        if flags.ignoresCase { single.foldCase() }
        return .one(single)
    }

    /// A group, after its opening parenthesis.
    private mutating func parseGroup() throws(EvaluationError) -> PatternSyntax? {
        let outer = flags
        if take("?") {
            if take("P<") || take("<") {
                try takeGroupName()
            } else if try !takeFlags() {
                return nil
            }
        }
        let inner = try parseAlternatives()
        guard take(")") else { throw Self.fail("a group is never closed") }
        flags = outer
        return inner
    }

    private mutating func takeGroupName() throws(EvaluationError) {
        var count = 0
        while let scalar = scalars.popFirst(), scalar != ">" {
            guard scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            else {
                throw Self.fail("a group's name has letters, digits and _ only")
            }
            count += 1
        }
        guard count > 0 else { throw Self.fail("a group's name is empty") }
    }

    /// Takes flags; true when a group follows and false when they apply to what follows them.
    private mutating func takeFlags() throws(EvaluationError) -> Bool {
        var isOn = true
        var count = 0
        while let scalar = scalars.popFirst() {
            switch scalar {
            case "i": flags.ignoresCase = isOn
            case "m": flags.isMultiline = isOn
            case "s": flags.dotMatchesLine = isOn
            case "U": break
            case "-" where isOn:
                isOn = false
                count = -1
            case ":" where count >= 0: return true
            case ")" where count > 0: return false
            default:
                throw Self.fail(
                    "a group begins with (?:, (?P<name> or flags; looking around is not supported")
            }
            count += 1
        }
        throw Self.fail("a group is never closed")
    }
}
