/// Why a text is not JSON, and where.
public struct JSONSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Offset in bytes from the start of the text.
    public let offset: Int
    /// What is wrong there.
    public let problem: String

    /// A sentence for people.
    public var description: String { "\(problem) at byte \(offset)" }
}

extension JSON {
    /// Containers nested deeper than this are refused, so that hostile input cannot exhaust the stack.
    public static let maximumDepth = 256
    /// The same for what comes from outside: agents, people and files. An event wraps such values, and an
    /// action one inside another; what was let in must still be readable when it is read back.
    public static let maximumInputDepth = 128

    /// Reads one JSON text (RFC 8259): strict, UTF-8 only, duplicate names refused (RFC 7493, section 2.3).
    public init(parsing bytes: some Collection<UInt8>) throws(JSONSyntaxError) {
        try self.init(parsing: bytes, depth: Self.maximumDepth)
    }

    /// Reads one JSON text from a string.
    public init(parsing text: String) throws(JSONSyntaxError) {
        try self.init(parsing: text.utf8, depth: Self.maximumDepth)
    }

    /// Reads one JSON text that comes from outside.
    public init(parsingInput bytes: some Collection<UInt8>) throws(JSONSyntaxError) {
        try self.init(parsing: bytes, depth: Self.maximumInputDepth)
    }

    private init(parsing bytes: some Collection<UInt8>, depth: Int) throws(JSONSyntaxError) {
        var parser = JSONParser(bytes: ContiguousArray(bytes), maximumDepth: depth)
        self = try parser.parseDocument()
    }
}

/// A recursive-descent reader over UTF-8 bytes.
struct JSONParser {
    private let bytes: ContiguousArray<UInt8>
    private let maximumDepth: Int
    private var index = 0

    init(bytes: ContiguousArray<UInt8>, maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    mutating func parseDocument() throws(JSONSyntaxError) -> JSON {
        let value = try parseValue(depth: 0)
        skipSpace()
        if index < bytes.count { throw problem("unexpected text after the value") }
        return value
    }

    private func problem(_ text: String) -> JSONSyntaxError {
        JSONSyntaxError(offset: index, problem: text)
    }

    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    private mutating func parseValue(depth: Int) throws(JSONSyntaxError) -> JSON {
        if depth > maximumDepth { throw problem("nested deeper than \(maximumDepth) levels") }
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return try parseObject(depth: depth)
        case UInt8(ascii: "["): return try parseArray(depth: depth)
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseWord("true", as: .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", as: .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", as: .null)
        case .some(UInt8(ascii: "-")), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return try parseNumber()
        case nil: throw problem("a value is missing")
        default: throw problem("unexpected character")
        }
    }

    private mutating func parseWord(_ word: StaticString, as value: JSON) throws(JSONSyntaxError) -> JSON {
        let length = word.utf8CodeUnitCount
        let matches = word.withUTF8Buffer { bytes[index...].starts(with: $0) }
        guard matches else { throw problem("unexpected character") }
        index += length
        return value
    }

    private mutating func parseObject(depth: Int) throws(JSONSyntaxError) -> JSON {
        var members: [JSONMember] = []
        var names: Set<String> = []
        index += 1
        skipSpace()
        if current == UInt8(ascii: "}") {
            index += 1
            return .object([])
        }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw problem("a member name in quotes is missing") }
            let name = try parseString()
            // A linear look is faster than hashing for the small objects that events are.
            let repeated =
                members.count < 16 ? members.contains { $0.name == name } : names.contains(name)
            if repeated { throw problem("the name \"\(name)\" stands twice in one object") }
            skipSpace()
            guard current == UInt8(ascii: ":") else { throw problem("':' is missing") }
            index += 1
            members.append(JSONMember(name: name, value: try parseValue(depth: depth + 1)))
            if members.count == 16 {
                names = Set(members.map(\.name))
            } else if members.count > 16 {
                names.insert(name)
            }
            if try !continues(until: UInt8(ascii: "}")) { return .object(members) }
        }
    }

    private mutating func parseArray(depth: Int) throws(JSONSyntaxError) -> JSON {
        var items: [JSON] = []
        index += 1
        skipSpace()
        if current == UInt8(ascii: "]") {
            index += 1
            return .array([])
        }
        while true {
            items.append(try parseValue(depth: depth + 1))
            if try !continues(until: UInt8(ascii: "]")) { return .array(items) }
        }
    }

    /// Steps over the comma before another item, or over the closing bracket.
    private mutating func continues(until end: UInt8) throws(JSONSyntaxError) -> Bool {
        skipSpace()
        switch current {
        case UInt8(ascii: ","):
            index += 1
            return true
        case end:
            index += 1
            return false
        default: throw problem("',' or '\(Character(Unicode.Scalar(end)))' is missing")
        }
    }

    private mutating func parseNumber() throws(JSONSyntaxError) -> JSON {
        let start = index
        var isWhole = true
        if current == UInt8(ascii: "-") { index += 1 }
        if current == UInt8(ascii: "0") {
            index += 1
        } else {
            try skipDigits()
        }
        if current == UInt8(ascii: ".") {
            isWhole = false
            index += 1
            try skipDigits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            isWhole = false
            index += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { index += 1 }
            try skipDigits()
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isWhole, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw problem("a number out of range ends") }
        return .number(value)
    }

    private mutating func skipDigits() throws(JSONSyntaxError) {
        let start = index
        while let byte = current, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { index += 1 }
        if index == start { throw problem("a digit is missing") }
    }
}

// Strings
extension JSONParser {
    private mutating func parseString() throws(JSONSyntaxError) -> String {
        index += 1
        let start = index
        while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
            index += 1
        }
        if current == UInt8(ascii: "\"") {
            // The common case: no escape, so the bytes are the text.
            defer { index += 1 }
            return try text(of: bytes[start..<index])
        }
        var unescaped = ContiguousArray(bytes[start..<index])
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return try text(of: unescaped[...])
            case UInt8(ascii: "\\"):
                index += 1
                try appendEscape(to: &unescaped)
            case 0..<0x20: throw problem("a control character in a string must be escaped")
            default:
                unescaped.append(byte)
                index += 1
            }
        }
        throw problem("the string does not end")
    }

    private func text(of slice: ContiguousArray<UInt8>.SubSequence) throws(JSONSyntaxError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw problem("the string is not UTF-8")
        }
        return text
    }

    private mutating func appendEscape(to unescaped: inout ContiguousArray<UInt8>) throws(JSONSyntaxError) {
        guard let byte = current else { throw problem("the string does not end") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(byte)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try parseUnicodeEscape()
            unescaped.append(contentsOf: String(Character(scalar)).utf8)
        default: throw problem("an unknown escape")
        }
    }

    private mutating func parseUnicodeEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let first = try parseFourHexDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), current == UInt8(ascii: "\\") else {
            throw problem("half a surrogate pair")
        }
        index += 1
        guard current == UInt8(ascii: "u") else { throw problem("half a surrogate pair") }
        index += 1
        let second = try parseFourHexDigits()
        guard (0xDC00..<0xE000).contains(second) else { throw problem("half a surrogate pair") }
        let combined = 0x10000 + (UInt32(first - 0xD800) << 10) + UInt32(second - 0xDC00)
        guard let scalar = Unicode.Scalar(combined) else { throw problem("half a surrogate pair") }
        return scalar
    }

    private mutating func parseFourHexDigits() throws(JSONSyntaxError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw problem("four hexadecimal digits are missing")
            }
            value = value << 4 | UInt16(digit)
            index += 1
        }
        return value
    }
}
