extension FunctionTable {
    /// The functions of text that the specification itself defines.
    static let text: [StandardFunction] = [
        .method(
            "contains", [twoTexts],
            .binary { text, part, fuel throws(EvaluationError) in
                let (text, part) = try texts("contains", text, part, &fuel)
                return .bool(ExactText.firstIndex(of: Array(part.utf8), in: Array(text.utf8)) != nil)
            }),
        .method(
            "startsWith", [twoTexts],
            .binary { text, part, fuel throws(EvaluationError) in
                let (text, part) = try texts("startsWith", text, part, &fuel)
                return .bool(ExactText.hasPrefix(text, part))
            }),
        .method(
            "endsWith", [twoTexts],
            .binary { text, part, fuel throws(EvaluationError) in
                let (text, part) = try texts("endsWith", text, part, &fuel)
                return .bool(ExactText.hasSuffix(text, part))
            }),
        .both(
            "matches", [twoTexts],
            .binary { text, pattern, fuel throws(EvaluationError) in
                let (text, source) = try texts("matches", text, pattern, &fuel)
                let pattern = try Pattern(source, &fuel)
                return .bool(try pattern.matches(text, &fuel))
            }),
    ]

    private static let twoTexts = Signature([.string, .string], .bool)

    private static func texts(
        _ name: String, _ left: Value, _ right: Value, _ fuel: inout Fuel
    ) throws(EvaluationError) -> (String, String) {
        guard case .string(let leftText) = left, case .string(let rightText) = right else {
            throw .noOverload(name, left, right)
        }
        try fuel.charge(forBytes: leftText.utf8.count + rightText.utf8.count)
        return (leftText, rightText)
    }
}
