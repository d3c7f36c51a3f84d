extension FunctionTable {
    /// The extension for text: positions, parts, joining, replacing, splitting and formatting.
    static let textExtensions: [StandardFunction] = [
        .method("charAt", [Signature([.string, .int], .string)], .binary(charAt)),
        .method(
            "indexOf", [Signature([.string, .string], .int)],
            .binary { text, part, fuel throws(EvaluationError) in
                try indexOf(text, part, nil, &fuel)
            }),
        .method(
            "indexOf", [Signature([.string, .string, .int], .int)],
            .ternary { text, part, start, fuel throws(EvaluationError) in
                try indexOf(text, part, start, &fuel)
            }),
        .method(
            "lastIndexOf", [Signature([.string, .string], .int)],
            .binary { text, part, fuel throws(EvaluationError) in try lastIndexOf(text, part, nil, &fuel) }),
        .method(
            "lastIndexOf", [Signature([.string, .string, .int], .int)],
            .ternary { text, part, start, fuel throws(EvaluationError) in
                try lastIndexOf(text, part, start, &fuel)
            }),
        .method(
            "substring", [Signature([.string, .int], .string)],
            .binary { text, start, fuel throws(EvaluationError) in
                try substring(text, start, nil, &fuel)
            }),
        .method(
            "substring", [Signature([.string, .int, .int], .string)],
            .ternary { text, start, end, fuel throws(EvaluationError) in
                try substring(text, start, end, &fuel)
            }),
        mapping("lowerAscii") { bytes in
            bytes.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 + 32 : $0 }
        },
        mapping("upperAscii") { bytes in
            bytes.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) ? $0 - 32 : $0 }
        },
        .method("trim", [Signature([.string], .string)], .unary(trim)),
        .method("reverse", [Signature([.string], .string)], .unary(reverse)),
        .function("strings.quote", [Signature([.string], .string)], .unary(quote)),
        .method(
            "replace", [Signature([.string, .string, .string], .string)],
            .ternary { text, part, other, fuel throws(EvaluationError) in
                try TextParts.replace([text, part, other, .int(-1)], &fuel)
            }),
        StandardFunction(
            keys: [FunctionKey(name: "replace", isMethod: true, count: 4)],
            entry: FunctionEntry(
                signatures: [Signature([.string, .string, .string, .int], .string)],
                body: .variadic(TextParts.replace))),
        .method(
            "split", [Signature([.string, .string], .list(.string))],
            .binary { text, part, fuel throws(EvaluationError) in
                try TextParts.split(text, part, .int(-1), &fuel)
            }),
        .method("split", [Signature([.string, .string, .int], .list(.string))], .ternary(TextParts.split)),
        .method("format", [Signature([.string, .list(.dyn)], .string)], .binary(TextFormat.format)),
    ]

    private static func text(_ name: String, _ value: Value) throws(EvaluationError) -> String {
        guard case .string(let text) = value else { throw .noOverload(name, value) }
        return text
    }

    private static func charAt(
        _ value: Value, _ position: Value, _ fuel: inout Fuel
    ) throws(EvaluationError) -> Value {
        let text = try CodePoints(text("charAt", value), &fuel)
        let position = try text.position("charAt", position)
        return .string(position == text.count ? "" : text.text(position, position + 1))
    }

    private static func indexOf(
        _ value: Value, _ part: Value, _ start: Value?, _ fuel: inout Fuel
    ) throws(EvaluationError) -> Value {
        let haystack = try CodePoints(text("indexOf", value), &fuel)
        let needle = try CodePoints(text("indexOf", part), &fuel)
        let from =
            try start.map { start throws(EvaluationError) in try haystack.position("indexOf", start) } ?? 0
        let found = ExactText.firstIndex(
            of: needle.bytes, in: haystack.bytes, from: haystack.offset(of: from))
        return .int(found.map { Int64(haystack.position(of: $0)) } ?? -1)
    }

    private static func lastIndexOf(
        _ value: Value, _ part: Value, _ start: Value?, _ fuel: inout Fuel
    ) throws(EvaluationError) -> Value {
        let haystack = try CodePoints(text("lastIndexOf", value), &fuel)
        let needle = try CodePoints(text("lastIndexOf", part), &fuel)
        let from =
            try start.map { start throws(EvaluationError) in try haystack.position("lastIndexOf", start) }
            ?? haystack.count
        let found = ExactText.lastIndex(of: needle.bytes, in: haystack.bytes, from: haystack.offset(of: from))
        return .int(found.map { Int64(haystack.position(of: $0)) } ?? -1)
    }

    private static func substring(
        _ value: Value, _ start: Value, _ end: Value?, _ fuel: inout Fuel
    ) throws(EvaluationError) -> Value {
        let text = try CodePoints(text("substring", value), &fuel)
        let from = try text.position("substring", start)
        let to =
            try end.map { end throws(EvaluationError) in try text.position("substring", end) } ?? text.count
        guard from <= to else {
            throw EvaluationError(.outOfRange, "substring: the end \(to) comes before the start \(from)")
        }
        return .string(text.text(from, to))
    }

    private static func mapping(
        _ name: String, _ map: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) -> StandardFunction {
        .method(
            name, [Signature([.string], .string)],
            .unary { value, fuel throws(EvaluationError) in
                let text = try text(name, value)
                try fuel.produce(bytes: text.utf8.count)
                return .string(String(decoding: map(Array(text.utf8)), as: UTF8.self))
            })
    }

    private static func trim(_ value: Value, _ fuel: inout Fuel) throws(EvaluationError) -> Value {
        let text = try text("trim", value)
        try fuel.charge(forBytes: text.utf8.count)
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return .string("") }
        return .string(String(scalars[first...last]))
    }

    private static func reverse(_ value: Value, _ fuel: inout Fuel) throws(EvaluationError) -> Value {
        let text = try text("reverse", value)
        try fuel.produce(bytes: text.utf8.count)
        var reversed = String.UnicodeScalarView()
        reversed.append(contentsOf: text.unicodeScalars.reversed())
        return .string(String(reversed))
    }

    /// The text between quotation marks, with whatever would not print escaped.
    private static func quote(_ value: Value, _ fuel: inout Fuel) throws(EvaluationError) -> Value {
        let text = try text("strings.quote", value)
        try fuel.produce(bytes: text.utf8.count * 2)
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case 0x07: quoted += "\\a".utf8
            case 0x08: quoted += "\\b".utf8
            case 0x0C: quoted += "\\f".utf8
            case 0x0A: quoted += "\\n".utf8
            case 0x0D: quoted += "\\r".utf8
            case 0x09: quoted += "\\t".utf8
            case 0x0B: quoted += "\\v".utf8
            case UInt8(ascii: "\\"): quoted += "\\\\".utf8
            case UInt8(ascii: "\""): quoted += "\\\"".utf8
            default: quoted.append(byte)
            }
        }
        quoted.append(UInt8(ascii: "\""))
        return .string(String(decoding: quoted, as: UTF8.self))
    }
}
