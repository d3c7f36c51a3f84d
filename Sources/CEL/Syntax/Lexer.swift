/// Splits a source into tokens, byte by byte.
struct Lexer {
    let bytes: [UInt8]
    var position = 0
    private var tokens: [Token] = []

    /// All tokens of a source, the last of which is its end.
    static func tokens(of bytes: [UInt8]) throws(Diagnostic) -> [Token] {
        var lexer = Lexer(bytes: bytes)
        lexer.tokens.reserveCapacity(bytes.count / 3 + 2)
        while try lexer.readNext() {}
        return lexer.tokens
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The byte at a distance from the position, or nil beyond the end.
    func peek(_ distance: Int = 0) -> UInt8? {
        let index = position + distance
        return index < bytes.count ? bytes[index] : nil
    }

    func fail(_ message: String, from start: Int, to end: Int? = nil) -> Diagnostic {
        Diagnostic(.syntax, message, at: SourceRange(start, min(end ?? position, bytes.count)))
    }

    private mutating func readNext() throws(Diagnostic) -> Bool {
        skipSpace()
        let start = position
        guard let byte = peek() else {
            tokens.append(Token(kind: .end, range: SourceRange(start, start)))
            return false
        }
        let kind: Token.Kind
        if Self.startsName(byte) {
            kind = try readWord()
        } else if Digits.decimal(byte) != nil || byte == UInt8(ascii: ".") && Digits.decimal(peek(1)) != nil {
            kind = try readNumber()
        } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
            kind = try readQuoted(isRaw: false, isBytes: false)
        } else if byte == UInt8(ascii: "`") {
            kind = try readQuotedName()
        } else {
            kind = .sign(try readSign(byte))
        }
        tokens.append(Token(kind: kind, range: SourceRange(start, position)))
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0x0C:
                position += 1
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
                while let byte = peek(), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
                    position += 1
                }
            default: return
            }
        }
    }

    static func startsName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// A name, a reserved word, or the prefix of a text with the text.
    private mutating func readWord() throws(Diagnostic) -> Token.Kind {
        let start = position
        while let byte = peek(), Self.startsName(byte) || Digits.decimal(byte) != nil { position += 1 }
        if let next = peek(), next == UInt8(ascii: "\"") || next == UInt8(ascii: "'"),
            let prefix = TextPrefix(bytes[start..<position])
        {
            return try readQuoted(isRaw: prefix.isRaw, isBytes: prefix.isBytes)
        }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        if word.utf8.count <= 5, let sign = Token.Sign.words[word] { return .sign(sign) }
        return .name(word)
    }

    /// A field's name in back ticks: letters, digits, `_`, `.`, `-`, `/` and spaces.
    private mutating func readQuotedName() throws(Diagnostic) -> Token.Kind {
        let start = position
        position += 1
        while let byte = peek(), byte != UInt8(ascii: "`") {
            let isAllowed =
                Self.startsName(byte) || Digits.decimal(byte) != nil || ".-/ ".utf8.contains(byte)
            guard isAllowed else {
                throw fail(
                    "a name in back ticks has letters, digits and _ . - / only", from: start, to: position + 1
                )
            }
            position += 1
        }
        guard peek() != nil else { throw fail("this back tick is never closed", from: start, to: start + 1) }
        guard position > start + 1 else {
            throw fail("a name in back ticks is empty", from: start, to: position + 1)
        }
        position += 1
        return .quotedName(String(decoding: bytes[(start + 1)..<(position - 1)], as: UTF8.self))
    }

    private mutating func readSign(_ byte: UInt8) throws(Diagnostic) -> Token.Sign {
        let next = peek(1)
        let (sign, length): (Token.Sign, Int)
        switch Unicode.Scalar(byte) {
        case "?": (sign, length) = (.question, 1)
        case ":": (sign, length) = (.colon, 1)
        case ",": (sign, length) = (.comma, 1)
        case ".": (sign, length) = (.dot, 1)
        case "(": (sign, length) = (.openParenthesis, 1)
        case ")": (sign, length) = (.closeParenthesis, 1)
        case "[": (sign, length) = (.openBracket, 1)
        case "]": (sign, length) = (.closeBracket, 1)
        case "{": (sign, length) = (.openBrace, 1)
        case "}": (sign, length) = (.closeBrace, 1)
        case "+": (sign, length) = (.plus, 1)
        case "-": (sign, length) = (.minus, 1)
        case "*": (sign, length) = (.star, 1)
        case "/": (sign, length) = (.slash, 1)
        case "%": (sign, length) = (.percent, 1)
        case "|" where next == UInt8(ascii: "|"): (sign, length) = (.or, 2)
        case "&" where next == UInt8(ascii: "&"): (sign, length) = (.and, 2)
        case "=" where next == UInt8(ascii: "="): (sign, length) = (.equal, 2)
        case "!" where next == UInt8(ascii: "="): (sign, length) = (.notEqual, 2)
        case "<" where next == UInt8(ascii: "="): (sign, length) = (.lessOrEqual, 2)
        case ">" where next == UInt8(ascii: "="): (sign, length) = (.greaterOrEqual, 2)
        case "!": (sign, length) = (.not, 1)
        case "<": (sign, length) = (.less, 1)
        case ">": (sign, length) = (.greater, 1)
        default: throw unexpected(byte)
        }
        position += length
        return sign
    }

    private func unexpected(_ byte: UInt8) -> Diagnostic {
        var end = position + 1
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        let advice =
            switch Unicode.Scalar(byte) {
            case "=": "; equality is =="
            case "&": "; the logical and is &&"
            case "|": "; the logical or is ||"
            default: ""
            }
        return fail("this character has no meaning here" + advice, from: position, to: end)
    }
}

/// What letters in front of a quotation mark say of the text.
private struct TextPrefix {
    let isRaw: Bool
    let isBytes: Bool

    init?(_ letters: ArraySlice<UInt8>) {
        switch String(decoding: letters, as: UTF8.self) {
        case "r", "R": (isRaw, isBytes) = (true, false)
        case "b", "B": (isRaw, isBytes) = (false, true)
        case "br", "bR", "Br", "BR": (isRaw, isBytes) = (true, true)
        default: return nil
        }
    }
}
