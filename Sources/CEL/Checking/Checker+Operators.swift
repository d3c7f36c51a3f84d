extension Checker {
    mutating func inferArithmetic(
        _ operation: Expression.Arithmetic, _ left: Expression, _ right: Expression, _ range: SourceRange
    ) -> ValueType {
        let (leftType, rightType) = (infer(left), infer(right))
        var results: Set<ValueType> = []
        for signature in Self.overloads(of: operation)
        where leftType.mayBe(signature.parameters[0]) && rightType.mayBe(signature.parameters[1]) {
            results.insert(signature.result)
        }
        if case .list(let element) = leftType, case .list(let other) = rightType, operation == .add {
            return .list(element.joined(with: other))
        }
        guard let first = results.first else {
            var message = "\(operation.rawValue) is not defined for (\(leftType), \(rightType))"
            let numbers: [ValueType] = [.int, .uint, .double]
            if numbers.contains(leftType), numbers.contains(rightType) {
                message += "; convert one side, as in \(leftType)(x)"
            }
            report(message, at: range)
            return .dyn
        }
        return results.count == 1 ? first : .dyn
    }

    private static func overloads(of operation: Expression.Arithmetic) -> [Signature] {
        let numbers = [ValueType.int, .uint, .double].map { Signature([$0, $0], $0) }
        switch operation {
        case .add:
            let sums = [ValueType.string, .bytes, .list(.dyn), .duration].map { Signature([$0, $0], $0) }
            return numbers + sums + [
                Signature([.timestamp, .duration], .timestamp),
                Signature([.duration, .timestamp], .timestamp),
            ]
        case .subtract:
            return numbers + [
                Signature([.timestamp, .timestamp], .duration),
                Signature([.timestamp, .duration], .timestamp),
                Signature([.duration, .duration], .duration),
            ]
        case .multiply, .divide: return numbers
        case .remainder: return Array(numbers.prefix(2))
        }
    }

    mutating func inferRelation(
        _ relation: Expression.Relation, _ left: Expression, _ right: Expression, _ range: SourceRange
    ) {
        let (leftType, rightType) = (infer(left), infer(right))
        switch relation {
        case .equal, .notEqual:
            if !leftType.mayEqual(rightType) {
                report("a value of type \(leftType) never equals one of type \(rightType)", at: range)
            }
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            if !leftType.mayBeOrdered(with: rightType) {
                report("\(relation.rawValue) is not defined for (\(leftType), \(rightType))", at: range)
            }
        case .isIn: inferMembership(leftType, rightType, range)
        }
    }

    private mutating func inferMembership(_ element: ValueType, _ container: ValueType, _ range: SourceRange)
    {
        switch container {
        case .list(let other), .map(let other, _):
            if !element.mayEqual(other) {
                report("a value of type \(element) is never among values of type \(other)", at: range)
            }
        case .record:
            if !element.mayBe(.string) { report("the fields of a structure have names", at: range) }
        case .dyn, .parameter: break
        case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type, .optional:
            report("`in` looks into lists and maps, and this is of type \(container)", at: range)
        }
    }

    mutating func inferList(_ elements: [Expression.Element]) -> ValueType {
        var type: ValueType?
        for element in elements {
            let inferred = unwrapped(infer(element.value), element.isOptional, element.value.range)
            type = type?.joined(with: inferred) ?? inferred
        }
        return .list(type ?? .dyn)
    }

    mutating func inferMap(_ entries: [Expression.Entry]) -> ValueType {
        var types: (key: ValueType, value: ValueType)?
        for entry in entries {
            let key = infer(entry.key)
            if !key.isOne(of: [.int, .uint, .bool, .string]) {
                report("a key is an int, a uint, a bool or a string, not a \(key)", at: entry.key.range)
            }
            let value = unwrapped(infer(entry.value), entry.isOptional, entry.value.range)
            types = (types?.key.joined(with: key) ?? key, types?.value.joined(with: value) ?? value)
        }
        return .map(types?.key ?? .dyn, types?.value ?? .dyn)
    }

    /// What an entry that may be absent holds when it is there.
    private mutating func unwrapped(_ type: ValueType, _ isOptional: Bool, _ range: SourceRange) -> ValueType
    {
        guard isOptional else { return type }
        if case .optional(let inner) = type { return inner }
        if type != .dyn { report("what stands after ? is optional, and this is of type \(type)", at: range) }
        return .dyn
    }

    mutating func infer(_ comprehension: Expression.Comprehension) -> ValueType {
        let target = infer(comprehension.target)
        let (first, second) = elementTypes(of: target, comprehension.target.range)
        var variables: [(name: String, type: ValueType)] = []
        let hasTwo = comprehension.variables.count == 2
        for (index, variable) in comprehension.variables.enumerated() {
            variables.append((variable.name, index == 1 ? second : hasTwo ? first.index : first.element))
        }
        let transformed = withVariables(variables) { checker in
            if let predicate = comprehension.predicate {
                checker.expectBool(predicate, "what a macro asks of each element")
            }
            return comprehension.transform.map { checker.infer($0) }
        }
        switch comprehension.macro {
        case .all, .exists, .existsOne: return .bool
        case .filter: return .list(first.element)
        case .map, .transformList: return .list(transformed ?? .dyn)
        case .transformMap: return .map(first.index, transformed ?? .dyn)
        case .transformMapEntry:
            if let transformed, !transformed.mayBe(.map(.dyn, .dyn)) {
                report(
                    "transformMapEntry makes maps of one entry, not \(transformed)",
                    at: comprehension.target.range)
            }
            return transformed ?? .dyn
        }
    }

    /// The types of what the variables of a macro hold: one variable, the first and the second of two.
    private mutating func elementTypes(
        of target: ValueType, _ range: SourceRange
    ) -> (first: (element: ValueType, index: ValueType), second: ValueType) {
        switch target {
        case .list(let element): return ((element, .int), element)
        case .map(let key, let value): return ((key, key), value)
        case .record: return ((.string, .string), .dyn)
        case .dyn, .parameter: return ((.dyn, .dyn), .dyn)
        case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type, .optional:
            report("a macro goes through lists and maps, and this is of type \(target)", at: range)
            return ((.dyn, .dyn), .dyn)
        }
    }

    mutating func inferOptionalMap(
        _ target: Expression, _ variable: Expression.Field, _ body: Expression, isFlat: Bool
    ) -> ValueType {
        var inner = ValueType.dyn
        let type = infer(target)
        if case .optional(let value) = type {
            inner = value
        } else if type != .dyn {
            report("optMap and optFlatMap work on optional values, not on \(type)", at: target.range)
        }
        let result = withVariables([(variable.name, inner)]) { $0.infer(body) }
        guard isFlat else { return .optional(result) }
        if case .optional = result { return result }
        if result != .dyn {
            report("optFlatMap gives an optional value, and this is of type \(result)", at: body.range)
        }
        return .optional(.dyn)
    }
}
