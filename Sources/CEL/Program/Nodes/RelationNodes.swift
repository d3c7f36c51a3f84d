/// `left == right` and `left != right`.
final class EqualityNode: Node {
    private let left: any Node
    private let right: any Node
    private let isNegated: Bool

    init(_ left: any Node, _ right: any Node, isNegated: Bool) {
        self.left = left
        self.right = right
        self.isNegated = isNegated
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        let leftValue = try left.evaluate(&frame, activation)
        let rightValue = try right.evaluate(&frame, activation)
        try frame.fuel.charge(1)
        return .bool(try leftValue.isEqual(to: rightValue, &frame.fuel) != isNegated)
    }
}

/// `left < right` and its relatives.
final class OrderNode: Node {
    private let left: any Node
    private let right: any Node
    private let relation: Expression.Relation
    private let range: SourceRange

    init(_ relation: Expression.Relation, _ left: any Node, _ right: any Node, _ range: SourceRange) {
        self.relation = relation
        self.left = left
        self.right = right
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        let leftValue = try left.evaluate(&frame, activation)
        let rightValue = try right.evaluate(&frame, activation)
        try frame.fuel.charge(1)
        if case .string(let text) = leftValue { try frame.fuel.charge(forBytes: text.utf8.count) }
        if case .bytes(let bytes) = leftValue { try frame.fuel.charge(forBytes: bytes.count) }
        guard let order = leftValue.order(to: rightValue) else {
            throw EvaluationError.noOverload(relation.rawValue, leftValue, rightValue).located(at: range)
        }
        return .bool(holds(order))
    }

    @inline(__always)
    private func holds(_ order: Order) -> Bool {
        switch relation {
        case .less: order == .less
        case .lessOrEqual: order == .less || order == .equal
        case .greater: order == .greater
        case .greaterOrEqual: order == .greater || order == .equal
        case .equal, .notEqual, .isIn: false
        }
    }
}

/// `element in container`.
final class MembershipNode: Node {
    private let element: any Node
    private let container: any Node
    private let range: SourceRange

    init(_ element: any Node, _ container: any Node, _ range: SourceRange) {
        self.element = element
        self.container = container
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        let value = try element.evaluate(&frame, activation)
        let container = try container.evaluate(&frame, activation)
        try frame.fuel.charge(1)
        switch container {
        case .list(let elements):
            for element in elements {
                try frame.fuel.charge(1)
                if try element.isEqual(to: value, &frame.fuel) { return .bool(true) }
            }
            return .bool(false)
        case .map(let map): return .bool(map[value] != nil)
        case .record(let record):
            guard case .string(let name) = value else { return .bool(false) }
            return .bool(try record.value(named: name) != nil)
        case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type, .optional:
            throw EvaluationError.noOverload("in", value, container).located(at: range)
        }
    }
}
