extension Parser {
    /// `has(e.f)`.
    mutating func expandHas(_ argument: Expression, _ range: SourceRange) throws(Diagnostic) -> Expression {
        guard case .select(let operand, let field, false) = argument.kind else {
            throw Diagnostic(
                .syntax, "has() takes the selection of a field, such as has(a.b)", at: argument.range)
        }
        return try make(.has(operand, field), range, over: operand.height)
    }

    /// The macro that a method call is, or nil when it is a call as it stands.
    mutating func expandMacro(
        _ target: Expression, _ method: Expression.Field, _ arguments: [Expression], _ range: SourceRange
    ) throws(Diagnostic) -> Expression? {
        typealias Macro = Expression.Comprehension.Macro
        let macro: Macro
        let variableCount: Int
        switch (method.name, arguments.count) {
        case ("all", 2): (macro, variableCount) = (.all, 1)
        case ("exists", 2): (macro, variableCount) = (.exists, 1)
        case ("exists_one", 2), ("existsOne", 2): (macro, variableCount) = (.existsOne, 1)
        case ("filter", 2): (macro, variableCount) = (.filter, 1)
        case ("map", 2), ("map", 3): (macro, variableCount) = (.map, 1)
        case ("all", 3): (macro, variableCount) = (.all, 2)
        case ("exists", 3): (macro, variableCount) = (.exists, 2)
        case ("existsOne", 3), ("exists_one", 3): (macro, variableCount) = (.existsOne, 2)
        case ("transformList", 3), ("transformList", 4): (macro, variableCount) = (.transformList, 2)
        case ("transformMap", 3), ("transformMap", 4): (macro, variableCount) = (.transformMap, 2)
        case ("transformMapEntry", 3), ("transformMapEntry", 4):
            (macro, variableCount) = (.transformMapEntry, 2)
        case ("optMap", 2), ("optFlatMap", 2):
            return try make(
                .optionalMap(
                    target, variable: try variable(arguments[0]), body: arguments[1],
                    isFlat: method.name == "optFlatMap"),
                range, over: target.height, arguments[1].height)
        default: return nil
        }
        var variables: [Expression.Field] = []
        for argument in arguments.prefix(variableCount) { variables.append(try variable(argument)) }
        if variables.count == 2, variables[0].name == variables[1].name {
            throw Diagnostic(.syntax, "the two variables need different names", at: variables[1].range)
        }
        let bodies = arguments.dropFirst(variableCount)
        let transforms = macro.transforms
        let comprehension = Expression.Comprehension(
            macro: macro, target: target, variables: variables,
            predicate: transforms && bodies.count == 1 ? nil : bodies.first,
            transform: transforms ? bodies.last : nil)
        let height = arguments.lazy.map(\.height).max() ?? 0
        return try make(.comprehension(comprehension), range, above: max(target.height, height))
    }

    private func variable(_ argument: Expression) throws(Diagnostic) -> Expression.Field {
        guard case .name(let name, false) = argument.kind else {
            throw Diagnostic(.syntax, "the variable of a macro is a name", at: argument.range)
        }
        return Expression.Field(name: name, range: argument.range)
    }
}
