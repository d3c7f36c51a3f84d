/// `text.format(arguments)`: the clauses `%s`, `%d`, `%f`, `%e`, `%b`, `%o`, `%x`, `%X` and `%%`.
struct TextFormat {
    private static let maximumPrecision = 1000

    private var fuel: Fuel
    private var result: [UInt8] = []

    static func format(
        _ template: Value, _ arguments: Value, _ fuel: inout Fuel
    ) throws(EvaluationError) -> Value {
        guard case .string(let text) = template, case .list(let values) = arguments else {
            throw .noOverload("format", template, arguments)
        }
        var format = TextFormat(fuel: fuel)
        defer { fuel = format.fuel }
        try format.write(Array(text.utf8), values)
        return .string(String(decoding: format.result, as: UTF8.self))
    }

    private init(fuel: Fuel) {
        self.fuel = fuel
    }

    private mutating func append(_ text: some Collection<UInt8>) throws(EvaluationError) {
        try fuel.charge(1 + text.count / 32)
        result += text
        guard result.count <= Limits.producedBytes else { throw .tooLarge }
    }

    private mutating func write(_ template: [UInt8], _ values: [Value]) throws(EvaluationError) {
        var rest = template[...]
        var next = 0
        while let percent = rest.firstIndex(of: UInt8(ascii: "%")) {
            try append(rest[..<percent])
            rest = rest[(percent + 1)...]
            if rest.first == UInt8(ascii: "%") {
                try append("%".utf8)
                rest = rest.dropFirst()
                continue
            }
            let precision = try Self.takePrecision(&rest)
            guard let clause = rest.popFirst() else { throw Self.fail("a clause is not complete") }
            guard next < values.count else { throw Self.fail("there is no value for clause \(next + 1)") }
            try write(values[next], clause, precision)
            next += 1
        }
        try append(rest)
    }

    private static func takePrecision(_ rest: inout ArraySlice<UInt8>) throws(EvaluationError) -> Int? {
        guard rest.first == UInt8(ascii: ".") else { return nil }
        rest = rest.dropFirst()
        var precision: Int?
        while let digit = Digits.decimal(rest.first) {
            precision = (precision ?? 0) * 10 + Int(digit)
            guard let precision, precision <= maximumPrecision else {
                throw fail("a precision is at most \(maximumPrecision)")
            }
            rest = rest.dropFirst()
        }
        guard let precision else { throw fail("a precision needs digits") }
        return precision
    }

    private mutating func write(_ value: Value, _ clause: UInt8, _ precision: Int?) throws(EvaluationError) {
        switch Unicode.Scalar(clause) {
        case "s": try write(value)
        case "d": try append(Self.decimal(value).utf8)
        case "f":
            try fuel.charge(8)
            try append(DecimalText.fixed(Self.number(value, "%f"), decimals: precision ?? 6).utf8)
        case "e":
            try fuel.charge(8)
            try append(DecimalText.scientific(Self.number(value, "%e"), decimals: precision ?? 6).utf8)
        case "b":
            if case .bool(let holds) = value { return try append((holds ? "1" : "0").utf8) }
            try append(Self.integer(value, radix: 2, "%b").utf8)
        case "o": try append(Self.integer(value, radix: 8, "%o").utf8)
        case "x": try writeHexadecimal(value, isUppercase: false)
        case "X": try writeHexadecimal(value, isUppercase: true)
        default: throw Self.fail("there is no clause %\(Unicode.Scalar(clause))")
        }
    }

    /// A value in the form that people read, without quotation marks.
    private mutating func write(_ value: Value) throws(EvaluationError) {
        switch value {
        case .null: try append("null".utf8)
        case .string(let text): try append(text.utf8)
        case .bytes(let bytes):
            try fuel.produce(bytes: bytes.count)
            try append(Self.text(of: bytes).utf8)
        case .bool, .int, .uint, .double, .timestamp, .duration:
            guard case .string(let text) = try Conversion.string(value, &fuel) else { return }
            try append(text.utf8)
        case .type(let type): try append(type.name.utf8)
        case .list(let elements):
            try append("[".utf8)
            for (index, element) in elements.enumerated() {
                if index > 0 { try append(", ".utf8) }
                try write(element)
            }
            try append("]".utf8)
        case .map(let map): try write(map)
        case .record(let record): try write(record.asMap)
        case .optional: throw Self.refuse(value, "%s")
        }
    }

    /// Octets as text. Adjacent ones that are no UTF-8 become a single U+FFFD, as the specification has it.
    private static func text(of bytes: [UInt8]) -> String {
        var text = String.UnicodeScalarView()
        var iterator = bytes.makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        var isAfterInvalid = false
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let scalar):
                text.append(Unicode.UTF8.decode(scalar))
                isAfterInvalid = false
            case .error:
                if !isAfterInvalid { text.append("\u{FFFD}") }
                isAfterInvalid = true
            case .emptyInput: return String(text)
            }
        }
    }

    /// A map with its keys in the order of their text, so that equal maps read the same.
    private mutating func write(_ map: MapValue) throws(EvaluationError) {
        var keys: [(text: String, value: Value)] = []
        for entry in map.entries {
            try fuel.charge(4)
            guard case .string(let text) = try Conversion.string(entry.key, &fuel) else { continue }
            keys.append((text, entry.value))
        }
        keys.sort { ExactText.precedes($0.text, $1.text) }
        try append("{".utf8)
        for (index, entry) in keys.enumerated() {
            if index > 0 { try append(", ".utf8) }
            try append(entry.text.utf8)
            try append(": ".utf8)
            try write(entry.value)
        }
        try append("}".utf8)
    }

    private static func decimal(_ value: Value) throws(EvaluationError) -> String {
        switch value {
        case .int(let number): String(number)
        case .uint(let number): String(number)
        case .double(let number): DecimalText.shortest(number)
        default: throw refuse(value, "%d")
        }
    }

    private static func number(_ value: Value, _ clause: String) throws(EvaluationError) -> Double {
        switch value {
        case .int(let number): Double(number)
        case .uint(let number): Double(number)
        case .double(let number): number
        default: throw refuse(value, clause)
        }
    }

    private static func integer(
        _ value: Value, radix: Int, _ clause: String
    ) throws(EvaluationError) -> String {
        switch value {
        case .int(let number): String(number, radix: radix)
        case .uint(let number): String(number, radix: radix)
        default: throw refuse(value, clause)
        }
    }

    private mutating func writeHexadecimal(_ value: Value, isUppercase: Bool) throws(EvaluationError) {
        let bytes: [UInt8]
        switch value {
        case .string(let text): bytes = Array(text.utf8)
        case .bytes(let octets): bytes = octets
        default:
            let digits = try Self.integer(value, radix: 16, "%x")
            return try append((isUppercase ? digits.uppercased() : digits).utf8)
        }
        try fuel.produce(bytes: bytes.count * 2)
        let digits = Array((isUppercase ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
        try append(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    private static func refuse(_ value: Value, _ clause: String) -> EvaluationError {
        EvaluationError(
            .noMatchingOverload, "format: \(clause) does not take a value of type \(value.type.name)")
    }

    private static func fail(_ message: String) -> EvaluationError {
        EvaluationError(.invalidValue, "format: \(message)")
    }
}
