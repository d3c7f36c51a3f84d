extension FunctionTable {
    private static let anything = ValueType.parameter("A")
    private static let anyOptional = ValueType.optional(.parameter("A"))

    /// The functions of values that may be absent. `or` and `orValue` are parts of the language, because
    /// they evaluate their argument only when it is needed; here they have their types.
    static let optionals: [StandardFunction] = [
        .function(
            "optional.of", [Signature([anything], anyOptional)],
            .unary { value, _ throws(EvaluationError) in .optional(value) }),
        .function(
            "optional.ofNonZeroValue", [Signature([anything], anyOptional)],
            .unary { value, _ throws(EvaluationError) in .optional(value.isZero ? nil : value) }),
        StandardFunction(
            keys: [FunctionKey(name: "optional.none", isMethod: false, count: 0)],
            entry: FunctionEntry(
                signatures: [Signature([], anyOptional)],
                body: .variadic { _, _ throws(EvaluationError) in .optional(nil) })),
        .method(
            "hasValue", [Signature([anyOptional], .bool)],
            .unary { value, _ throws(EvaluationError) in .bool(try unwrap("hasValue", value) != nil) }),
        .method(
            "value", [Signature([anyOptional], anything)],
            .unary { value, _ throws(EvaluationError) in
                guard let inner = try unwrap("value", value) else {
                    throw EvaluationError(.invalidValue, "optional.none() has no value")
                }
                return inner
            }),
        .method(
            "or", [Signature([anyOptional, anyOptional], anyOptional)],
            .binary { value, other, _ throws(EvaluationError) in
                try unwrap("or", value) == nil ? other : value
            }),
        .method(
            "orValue", [Signature([anyOptional, anything], anything)],
            .binary { value, other, _ throws(EvaluationError) in try unwrap("orValue", value) ?? other }),
        .function("optional.unwrap", [Signature([.list(anyOptional)], .list(anything))], .unary(unwrapList)),
        .method("unwrapOpt", [Signature([.list(anyOptional)], .list(anything))], .unary(unwrapList)),
        .method(
            "first", [Signature([.list(anything)], anyOptional)],
            .unary { value, _ throws(EvaluationError) in .optional(try elements("first", value).first) }),
        .method(
            "last", [Signature([.list(anything)], anyOptional)],
            .unary { value, _ throws(EvaluationError) in .optional(try elements("last", value).last) }),
    ]

    private static func unwrap(_ name: String, _ value: Value) throws(EvaluationError) -> Value? {
        guard case .optional(let inner) = value else { throw .noOverload(name, value) }
        return inner
    }

    private static func elements(_ name: String, _ value: Value) throws(EvaluationError) -> [Value] {
        guard case .list(let elements) = value else { throw .noOverload(name, value) }
        return elements
    }

    private static func unwrapList(_ value: Value, _ fuel: inout Fuel) throws(EvaluationError) -> Value {
        var values: [Value] = []
        for element in try elements("unwrapOpt", value) {
            try fuel.charge(1)
            if let inner = try unwrap("unwrapOpt", element) { values.append(inner) }
        }
        return .list(values)
    }
}
