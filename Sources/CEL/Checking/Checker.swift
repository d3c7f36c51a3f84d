/// Finds what cannot work in an expression, as far as the declared types tell.
///
/// Types are gradual: where nothing is known everything is possible, and nothing is said.
struct Checker {
    let environment: Environment
    private(set) var diagnostics: [Diagnostic] = []
    /// The variables of the macros around, the innermost last.
    private var scope: [(name: String, type: ValueType)] = []

    init(environment: Environment) {
        self.environment = environment
    }

    mutating func check(_ expression: Expression, expecting expected: ValueType) {
        let type = infer(expression)
        if !type.mayBe(expected) {
            report(
                "the expression must be of type \(expected), and it is of type \(type)", at: expression.range)
        }
    }

    mutating func report(_ message: String, at range: SourceRange, suggestion: String? = nil) {
        diagnostics.append(Diagnostic(.types, message, at: range, suggestion: suggestion))
    }

    /// The type of an expression, after complaining about whatever is wrong within it.
    mutating func infer(_ expression: Expression) -> ValueType {
        switch expression.kind {
        case .literal(let value): return Self.type(of: value)
        case .name(let name, let isRoot): return inferName(name, isRoot: isRoot, expression.range)
        case .select(let operand, let field, let isOptional):
            return inferSelection(expression, operand, field, isOptional: isOptional)
        case .has(let operand, let field):
            _ = inferField(of: infer(operand), field)
            return .bool
        case .index(let operand, let index, let isOptional):
            return inferIndex(operand, index, isOptional: isOptional, expression.range)
        case .call(let name, let isRoot, let range, let arguments):
            return inferCall(name, isRoot: isRoot, range, arguments, expression.range)
        case .method(let operand, let method, let arguments):
            return inferMethod(operand, method, arguments, expression.range)
        case .negate(let operand):
            let type = infer(operand)
            guard type.isOne(of: [.int, .double]) else {
                report("- is not defined for \(type)", at: expression.range)
                return .dyn
            }
            return type
        case .not(let operand):
            expectBool(operand, "the operand of !")
            return .bool
        case .arithmetic(let operation, let left, let right):
            return inferArithmetic(operation, left, right, expression.range)
        case .relation(let relation, let left, let right):
            inferRelation(relation, left, right, expression.range)
            return .bool
        case .logic(let logic, let operands):
            for operand in operands { expectBool(operand, "an operand of \(logic.rawValue)") }
            return .bool
        case .conditional(let condition, let yes, let no):
            expectBool(condition, "the condition of ?:")
            return infer(yes).joined(with: infer(no))
        case .list(let elements): return inferList(elements)
        case .map(let entries): return inferMap(entries)
        case .comprehension(let comprehension): return infer(comprehension)
        case .optionalMap(let target, let variable, let body, let isFlat):
            return inferOptionalMap(target, variable, body, isFlat: isFlat)
        }
    }

    static func type(of value: Value) -> ValueType {
        switch value {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .timestamp: .timestamp
        case .duration: .duration
        case .type: .type
        case .list: .list(.dyn)
        case .map, .record: .map(.dyn, .dyn)
        case .optional: .optional(.dyn)
        }
    }

    mutating func expectBool(_ expression: Expression, _ what: String) {
        let type = infer(expression)
        if !type.mayBe(.bool) {
            report("\(what) is a bool, and this is of type \(type)", at: expression.range)
        }
    }

    /// Whether the variable of a macro hides the names outside.
    func isLocal(_ name: String) -> Bool {
        scope.contains { $0.name == name }
    }

    mutating func withVariables<Result>(
        _ variables: [(name: String, type: ValueType)], _ body: (inout Checker) -> Result
    ) -> Result {
        scope += variables
        defer { scope.removeLast(variables.count) }
        return body(&self)
    }

    private mutating func inferName(_ name: String, isRoot: Bool, _ range: SourceRange) -> ValueType {
        if !isRoot, let local = scope.last(where: { $0.name == name }) { return local.type }
        if let type = declaredType(of: [name], isRoot: isRoot) { return type }
        guard !environment.allowsUndeclaredVariables else { return .dyn }
        let known = environment.declarations.keys.map { name in String(name.prefix { $0 != "." }) }
        report(
            "there is no variable `\(name)`", at: range,
            suggestion: Spelling.nearest(to: name, among: scope.map(\.name) + known.sorted()))
        return .dyn
    }

    /// The type of the variable, or the type as a value, that a path of names stands for as a whole.
    private func declaredType(of path: [String], isRoot: Bool) -> ValueType? {
        for candidate in environment.candidates(for: path.joined(separator: "."), isRoot: isRoot) {
            if let declaration = environment.declarations[candidate] { return declaration.type }
            if Value.typeNames.contains(candidate) { return .type }
        }
        return nil
    }

    private mutating func inferSelection(
        _ expression: Expression, _ operand: Expression, _ field: Expression.Field, isOptional: Bool
    ) -> ValueType {
        if let path = NamePath(expression), path.isRoot || !isLocal(path.names[0]),
            let type = declaredType(of: path.names, isRoot: path.isRoot)
        {
            return type
        }
        let type = inferField(of: infer(operand), field)
        if case .optional = type { return type }
        return isOptional ? .optional(type) : type
    }

    private mutating func inferField(of operand: ValueType, _ field: Expression.Field) -> ValueType {
        switch operand {
        case .record(let shape):
            if let slot = shape.slot(of: field.name) { return shape.fields[slot].type }
            report(
                "no field `\(field.name)` on \(shape.name)", at: field.range,
                suggestion: Spelling.nearest(to: field.name, among: shape.fields.map(\.name)))
            return .dyn
        case .map(let key, let value):
            if !key.mayBe(.string) { report("this map has keys of type \(key), not names", at: field.range) }
            return value
        case .optional(let inner): return .optional(inferField(of: inner, field))
        case .dyn, .parameter: return .dyn
        case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type, .list:
            report("a value of type \(operand) has no field `\(field.name)`", at: field.range)
            return .dyn
        }
    }

    private mutating func inferIndex(
        _ operand: Expression, _ index: Expression, isOptional: Bool, _ range: SourceRange
    ) -> ValueType {
        let type = infer(operand)
        let key = infer(index)
        let element = inferElement(of: type, index, key, range)
        if case .optional = element { return element }
        return isOptional ? .optional(element) : element
    }

    private mutating func inferElement(
        of operand: ValueType, _ index: Expression, _ key: ValueType, _ range: SourceRange
    ) -> ValueType {
        switch operand {
        case .list(let element):
            if !key.isOne(of: [.int, .uint, .double]) {
                report("the index of a list is a number, and this is of type \(key)", at: index.range)
            }
            return element
        case .map(let keys, let value):
            if !key.mayEqual(keys) {
                report("this map has keys of type \(keys), and this is of type \(key)", at: index.range)
            }
            return value
        case .record:
            if case .literal(.string(let name)) = index.kind {
                return inferField(of: operand, Expression.Field(name: name, range: index.range))
            }
            return .dyn
        case .optional(let inner): return .optional(inferElement(of: inner, index, key, range))
        case .dyn, .parameter: return .dyn
        case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type:
            report("a value of type \(operand) has no elements", at: range)
            return .dyn
        }
    }
}
