/// `left + right` and its relatives.
final class ArithmeticNode: Node {
    private let left: any Node
    private let right: any Node
    private let operation: Expression.Arithmetic
    private let range: SourceRange

    init(_ operation: Expression.Arithmetic, _ left: any Node, _ right: any Node, _ range: SourceRange) {
        self.operation = operation
        self.left = left
        self.right = right
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        let leftValue = try left.evaluate(&frame, activation)
        let rightValue = try right.evaluate(&frame, activation)
        try frame.fuel.charge(1)
        do {
            return try operation.apply(leftValue, rightValue, &frame.fuel)
        } catch {
            throw error.located(at: range)
        }
    }
}

/// `-operand`.
final class NegateNode: Node {
    private let operand: any Node
    private let range: SourceRange

    init(_ operand: any Node, _ range: SourceRange) {
        self.operand = operand
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        let value = try operand.evaluate(&frame, activation)
        try frame.fuel.charge(1)
        switch value {
        case .int(let number):
            guard number != .min else { throw EvaluationError.overflow.located(at: range) }
            return .int(-number)
        case .double(let number): return .double(-number)
        default: throw EvaluationError.noOverload("-", value).located(at: range)
        }
    }
}

extension EvaluationError {
    static let overflow = EvaluationError(.outOfRange, "the result is out of range")
    static let divisionByZero = EvaluationError(.divisionByZero, "a division by zero")
}

extension Expression.Arithmetic {
    func apply(_ left: Value, _ right: Value, _ fuel: inout Fuel) throws(EvaluationError) -> Value {
        switch (left, right) {
        case (.int(let left), .int(let right)): return .int(try integer(left, right))
        case (.uint(let left), .uint(let right)): return .uint(try integer(left, right))
        case (.double(let left), .double(let right)):
            switch self {
            case .add: return .double(left + right)
            case .subtract: return .double(left - right)
            case .multiply: return .double(left * right)
            case .divide: return .double(left / right)
            case .remainder: break
            }
        case (.timestamp, _), (.duration, _): return try time(left, right)
        case (.string(let left), .string(let right)) where self == .add:
            try fuel.produce(bytes: left.utf8.count + right.utf8.count)
            return .string(left + right)
        case (.bytes(let left), .bytes(let right)) where self == .add:
            try fuel.produce(bytes: left.count + right.count)
            return .bytes(left + right)
        case (.list(let left), .list(let right)) where self == .add:
            try fuel.produce(elements: left.count + right.count)
            return .list(left + right)
        default: break
        }
        throw .noOverload(rawValue, left, right)
    }

    private func integer<Integer: FixedWidthInteger>(
        _ left: Integer, _ right: Integer
    ) throws(EvaluationError) -> Integer {
        let result: (partialValue: Integer, overflow: Bool)
        switch self {
        case .add: result = left.addingReportingOverflow(right)
        case .subtract: result = left.subtractingReportingOverflow(right)
        case .multiply: result = left.multipliedReportingOverflow(by: right)
        case .divide, .remainder:
            guard right != 0 else { throw .divisionByZero }
            result =
                self == .divide
                ? left.dividedReportingOverflow(by: right)
                : left.remainderReportingOverflow(dividingBy: right)
        }
        guard !result.overflow else { throw .overflow }
        return result.partialValue
    }

    private func time(_ left: Value, _ right: Value) throws(EvaluationError) -> Value {
        let result: Value?
        switch (left, right, self) {
        case (.timestamp(let left), .duration(let right), .add):
            result = left.adding(right).map { .timestamp($0) }
        case (.duration(let left), .timestamp(let right), .add):
            result = right.adding(left).map { .timestamp($0) }
        case (.timestamp(let left), .duration(let right), .subtract):
            result = left.subtracting(right).map { .timestamp($0) }
        case (.timestamp(let left), .timestamp(let right), .subtract):
            result = left.since(right).map { .duration($0) }
        case (.duration(let left), .duration(let right), .add),
            (.duration(let left), .duration(let right), .subtract):
            return .duration(
                DurationValue(nanoseconds: try integer(left.nanoseconds, right.nanoseconds)))
        default: throw .noOverload(rawValue, left, right)
        }
        guard let result else { throw .overflow }
        return result
    }
}
