extension ScalarClass {
    static let everything = ScalarClass(0...maximum)
    static let everythingButLine = ScalarClass(0...0x09, 0x0B...maximum)
    static let digits = ScalarClass(0x30...0x39)
    static let spaces = ScalarClass(0x09...0x0A, 0x0C...0x0D, 0x20...0x20)
    static let wordParts = ScalarClass(0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A)

    static let named: [String: ScalarClass] = [
        "alnum": ScalarClass(0x30...0x39, 0x41...0x5A, 0x61...0x7A),
        "alpha": ScalarClass(0x41...0x5A, 0x61...0x7A),
        "ascii": ScalarClass(0...0x7F),
        "blank": ScalarClass(0x09...0x09, 0x20...0x20),
        "cntrl": ScalarClass(0...0x1F, 0x7F...0x7F),
        "digit": digits,
        "graph": ScalarClass(0x21...0x7E),
        "lower": ScalarClass(0x61...0x7A),
        "print": ScalarClass(0x20...0x7E),
        "punct": ScalarClass(0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E),
        "space": ScalarClass(0x09...0x0D, 0x20...0x20),
        "upper": ScalarClass(0x41...0x5A),
        "word": wordParts,
        "xdigit": ScalarClass(0x30...0x39, 0x41...0x46, 0x61...0x66),
    ]
}

extension PatternParser {
    /// What follows a backslash outside of brackets.
    mutating func parseEscape() throws(EvaluationError) -> PatternSyntax {
        guard let scalar = scalars.first else { throw Self.fail("a backslash at the end") }
        if let known = try takeClassEscape() { return .one(known) }
        switch scalar {
        case "A": scalars.removeFirst(); return .assertion(.textStart)
        case "z": scalars.removeFirst(); return .assertion(.textEnd)
        case "b": scalars.removeFirst(); return .assertion(.wordBoundary)
        case "B": scalars.removeFirst(); return .assertion(.noWordBoundary)
        default: return literal(try takeScalarEscape())
        }
    }

    /// `\d`, `\pL` and the like.
    private mutating func takeClassEscape() throws(EvaluationError) -> ScalarClass? {
        guard let scalar = scalars.first else { return nil }
        var result: ScalarClass
        switch scalar {
        case "d", "D": result = .digits
        case "s", "S": result = .spaces
        case "w", "W": result = .wordParts
        case "p", "P": return try takeCategories()
        default: return nil
        }
        scalars.removeFirst()
        if flags.ignoresCase { result.foldCase() }
        if ("A"..."Z").contains(scalar) { result.negate() }
        return result
    }

    /// `pL`, `p{Lu}`, `P{^Nd}`.
    private mutating func takeCategories() throws(EvaluationError) -> ScalarClass {
        var isNegated = scalars.removeFirst() == "P"
        var name = ""
        if take("{") {
            if take("^") { isNegated.toggle() }
            while let scalar = scalars.popFirst(), scalar != "}" { name.unicodeScalars.append(scalar) }
        } else if let scalar = scalars.popFirst() {
            name.unicodeScalars.append(scalar)
        }
        guard let mask = GeneralCategories.mask(named: name) else {
            throw Self.fail("there is no general category of that name; scripts are not supported")
        }
        var result = ScalarClass()
        result.insert(categories: isNegated ? GeneralCategories.all & ~mask : mask)
        return result
    }

    /// An escape that stands for one code point.
    private mutating func takeScalarEscape() throws(EvaluationError) -> Unicode.Scalar {
        let scalar = scalars.removeFirst()
        switch scalar {
        case "a": return "\u{07}"
        case "f": return "\u{0C}"
        case "t": return "\t"
        case "n": return "\n"
        case "r": return "\r"
        case "v": return "\u{0B}"
        case "x": return try takeHexadecimal()
        case "0"..."7": return try takeOctal(from: scalar)
        default:
            let isSign = scalar.isASCII && !ScalarClass.wordParts.prepared().contains(scalar)
            guard isSign || scalar == "_" else { throw Self.fail("there is no escape \\\(scalar)") }
            return scalar
        }
    }

    private mutating func takeHexadecimal() throws(EvaluationError) -> Unicode.Scalar {
        let isBraced = take("{")
        var value: UInt32 = 0
        var count = 0
        while let scalar = scalars.first, scalar.isASCII, let digit = Digits.hexadecimal(UInt8(scalar.value)),
            isBraced || count < 2
        {
            value = min(value << 4 | UInt32(digit), 0x110000)
            count += 1
            scalars.removeFirst()
        }
        let isComplete = isBraced ? count > 0 && take("}") : count == 2
        guard isComplete, let scalar = Unicode.Scalar(value) else {
            throw Self.fail("\\x needs digits of a code point")
        }
        return scalar
    }

    private mutating func takeOctal(from first: Unicode.Scalar) throws(EvaluationError) -> Unicode.Scalar {
        var value = first.value - 48
        var count = 1
        while count < 3, let scalar = scalars.first, ("0"..."7").contains(scalar) {
            value = value * 8 + scalar.value - 48
            count += 1
            scalars.removeFirst()
        }
        guard first == "0" || count > 1, let scalar = Unicode.Scalar(value) else {
            throw Self.fail("back references are not supported")
        }
        return scalar
    }

    /// A class, after its opening bracket.
    mutating func parseClass() throws(EvaluationError) -> ScalarClass {
        var result = ScalarClass()
        let isNegated = take("^")
        var isFirst = true
        while isFirst || scalars.first != "]" {
            guard let scalar = scalars.first else { throw Self.fail("a bracket is never closed") }
            isFirst = false
            if take("[:") {
                result.formUnion(try takeNamedClass())
                continue
            }
            if scalar == "\\" {
                scalars.removeFirst()
                guard !scalars.isEmpty else { throw Self.fail("a backslash at the end") }
                if let known = try takeClassEscape() {
                    result.formUnion(known)
                    continue
                }
            }
            let lower = scalar == "\\" ? try takeScalarEscape() : scalars.removeFirst()
            result.insert(lower.value...(try takeUpperEnd(from: lower)).value)
        }
        scalars.removeFirst()
        if flags.ignoresCase { result.foldCase() }
        if isNegated { result.negate() }
        return result
    }

    /// The end of a range that begins with a code point; the same one when there is none.
    private mutating func takeUpperEnd(from lower: Unicode.Scalar) throws(EvaluationError) -> Unicode.Scalar {
        let following = scalars.dropFirst().first
        guard scalars.first == "-", let following, following != "]" else { return lower }
        scalars.removeFirst()
        var upper = scalars.removeFirst()
        if upper == "\\" {
            guard !scalars.isEmpty else { throw Self.fail("a backslash at the end") }
            upper = try takeScalarEscape()
        }
        guard lower.value <= upper.value else { throw Self.fail("the ends of a range are reversed") }
        return upper
    }

    /// A class such as `[:alpha:]`, after `[:`.
    private mutating func takeNamedClass() throws(EvaluationError) -> ScalarClass {
        let isNegated = take("^")
        var name = ""
        while let scalar = scalars.first, ("a"..."z").contains(scalar) {
            name.unicodeScalars.append(scalar)
            scalars.removeFirst()
        }
        guard take(":]"), var result = ScalarClass.named[name] else {
            throw Self.fail("there is no class of that name")
        }
        if isNegated { result.negate() }
        return result
    }
}
