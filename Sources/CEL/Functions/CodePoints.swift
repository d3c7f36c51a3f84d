/// A text as bytes, with positions counted in code points.
struct CodePoints {
    let bytes: [UInt8]
    /// How many code points the text has.
    let count: Int

    init(_ text: String, _ fuel: inout Fuel) throws(EvaluationError) {
        try fuel.charge(forBytes: text.utf8.count)
        bytes = Array(text.utf8)
        count = Self.count(bytes[...])
    }

    /// Where the code point at a position begins, from the first to the end of the text.
    func offset(of position: Int) -> Int {
        guard count < bytes.count else { return position }
        var remaining = position
        for (offset, byte) in bytes.enumerated() where !Self.continues(byte) {
            if remaining == 0 { return offset }
            remaining -= 1
        }
        return bytes.count
    }

    /// The position of the code point that begins at a byte.
    func position(of offset: Int) -> Int {
        count < bytes.count ? Self.count(bytes[..<offset]) : offset
    }

    /// The text between two positions.
    func text(_ start: Int, _ end: Int) -> String {
        String(decoding: bytes[offset(of: start)..<offset(of: end)], as: UTF8.self)
    }

    /// The position that a value gives, from zero to the end of the text.
    func position(_ name: String, _ value: Value) throws(EvaluationError) -> Int {
        guard case .int(let number) = value else { throw .noOverload(name, value) }
        guard let position = Int(exactly: number), position >= 0, position <= count else {
            throw EvaluationError(.outOfRange, "\(name): the position \(number) is out of range")
        }
        return position
    }

    private static func count(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 + (continues($1) ? 0 : 1) }
    }

    private static func continues(_ byte: UInt8) -> Bool {
        byte & 0xC0 == 0x80
    }
}
