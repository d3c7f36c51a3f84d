/// A compiled expression. It is immutable and may be evaluated by many threads at once.
public struct Program: Sendable {
    /// The source it was made from.
    public let source: String
    private let node: any Node
    private let localCount: Int
    private let fuel: Int

    init(source: String, node: any Node, localCount: Int, fuel: Int) {
        self.source = source
        self.node = node
        self.localCount = localCount
        self.fuel = fuel
    }

    /// The value of the expression.
    ///
    /// Variables get their values from the activation. The evaluation may spend so much fuel, or the
    /// environment's limit where none is given.
    /// - Throws: ``EvaluationError`` when the expression has no value or hits a limit.
    public func evaluate(
        _ activation: any Activation = Bindings(), fuel: Int? = nil
    ) throws(EvaluationError) -> Value {
        var frame = Frame(localCount: localCount, fuel: fuel ?? self.fuel)
        let value = try node.evaluate(&frame, activation)
        try value.chargeSize(&frame.fuel)
        return value
    }

    /// Whether the expression holds.
    ///
    /// - Throws: ``EvaluationError`` as ``evaluate(_:fuel:)``, and when the value is not a bool.
    public func holds(_ activation: any Activation = Bindings(), fuel: Int? = nil) throws(EvaluationError)
        -> Bool
    {
        var frame = Frame(localCount: localCount, fuel: fuel ?? self.fuel)
        guard case .bool(let holds) = try node.evaluate(&frame, activation) else {
            throw EvaluationError(
                .noMatchingOverload, "a condition is true or false, and this value is neither")
        }
        return holds
    }
}

/// What one evaluation works with.
struct Frame: ~Copyable {
    /// The variables of the macros around, by their slots.
    var locals: [Value]
    var fuel: Fuel

    init(localCount: Int, fuel: Int) {
        self.fuel = Fuel(limit: fuel)
        locals = localCount == 0 ? [] : Array(repeating: .null, count: localCount)
    }
}

/// A part of a program.
protocol Node: AnyObject, Sendable {
    /// The value of the part.
    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value
}

extension Value {
    /// Charges for each element, so that a value that mentions another many times is bounded as written out.
    func chargeSize(_ fuel: inout Fuel) throws(EvaluationError) {
        switch self {
        case .list(let elements):
            try fuel.charge(elements.count)
            for element in elements { try element.chargeSize(&fuel) }
        case .map(let map):
            try fuel.charge(map.count)
            for entry in map.entries { try entry.value.chargeSize(&fuel) }
        case .optional(let value): try value?.chargeSize(&fuel)
        case .null, .bool, .int, .uint, .double, .string, .bytes, .record, .timestamp, .duration, .type: break
        }
    }
}
