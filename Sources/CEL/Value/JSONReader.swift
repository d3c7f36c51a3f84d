/// Why a text is no JSON.
public struct JSONError: Error, Sendable, Hashable {
    /// What is wrong, as a phrase.
    public let message: String
    /// The byte at which it was found, from 0.
    public let position: Int
}

extension Value {
    /// How deep arrays and objects may nest when JSON is read or written.
    public static let jsonDepth = 128

    /// Reads JSON as RFC 8259 defines it: objects become maps, arrays lists.
    ///
    /// A number without a point and an exponent becomes an `int` where it fits, and otherwise, as every
    /// other number, a `double`. Of names that occur twice the last wins.
    /// - Throws: ``JSONError`` when the text is no JSON, or nests deeper than ``jsonDepth``.
    public init(json text: String) throws(JSONError) {
        var reader = JSONReader(bytes: Array(text.utf8))
        self = try reader.readDocument()
    }
}

/// Reads JSON byte by byte.
private struct JSONReader {
    let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func fail(_ message: String) -> JSONError {
        JSONError(message: message, position: position)
    }

    mutating func readDocument() throws(JSONError) -> Value {
        let value = try readValue()
        skipSpace()
        guard next == nil else { throw fail("something follows the value") }
        return value
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let expected = Array("\(text)".utf8)
        guard bytes[position...].starts(with: expected) else { return false }
        position += expected.count
        return true
    }

    private mutating func readValue() throws(JSONError) -> Value {
        skipSpace()
        guard let byte = next else { throw fail("a value is missing") }
        switch Unicode.Scalar(byte) {
        case "{": return try readObject()
        case "[": return try readArray()
        case "\"": return .string(try readString())
        case "t" where take("true"): return .bool(true)
        case "f" where take("false"): return .bool(false)
        case "n" where take("null"): return .null
        case "-", "0"..."9": return try readNumber()
        default: throw fail("this is no value")
        }
    }

    private mutating func enter() throws(JSONError) {
        depth += 1
        guard depth <= Value.jsonDepth else { throw fail("arrays and objects nest too deep") }
        position += 1
        skipSpace()
    }

    private mutating func readArray() throws(JSONError) -> Value {
        try enter()
        defer { depth -= 1 }
        var elements: [Value] = []
        if take("]") { return .list([]) }
        while true {
            elements.append(try readValue())
            skipSpace()
            if take("]") { return .list(elements) }
            guard take(",") else { throw fail("a comma or a closing bracket is missing") }
        }
    }

    private mutating func readObject() throws(JSONError) -> Value {
        try enter()
        defer { depth -= 1 }
        var pairs: [(String, Value)] = []
        if take("}") { return .map(MapValue()) }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw fail("a name is missing") }
            let name = try readString()
            skipSpace()
            guard take(":") else { throw fail("a colon is missing") }
            pairs.append((name, try readValue()))
            skipSpace()
            if take("}") { return .map(MapValue(pairs)) }
            guard take(",") else { throw fail("a comma or a closing brace is missing") }
        }
    }

    private mutating func readNumber() throws(JSONError) -> Value {
        let start = position
        _ = take("-")
        let first = next
        guard takeDigits() > 0 else { throw fail("a digit is missing") }
        if first == UInt8(ascii: "0"),
            let second = bytes[start...].drop(while: { $0 == UInt8(ascii: "-") })
                .dropFirst().first, Digits.decimal(second) != nil
        {
            throw fail("a number does not begin with a zero")
        }
        var isWhole = true
        if take(".") {
            isWhole = false
            guard takeDigits() > 0 else { throw fail("a digit is missing") }
        }
        if take("e") || take("E") {
            isWhole = false
            if !take("+") { _ = take("-") }
            guard takeDigits() > 0 else { throw fail("a digit is missing") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let number = Int64(text) { return .int(number) }
        guard let number = Double(text), number.isFinite else { throw fail("this number is too large") }
        return .double(number)
    }

    private mutating func takeDigits() -> Int {
        let start = position
        while Digits.decimal(next) != nil { position += 1 }
        return position - start
    }

    private mutating func readString() throws(JSONError) -> String {
        position += 1
        var content: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"): try readEscape(into: &content)
            case 0..<0x20: throw fail("a control character stands in a string")
            default: content.append(byte)
            }
        }
        throw fail("a string is never closed")
    }

    private mutating func readEscape(into content: inout [UInt8]) throws(JSONError) {
        guard let byte = next else { throw fail("a string is never closed") }
        position += 1
        switch Unicode.Scalar(byte) {
        case "\"", "\\", "/": content.append(byte)
        case "b": content.append(0x08)
        case "f": content.append(0x0C)
        case "n": content.append(0x0A)
        case "r": content.append(0x0D)
        case "t": content.append(0x09)
        case "u":
            var value = try readHexadecimal()
            if 0xD800..<0xDC00 ~= value, take("\\u") {
                let low = try readHexadecimal()
                guard 0xDC00..<0xE000 ~= low else { throw fail("half of a surrogate pair") }
                value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(value), let encoded = UTF8.encode(scalar) else {
                throw fail("half of a surrogate pair")
            }
            content.append(contentsOf: encoded)
        default: throw fail("there is no such escape")
        }
    }

    private mutating func readHexadecimal() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Digits.hexadecimal(next) else {
                throw fail("\\u needs four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
