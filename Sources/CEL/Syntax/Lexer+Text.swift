extension Lexer {
    /// A text or octets, from the quotation mark on; the prefix has been read.
    mutating func readQuoted(isRaw: Bool, isBytes: Bool) throws(Diagnostic) -> Token.Kind {
        let start = position
        let quote = bytes[position]
        let isTriple = peek(1) == quote && peek(2) == quote
        position += isTriple ? 3 : 1
        var content: [UInt8] = []
        while true {
            guard let byte = peek() else {
                throw fail("this text is never closed", from: start, to: start + (isTriple ? 3 : 1))
            }
            if byte == quote, !isTriple || peek(1) == quote && peek(2) == quote {
                position += isTriple ? 3 : 1
                break
            }
            if !isTriple, byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                throw fail(
                    "this text ends with its line; use three quotation marks for several lines", from: start)
            }
            position += 1
            if byte == UInt8(ascii: "\\"), !isRaw {
                try readEscape(isBytes: isBytes, into: &content)
            } else {
                content.append(byte)
            }
        }
        return .literal(isBytes ? .bytes(content) : .string(String(decoding: content, as: UTF8.self)))
    }

    /// What follows a backslash.
    private mutating func readEscape(isBytes: Bool, into content: inout [UInt8]) throws(Diagnostic) {
        let start = position - 1
        guard let byte = peek() else { throw fail("this escape is not complete", from: start) }
        position += 1
        switch Unicode.Scalar(byte) {
        case "\\", "?", "\"", "'", "`": content.append(byte)
        case "a": content.append(0x07)
        case "b": content.append(0x08)
        case "f": content.append(0x0C)
        case "n": content.append(0x0A)
        case "r": content.append(0x0D)
        case "t": content.append(0x09)
        case "v": content.append(0x0B)
        case "x", "X":
            append(try hexadecimal(2, from: start), isBytes: isBytes, into: &content)
        case "u", "U":
            guard !isBytes else { throw fail("octets have no \\u and \\U; use \\x", from: start) }
            let value = try hexadecimal(byte == UInt8(ascii: "u") ? 4 : 8, from: start)
            guard Unicode.Scalar(value) != nil else {
                throw fail("this is no Unicode code point", from: start)
            }
            append(value, isBytes: false, into: &content)
        case "0"..."3":
            var value = UInt32(byte - UInt8(ascii: "0"))
            for _ in 0..<2 {
                guard let digit = Digits.decimal(peek()), digit < 8 else {
                    throw fail("an octal escape has three digits, up to \\377", from: start)
                }
                value = value * 8 + UInt32(digit)
                position += 1
            }
            append(value, isBytes: isBytes, into: &content)
        default:
            throw fail("there is no such escape; a backslash itself is written \\\\", from: start)
        }
    }

    private mutating func hexadecimal(_ count: Int, from start: Int) throws(Diagnostic) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = Digits.hexadecimal(peek()) else {
                throw fail("this escape needs \(count) hexadecimal digits", from: start)
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    /// Puts in an octet, or a code point as UTF-8.
    private func append(_ value: UInt32, isBytes: Bool, into content: inout [UInt8]) {
        if isBytes {
            content.append(UInt8(truncatingIfNeeded: value))
        } else if let scalar = Unicode.Scalar(value) {
            content.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }
}
