/// The elements that a macro goes through, and where it puts each of them.
struct Elements: Sendable {
    let target: any Node
    private let slot: Int
    private let second: Int?
    private let range: SourceRange

    init(_ target: any Node, slot: Int, second: Int?, _ range: SourceRange) {
        self.target = target
        self.slot = slot
        self.second = second
        self.range = range
    }

    /// Calls `body` with each element or key, its variables set, until it returns false.
    @inline(__always)
    func forEach(
        _ frame: inout Frame, _ activation: any Activation,
        _ body: (_ first: Value, inout Frame) throws(EvaluationError) -> Bool
    ) throws(EvaluationError) {
        let value = try target.evaluate(&frame, activation)
        switch value {
        case .list(let elements):
            for (index, element) in elements.enumerated() {
                let first: Value = second == nil ? element : .int(Int64(index))
                guard try step(&frame, first, element, body) else { return }
            }
        case .map(let map):
            for entry in map.entries {
                guard try step(&frame, entry.key, entry.value, body) else { return }
            }
        case .record(let record):
            for field in record.presentFields {
                guard try step(&frame, .string(field.name), field.value, body) else { return }
            }
        case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type, .optional:
            throw EvaluationError(
                .noMatchingOverload, "a macro goes through lists and maps, not through \(value.type.name)"
            ).located(at: range)
        }
    }

    @inline(__always)
    private func step(
        _ frame: inout Frame, _ first: Value, _ value: Value,
        _ body: (_ first: Value, inout Frame) throws(EvaluationError) -> Bool
    ) throws(EvaluationError) -> Bool {
        try frame.fuel.charge(1)
        frame.locals[slot] = first
        if let second { frame.locals[second] = value }
        return try body(first, &frame)
    }
}

/// `all` and `exists`: the predicates of the elements between `&&` or `||`.
final class QuantifierNode: Node {
    private let elements: Elements
    private let predicate: any Node
    private let deciding: Bool
    private let range: SourceRange

    init(_ elements: Elements, _ predicate: any Node, decidedBy deciding: Bool, _ range: SourceRange) {
        self.elements = elements
        self.predicate = predicate
        self.deciding = deciding
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        var failure: EvaluationError?
        var isDecided = false
        try elements.forEach(&frame, activation) { _, frame throws(EvaluationError) in
            do throws(EvaluationError) {
                let value = try predicate.evaluate(&frame, activation)
                if case .bool(let decides) = value {
                    isDecided = decides == deciding
                } else if failure == nil {
                    failure = .noOverload(deciding ? "exists" : "all", value)
                }
            } catch {
                if error.isLimit { throw error }
                failure = failure ?? error
            }
            return !isDecided
        }
        if isDecided { return .bool(deciding) }
        if let failure { throw failure.located(at: range) }
        return .bool(!deciding)
    }
}

/// `exists_one` and `existsOne`: every predicate is evaluated, and none may fail.
final class ExistsOneNode: Node {
    private let elements: Elements
    private let predicate: any Node
    private let range: SourceRange

    init(_ elements: Elements, _ predicate: any Node, _ range: SourceRange) {
        self.elements = elements
        self.predicate = predicate
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        var count = 0
        try elements.forEach(&frame, activation) { _, frame throws(EvaluationError) in
            if try predicate.holds(&frame, activation, range) { count += 1 }
            return true
        }
        return .bool(count == 1)
    }
}

/// `map`, `filter` and `transformList`: a list of what becomes of the elements that satisfy a predicate.
final class CollectNode: Node {
    private let elements: Elements
    private let predicate: (any Node)?
    private let transform: (any Node)?
    private let range: SourceRange

    init(_ elements: Elements, predicate: (any Node)?, transform: (any Node)?, _ range: SourceRange) {
        self.elements = elements
        self.predicate = predicate
        self.transform = transform
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        var values: [Value] = []
        try elements.forEach(&frame, activation) { first, frame throws(EvaluationError) in
            if let predicate, try !predicate.holds(&frame, activation, range) { return true }
            values.append(try transform?.evaluate(&frame, activation) ?? first)
            return true
        }
        guard values.count <= Limits.producedElements else { throw .tooLarge }
        return .list(values)
    }
}

/// `transformMap`, a map with the same keys and what becomes of the values, and `transformMapEntry`, a map
/// of the entries that the elements become.
final class TransformMapNode: Node {
    private let elements: Elements
    private let predicate: (any Node)?
    private let transform: any Node
    private let makesEntries: Bool
    private let range: SourceRange

    init(
        _ elements: Elements, predicate: (any Node)?, transform: any Node, makesEntries: Bool,
        _ range: SourceRange
    ) {
        self.elements = elements
        self.predicate = predicate
        self.transform = transform
        self.makesEntries = makesEntries
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        var map = MapValue()
        try elements.forEach(&frame, activation) { first, frame throws(EvaluationError) in
            if let predicate, try !predicate.holds(&frame, activation, range) { return true }
            let value = try transform.evaluate(&frame, activation)
            for (key, value) in try entries(first, value) {
                try frame.fuel.charge(1)
                guard map.insert(key, value) else { throw EvaluationError.badKey(key).located(at: range) }
            }
            return true
        }
        guard map.count <= Limits.producedElements else { throw .tooLarge }
        return .map(map)
    }

    private func entries(_ key: Value, _ value: Value) throws(EvaluationError) -> [(Value, Value)] {
        guard makesEntries else { return [(key, value)] }
        guard case .map(let map) = value else {
            throw EvaluationError.noOverload("transformMapEntry", value).located(at: range)
        }
        return map.entries.map { ($0.key, $0.value) }
    }
}

/// `target.optMap(x, body)` and `target.optFlatMap(x, body)`.
final class OptionalMapNode: Node {
    private let target: any Node
    private let slot: Int
    private let body: any Node
    private let isFlat: Bool
    private let range: SourceRange

    init(_ target: any Node, slot: Int, body: any Node, isFlat: Bool, _ range: SourceRange) {
        self.target = target
        self.slot = slot
        self.body = body
        self.isFlat = isFlat
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        let value = try target.evaluate(&frame, activation)
        try frame.fuel.charge(1)
        guard case .optional(let inner) = value else {
            throw EvaluationError.noOverload(isFlat ? "optFlatMap" : "optMap", value).located(at: range)
        }
        guard let inner else { return value }
        frame.locals[slot] = inner
        let result = try body.evaluate(&frame, activation)
        guard isFlat else { return .optional(result) }
        guard case .optional = result else {
            throw EvaluationError.noOverload("optFlatMap", value, result).located(at: range)
        }
        return result
    }
}

extension Node {
    /// Whether a predicate holds.
    func holds(_ frame: inout Frame, _ activation: any Activation, _ range: SourceRange)
        throws(EvaluationError) -> Bool
    {
        let value = try evaluate(&frame, activation)
        guard case .bool(let holds) = value else {
            throw EvaluationError(
                .noMatchingOverload,
                "a predicate is true or false, and this one is of type \(value.type.name)"
            ).located(at: range)
        }
        return holds
    }
}
