/// Operands between `||` or between `&&`.
///
/// The value that decides, true or false, decides from wherever it stands, even after an error. Only a
/// limit is never made up for.
final class LogicNode: Node {
    private let operands: [any Node]
    private let deciding: Bool
    private let range: SourceRange

    init(_ operands: [any Node], decidedBy deciding: Bool, _ range: SourceRange) {
        self.operands = operands
        self.deciding = deciding
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        var failure: EvaluationError?
        for operand in operands {
            do {
                let value = try operand.evaluate(&frame, activation)
                if case .bool(let decides) = value {
                    if decides == deciding { return .bool(deciding) }
                } else if failure == nil {
                    failure = .noOverload(deciding ? "||" : "&&", value)
                }
            } catch {
                if error.isLimit { throw error }
                failure = failure ?? error
            }
        }
        if let failure { throw failure.located(at: range) }
        return .bool(!deciding)
    }
}

/// `!operand`.
final class NotNode: Node {
    private let operand: any Node
    private let range: SourceRange

    init(_ operand: any Node, _ range: SourceRange) {
        self.operand = operand
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        let value = try operand.evaluate(&frame, activation)
        try frame.fuel.charge(1)
        guard case .bool(let holds) = value else {
            throw EvaluationError.noOverload("!", value).located(at: range)
        }
        return .bool(!holds)
    }
}

/// `condition ? yes : no`.
final class ConditionalNode: Node {
    private let condition: any Node
    private let yes: any Node
    private let no: any Node
    private let range: SourceRange

    init(_ condition: any Node, _ yes: any Node, _ no: any Node, _ range: SourceRange) {
        self.condition = condition
        self.yes = yes
        self.no = no
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        let value = try condition.evaluate(&frame, activation)
        try frame.fuel.charge(1)
        guard case .bool(let holds) = value else {
            throw EvaluationError.noOverload("?:", value).located(at: range)
        }
        return try holds ? yes.evaluate(&frame, activation) : no.evaluate(&frame, activation)
    }
}
