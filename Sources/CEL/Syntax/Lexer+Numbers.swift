extension Lexer {
    /// A number without its sign: `42`, `0x2A`, `42u`, `4.2`, `.42`, `42e1`.
    mutating func readNumber() throws(Diagnostic) -> Token.Kind {
        let start = position
        if peek() == UInt8(ascii: "0"), peek(1) == UInt8(ascii: "x"), Digits.hexadecimal(peek(2)) != nil {
            position += 2
            while Digits.hexadecimal(peek()) != nil { position += 1 }
            return try integer(digits: (start + 2)..<position, radix: 16, from: start)
        }
        while Digits.decimal(peek()) != nil { position += 1 }
        var isWhole = true
        if peek() == UInt8(ascii: "."), Digits.decimal(peek(1)) != nil {
            isWhole = false
            position += 1
            while Digits.decimal(peek()) != nil { position += 1 }
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            let sign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-") ? 1 : 0
            if Digits.decimal(peek(1 + sign)) != nil {
                isWhole = false
                position += 1 + sign
                while Digits.decimal(peek()) != nil { position += 1 }
            }
        }
        guard !isWhole else { return try integer(digits: start..<position, radix: 10, from: start) }
        guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)), value.isFinite
        else {
            throw fail("this number is beyond what a double holds", from: start)
        }
        return .literal(.double(value))
    }

    private mutating func integer(
        digits: Range<Int>, radix: UInt64, from start: Int
    ) throws(Diagnostic) -> Token.Kind {
        let isUnsigned = peek() == UInt8(ascii: "u") || peek() == UInt8(ascii: "U")
        if isUnsigned { position += 1 }
        var value: UInt64 = 0
        for byte in bytes[digits] {
            let (shifted, overflow) = value.multipliedReportingOverflow(by: radix)
            let (sum, overflowSum) = shifted.addingReportingOverflow(UInt64(Digits.hexadecimal(byte) ?? 0))
            if overflow || overflowSum {
                throw fail(
                    "this number is beyond what \(isUnsigned ? "a uint" : "an int") holds", from: start)
            }
            value = sum
        }
        return isUnsigned ? .literal(.uint(value)) : .integer(value)
    }
}
