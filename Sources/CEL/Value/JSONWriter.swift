extension Value {
    /// The value as JSON by the specification's mapping, without spaces.
    ///
    /// Whole numbers beyond 2^53 - 1 become strings, so that readers that know only doubles keep them;
    /// octets become base64, moments and durations their text, records objects, an optional value its
    /// content or `null`.
    /// - Throws: ``EvaluationError`` of kind `invalidValue` for what has no JSON (types, maps with keys that
    ///   are no strings), and of kind `limit` beyond 1 MiB or ``jsonDepth``.
    public func json() throws(EvaluationError) -> String {
        var writer = JSONWriter()
        try writer.write(self, depth: 0)
        return writer.text
    }
}

private struct JSONWriter {
    var text = ""

    private mutating func append(_ part: String) throws(EvaluationError) {
        text += part
        guard text.utf8.count <= Limits.producedBytes else { throw .tooLarge }
    }

    mutating func write(_ value: Value, depth: Int) throws(EvaluationError) {
        guard depth <= Value.jsonDepth else { throw .tooLarge }
        switch value {
        case .null: try append("null")
        case .bool(let holds): try append(holds ? "true" : "false")
        case .int(let number):
            try append(number.magnitude < 1 << 53 ? String(number) : "\"\(number)\"")
        case .uint(let number): try append(number < 1 << 53 ? String(number) : "\"\(number)\"")
        case .double(let number):
            let digits = DecimalText.shortest(number)
            try append(number.isFinite ? digits : "\"\(digits)\"")
        case .string(let string): try write(string)
        case .bytes(let bytes): try append("\"\(Base64.encode(bytes))\"")
        case .list(let elements):
            try append("[")
            for (index, element) in elements.enumerated() {
                if index > 0 { try append(",") }
                try write(element, depth: depth + 1)
            }
            try append("]")
        case .map(let map): try write(map, depth: depth)
        case .record(let record): try write(record.asMap, depth: depth)
        case .timestamp(let moment): try write(moment.text)
        case .duration(let duration): try write(duration.text)
        case .optional(let inner): try write(inner ?? .null, depth: depth + 1)
        case .type: throw EvaluationError(.invalidValue, "a type has no JSON")
        }
    }

    private mutating func write(_ map: MapValue, depth: Int) throws(EvaluationError) {
        try append("{")
        for (index, entry) in map.entries.enumerated() {
            guard case .string(let name) = entry.key else {
                throw EvaluationError(.invalidValue, "a map with keys that are no strings has no JSON")
            }
            if index > 0 { try append(",") }
            try write(name)
            try append(":")
            try write(entry.value, depth: depth + 1)
        }
        try append("}")
    }

    private mutating func write(_ string: String) throws(EvaluationError) {
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): quoted += "\\\"".utf8
            case UInt8(ascii: "\\"): quoted += "\\\\".utf8
            case 0x0A: quoted += "\\n".utf8
            case 0x0D: quoted += "\\r".utf8
            case 0x09: quoted += "\\t".utf8
            case 0..<0x20: quoted += "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
            default: quoted.append(byte)
            }
        }
        quoted.append(UInt8(ascii: "\""))
        try append(String(decoding: quoted, as: UTF8.self))
    }
}

/// Octets as text of 64 letters, by RFC 4648, section 4.
enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var encoded: [UInt8] = []
        encoded.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits: UInt32 = 0
            for byte in group { bits = bits << 8 | UInt32(byte) }
            bits <<= UInt32(8 * (3 - group.count))
            for index in 0..<4 {
                let letter = alphabet[Int(bits >> UInt32(18 - 6 * index) & 63)]
                encoded.append(index <= group.count ? letter : UInt8(ascii: "="))
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
