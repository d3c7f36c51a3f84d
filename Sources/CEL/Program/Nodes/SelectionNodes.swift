/// `operand.field`.
final class SelectNode: Node {
    private let operand: any Node
    private let field: FieldName
    private let range: SourceRange

    init(_ operand: any Node, _ field: FieldName, _ range: SourceRange) {
        self.operand = operand
        self.field = field
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        let value = try operand.evaluate(&frame, activation)
        try frame.fuel.charge(1)
        do throws(EvaluationError) {
            return try field.select(from: value)
        } catch {
            throw error.located(at: range)
        }
    }
}

/// `operand.?field`.
final class OptionalSelectNode: Node {
    private let operand: any Node
    private let field: FieldName
    private let range: SourceRange

    init(_ operand: any Node, _ field: FieldName, _ range: SourceRange) {
        self.operand = operand
        self.field = field
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        let value = try operand.evaluate(&frame, activation)
        try frame.fuel.charge(1)
        do throws(EvaluationError) {
            return .optional(try field.find(in: value))
        } catch {
            throw error.located(at: range)
        }
    }
}

/// `has(operand.field)`.
final class HasNode: Node {
    private let operand: any Node
    private let field: FieldName
    private let range: SourceRange

    init(_ operand: any Node, _ field: FieldName, _ range: SourceRange) {
        self.operand = operand
        self.field = field
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        let value = try operand.evaluate(&frame, activation)
        try frame.fuel.charge(1)
        do throws(EvaluationError) {
            return .bool(try field.find(in: value) != nil)
        } catch {
            throw error.located(at: range)
        }
    }
}

/// `operand[index]`.
final class IndexNode: Node {
    private let operand: any Node
    private let index: any Node
    private let range: SourceRange

    init(_ operand: any Node, _ index: any Node, _ range: SourceRange) {
        self.operand = operand
        self.index = index
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        let value = try operand.evaluate(&frame, activation)
        let key = try index.evaluate(&frame, activation)
        try frame.fuel.charge(1)
        do throws(EvaluationError) {
            if case .optional(let inner) = value {
                guard let inner else { return value }
                return .optional(try inner.find(key))
            }
            if let element = try value.find(key) { return element }
            throw value.missing(key)
        } catch {
            throw error.located(at: range)
        }
    }
}

/// `operand[?index]`.
final class OptionalIndexNode: Node {
    private let operand: any Node
    private let index: any Node
    private let range: SourceRange

    init(_ operand: any Node, _ index: any Node, _ range: SourceRange) {
        self.operand = operand
        self.index = index
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        let value = try operand.evaluate(&frame, activation)
        let key = try index.evaluate(&frame, activation)
        try frame.fuel.charge(1)
        do throws(EvaluationError) {
            return .optional(try value.find(key))
        } catch {
            throw error.located(at: range)
        }
    }
}

extension Value {
    /// The element at an index, the value of a key, or nil when there is none.
    func find(_ key: Value) throws(EvaluationError) -> Value? {
        switch self {
        case .list(let elements):
            guard let index = try key.asIndex(), elements.indices.contains(index) else { return nil }
            return elements[index]
        case .map(let map): return map[key]
        case .record(let record):
            guard case .string(let name) = key else { return nil }
            return try record.value(named: name)
        case .optional(let inner):
            return try inner.flatMap { inner throws(EvaluationError) in try inner.find(key) }
        case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type:
            throw .noOverload("[]", self, key)
        }
    }

    /// The value as an index of a list, or nil when it is beyond every list.
    private func asIndex() throws(EvaluationError) -> Int? {
        switch self {
        case .int(let value): return Int(exactly: value)
        case .uint(let value): return Int(exactly: value)
        case .double(let value):
            guard let index = Int(exactly: value) else {
                throw EvaluationError(.invalidValue, "the index of a list is a whole number")
            }
            return index
        default: throw EvaluationError(.invalidValue, "the index of a list is a whole number")
        }
    }

    fileprivate func missing(_ key: Value) -> EvaluationError {
        if case .list(let elements) = self {
            return EvaluationError(
                .outOfRange, "the index is out of range; the list has \(elements.count) elements")
        }
        return EvaluationError(.noSuchKey, "there is no such key")
    }
}
