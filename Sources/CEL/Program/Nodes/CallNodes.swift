/// A call of a built-in function with one argument.
final class UnaryCallNode: Node {
    private let body: @Sendable (Value, inout Fuel) throws(EvaluationError) -> Value
    private let argument: any Node
    private let range: SourceRange

    init(
        _ body: @escaping @Sendable (Value, inout Fuel) throws(EvaluationError) -> Value,
        _ argument: any Node, _ range: SourceRange
    ) {
        self.body = body
        self.argument = argument
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        let value = try argument.evaluate(&frame, activation)
        try frame.fuel.charge(1)
        do {
            return try body(value, &frame.fuel)
        } catch {
            throw error.located(at: range)
        }
    }
}

/// A call of a built-in function with two arguments.
final class BinaryCallNode: Node {
    private let body: @Sendable (Value, Value, inout Fuel) throws(EvaluationError) -> Value
    private let first: any Node
    private let second: any Node
    private let range: SourceRange

    init(
        _ body: @escaping @Sendable (Value, Value, inout Fuel) throws(EvaluationError) -> Value,
        _ first: any Node, _ second: any Node, _ range: SourceRange
    ) {
        self.body = body
        self.first = first
        self.second = second
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        let firstValue = try first.evaluate(&frame, activation)
        let secondValue = try second.evaluate(&frame, activation)
        try frame.fuel.charge(1)
        do {
            return try body(firstValue, secondValue, &frame.fuel)
        } catch {
            throw error.located(at: range)
        }
    }
}

/// A call of a built-in function with three arguments.
final class TernaryCallNode: Node {
    private let body: @Sendable (Value, Value, Value, inout Fuel) throws(EvaluationError) -> Value
    private let arguments: [any Node]
    private let range: SourceRange

    init(
        _ body: @escaping @Sendable (Value, Value, Value, inout Fuel) throws(EvaluationError) -> Value,
        _ arguments: [any Node], _ range: SourceRange
    ) {
        self.body = body
        self.arguments = arguments
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        let first = try arguments[0].evaluate(&frame, activation)
        let second = try arguments[1].evaluate(&frame, activation)
        let third = try arguments[2].evaluate(&frame, activation)
        try frame.fuel.charge(1)
        do {
            return try body(first, second, third, &frame.fuel)
        } catch {
            throw error.located(at: range)
        }
    }
}

/// A call of a built-in function with any number of arguments.
final class VariadicCallNode: Node {
    private let body: @Sendable ([Value], inout Fuel) throws(EvaluationError) -> Value
    private let arguments: [any Node]
    private let range: SourceRange

    init(
        _ body: @escaping @Sendable ([Value], inout Fuel) throws(EvaluationError) -> Value,
        _ arguments: [any Node], _ range: SourceRange
    ) {
        self.body = body
        self.arguments = arguments
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        let values = try arguments.evaluate(&frame, activation)
        do {
            return try body(values, &frame.fuel)
        } catch {
            throw error.located(at: range)
        }
    }
}

/// A call of a function of the host: of its overloads the first that admits the arguments.
final class HostCallNode: Node {
    private let name: String
    private let overloads: [Function]
    private let arguments: [any Node]
    private let range: SourceRange

    init(_ name: String, _ overloads: [Function], _ arguments: [any Node], _ range: SourceRange) {
        self.name = name
        self.overloads = overloads
        self.arguments = arguments
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        let values = try arguments.evaluate(&frame, activation)
        for overload in overloads where zip(overload.parameters, values).allSatisfy({ $0.admits($1) }) {
            try frame.fuel.charge(overload.cost)
            do {
                return try overload.body(values)
            } catch {
                throw error.located(at: range)
            }
        }
        throw EvaluationError.noOverload(name, of: values).located(at: range)
    }
}

/// A call of a function that does not exist. It is an error only when it is evaluated, so that
/// `f(x) || true` is true.
final class UnknownFunctionNode: Node {
    private let name: String
    private let arguments: [any Node]
    private let range: SourceRange

    init(_ name: String, _ arguments: [any Node], _ range: SourceRange) {
        self.name = name
        self.arguments = arguments
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        _ = try arguments.evaluate(&frame, activation)
        throw EvaluationError(
            .unknownFunction, "there is no function `\(name)` for so many arguments"
        ).located(at: range)
    }
}

/// `first.or(second)` and `first.orValue(second)`: the second is evaluated only when the first is absent.
final class OptionalOrNode: Node {
    private let first: any Node
    private let second: any Node
    private let unwraps: Bool
    private let range: SourceRange

    init(_ first: any Node, _ second: any Node, unwraps: Bool, _ range: SourceRange) {
        self.first = first
        self.second = second
        self.unwraps = unwraps
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        let value = try first.evaluate(&frame, activation)
        try frame.fuel.charge(1)
        guard case .optional(let inner) = value else {
            throw EvaluationError.noOverload(unwraps ? "orValue" : "or", value).located(at: range)
        }
        if let inner { return unwraps ? inner : value }
        let other = try second.evaluate(&frame, activation)
        if unwraps { return other }
        guard case .optional = other else {
            throw EvaluationError.noOverload("or", value, other).located(at: range)
        }
        return other
    }
}

/// `text.matches('pattern')` with a pattern that is known beforehand and compiled once.
final class PatternNode: Node {
    private let text: any Node
    private let pattern: Pattern
    private let range: SourceRange

    /// Nil when the pattern is not known beforehand or is none; its error belongs to the evaluation.
    init?(_ text: any Node, _ pattern: any Node, _ range: SourceRange) {
        guard let constant = pattern as? ConstantNode, case .string(let source) = constant.value else {
            return nil
        }
        var fuel = Fuel(limit: Pattern.compilingFuel)
        do {
            self.pattern = try Pattern(source, &fuel)
        } catch {
            return nil
        }
        self.text = text
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        let value = try text.evaluate(&frame, activation)
        try frame.fuel.charge(1)
        guard case .string(let text) = value else {
            throw EvaluationError.noOverload("matches", value, .string("")).located(at: range)
        }
        return .bool(try pattern.matches(text, &frame.fuel))
    }
}

extension [any Node] {
    /// The values of all, in order.
    fileprivate func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError)
        -> [Value]
    {
        try frame.fuel.charge(1 + count)
        var values: [Value] = []
        values.reserveCapacity(count)
        for node in self { values.append(try node.evaluate(&frame, activation)) }
        return values
    }
}
