/// `[a, ?b, c]`.
final class ListNode: Node {
    private let elements: [(node: any Node, isOptional: Bool)]
    private let range: SourceRange

    init(_ elements: [(node: any Node, isOptional: Bool)], _ range: SourceRange) {
        self.elements = elements
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        try frame.fuel.charge(1 + elements.count)
        var values: [Value] = []
        values.reserveCapacity(elements.count)
        for (node, isOptional) in elements {
            let value = try node.evaluate(&frame, activation)
            if !isOptional {
                values.append(value)
            } else if case .optional(let inner) = value {
                if let inner { values.append(inner) }
            } else {
                throw EvaluationError.noOverload("[?]", value).located(at: range)
            }
        }
        return .list(values)
    }
}

/// `{a: b, ?c: d}`.
final class MapNode: Node {
    struct Entry {
        let key: any Node
        let value: any Node
        let isOptional: Bool
        let keyRange: SourceRange
    }

    private let entries: [Entry]
    private let range: SourceRange

    init(_ entries: [Entry], _ range: SourceRange) {
        self.entries = entries
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        try frame.fuel.charge(1 + entries.count)
        var map = MapValue()
        for entry in entries {
            let key = try entry.key.evaluate(&frame, activation)
            var value = try entry.value.evaluate(&frame, activation)
            if entry.isOptional {
                guard case .optional(let inner) = value else {
                    throw EvaluationError.noOverload("{?}", value).located(at: range)
                }
                guard let inner else { continue }
                value = inner
            }
            guard map.insert(key, value) else {
                throw EvaluationError.badKey(key).located(at: entry.keyRange)
            }
        }
        return .map(map)
    }
}

extension EvaluationError {
    static func badKey(_ key: Value) -> EvaluationError {
        switch key {
        case .bool, .int, .uint, .string: EvaluationError(.invalidKey, "a map has this key twice")
        default:
            EvaluationError(
                .invalidKey,
                "a key is an int, a uint, a bool or a string, and this is of type \(key.type.name)")
        }
    }
}
