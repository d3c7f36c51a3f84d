/// Replacing and splitting, both of which find the parts of a text one after the other.
enum TextParts {
    /// `text.replace(part, other, limit)`; a negative limit is none, and an empty part stands before every
    /// code point and at the end.
    static func replace(_ arguments: [Value], _ fuel: inout Fuel) throws(EvaluationError) -> Value {
        guard case .string(let text) = arguments[0], case .string(let part) = arguments[1],
            case .string(let other) = arguments[2], case .int(let limit) = arguments[3]
        else { throw .noOverload("replace", of: arguments) }
        let bytes = Array(text.utf8)
        let needle = Array(part.utf8)
        let replacement = Array(other.utf8)
        try fuel.charge(forBytes: bytes.count + needle.count)
        var result: [UInt8] = []
        var position = 0
        var count: Int64 = 0
        while limit < 0 || count < limit,
            let found = next(needle, in: bytes, from: position, isFirst: count == 0)
        {
            try fuel.charge(1 + replacement.count / 32)
            result += bytes[position..<found]
            result += replacement
            guard result.count <= Limits.producedBytes else { throw .tooLarge }
            position = found + needle.count
            count += 1
        }
        result += bytes[position...]
        guard result.count <= Limits.producedBytes else { throw .tooLarge }
        return .string(String(decoding: result, as: UTF8.self))
    }

    /// `text.split(separator, limit)`; a negative limit is none, and an empty separator gives code points.
    static func split(
        _ text: Value, _ separator: Value, _ limit: Value, _ fuel: inout Fuel
    ) throws(EvaluationError) -> Value {
        guard case .string(let source) = text, case .string(let part) = separator,
            case .int(let limit) = limit
        else { throw .noOverload("split", text, separator, limit) }
        guard limit != 0 else { return .list([]) }
        let bytes = Array(source.utf8)
        let needle = Array(part.utf8)
        try fuel.charge(forBytes: bytes.count + needle.count)
        guard !needle.isEmpty || !bytes.isEmpty else { return .list([]) }
        var parts: [Value] = []
        var position = 0
        while limit < 0 || parts.count < limit - 1 {
            let isFirst = needle.isEmpty ? false : position == 0
            guard let found = next(needle, in: bytes, from: position, isFirst: isFirst),
                !needle.isEmpty || found < bytes.count
            else { break }
            try fuel.charge(1)
            guard parts.count < Limits.producedElements else { throw .tooLarge }
            parts.append(.string(String(decoding: bytes[position..<found], as: UTF8.self)))
            position = found + needle.count
        }
        parts.append(.string(String(decoding: bytes[position...], as: UTF8.self)))
        return .list(parts)
    }

    /// Where the next part begins; an empty one begins at the first position and then after each code point.
    private static func next(_ needle: [UInt8], in bytes: [UInt8], from position: Int, isFirst: Bool) -> Int?
    {
        guard needle.isEmpty else { return ExactText.firstIndex(of: needle, in: bytes, from: position) }
        if isFirst { return position }
        guard position < bytes.count else { return nil }
        var following = position + 1
        while following < bytes.count, bytes[following] & 0xC0 == 0x80 { following += 1 }
        return following
    }
}
