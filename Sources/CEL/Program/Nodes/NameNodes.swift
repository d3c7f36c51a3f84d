/// A value that does not depend on anything.
final class ConstantNode: Node {
    let value: Value

    init(_ value: Value) {
        self.value = value
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        try frame.fuel.charge(1)
        return value
    }
}

/// A variable of a macro.
final class LocalNode: Node {
    let slot: Int

    init(slot: Int) {
        self.slot = slot
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        try frame.fuel.charge(1)
        return frame.locals[slot]
    }
}

/// A declared variable.
final class VariableNode: Node {
    let variable: Variable
    private let range: SourceRange

    init(_ variable: Variable, _ range: SourceRange) {
        self.variable = variable
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        try frame.fuel.charge(1)
        do throws(EvaluationError) {
            if let value = try activation.value(of: variable) { return value }
        } catch {
            throw error.located(at: range)
        }
        throw EvaluationError(.unknownVariable, "the variable `\(variable.name)` has no value").located(
            at: range)
    }
}

/// A field of a declared variable: the most frequent part of a condition, in one step.
final class VariableFieldNode: Node {
    private let variable: Variable
    private let field: FieldName
    private let range: SourceRange

    init(_ variable: Variable, _ field: FieldName, _ range: SourceRange) {
        self.variable = variable
        self.field = field
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        try frame.fuel.charge(1)
        do throws(EvaluationError) {
            guard let operand = try activation.value(of: variable) else {
                throw EvaluationError(.unknownVariable, "the variable `\(variable.name)` has no value")
            }
            return try field.select(from: operand)
        } catch {
            throw error.located(at: range)
        }
    }
}

/// A name that is not declared: whichever of its readings has a value when it is evaluated.
final class UnknownNameNode: Node {
    /// One reading: a variable, and what is selected from it.
    struct Candidate {
        let variable: Variable
        let fields: [FieldName]
    }

    private let candidates: [Candidate]
    private let name: String
    private let range: SourceRange

    init(_ candidates: [Candidate], name: String, _ range: SourceRange) {
        self.candidates = candidates
        self.name = name
        self.range = range
    }

    func evaluate(_ frame: inout Frame, _ activation: any Activation) throws(EvaluationError) -> Value {
        try frame.fuel.charge(candidates.count)
        do throws(EvaluationError) {
            for candidate in candidates {
                guard var value = try activation.value(of: candidate.variable) else { continue }
                for field in candidate.fields { value = try field.select(from: value) }
                return value
            }
        } catch {
            throw error.located(at: range)
        }
        throw EvaluationError(.unknownVariable, "there is no variable `\(name)`").located(at: range)
    }
}
