extension FunctionTable {
    /// The functions of lists and maps.
    static let collections: [StandardFunction] = [
        .both(
            "size",
            [
                Signature([.string], .int), Signature([.bytes], .int),
                Signature([.list(.parameter("A"))], .int),
                Signature([.map(.parameter("A"), .parameter("B"))], .int),
            ],
            .unary(size)),
        .method(
            "join", [Signature([.list(.string)], .string)],
            .unary { list, fuel throws(EvaluationError) in
                try join(list, .string(""), &fuel)
            }),
        .method("join", [Signature([.list(.string), .string], .string)], .binary(join)),
    ]

    private static func size(_ value: Value, _ fuel: inout Fuel) throws(EvaluationError) -> Value {
        switch value {
        case .string(let text):
            try fuel.charge(forBytes: text.utf8.count)
            return .int(Int64(text.unicodeScalars.count))
        case .bytes(let bytes): return .int(Int64(bytes.count))
        case .list(let elements): return .int(Int64(elements.count))
        case .map(let map): return .int(Int64(map.count))
        case .record(let record):
            try fuel.charge(record.shape.fields.count)
            return .int(Int64(record.presentFields.count))
        default: throw .noOverload("size", value)
        }
    }

    private static func join(
        _ list: Value, _ separator: Value, _ fuel: inout Fuel
    ) throws(EvaluationError) -> Value {
        guard case .list(let elements) = list, case .string(let separator) = separator else {
            throw .noOverload("join", list, separator)
        }
        var joined = ""
        for (index, element) in elements.enumerated() {
            guard case .string(let text) = element else { throw .noOverload("join", element) }
            let length = text.utf8.count + separator.utf8.count
            try fuel.charge(1 + length / 32)
            guard joined.utf8.count + length <= Limits.producedBytes else { throw .tooLarge }
            if index > 0 { joined += separator }
            joined += text
        }
        return .string(joined)
    }
}
