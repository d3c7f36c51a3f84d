/// Turns an expression into nodes that evaluate it: names become slots, constants are computed once.
struct Compiler {
    let environment: Environment
    private var scope: [String] = []
    /// How many variables of macros exist at the same time at most.
    private(set) var localCount = 0
    /// What computing constants may spend while compiling.
    private var fuel = Fuel(limit: 10_000)

    init(environment: Environment) {
        self.environment = environment
    }

    mutating func compile(_ expression: Expression) -> any Node {
        let range = expression.range
        switch expression.kind {
        case .literal(let value): return ConstantNode(value)
        case .name(let name, let isRoot):
            if !isRoot, let slot = slot(of: name) { return LocalNode(slot: slot) }
            return nameNode(path: [name], isRoot: isRoot, range)
        case .select(let operand, let field, let isOptional):
            if isOptional {
                return OptionalSelectNode(compile(operand), fieldName(field), range)
            }
            if let path = NamePath(expression), path.isRoot || slot(of: path.names[0]) == nil {
                return nameNode(path: path.names, isRoot: path.isRoot, range)
            }
            return SelectNode(compile(operand), fieldName(field), range)
        case .has(let operand, let field): return HasNode(compile(operand), fieldName(field), range)
        case .index(let operand, let index, let isOptional):
            let node = compile(operand)
            return folded(
                isOptional
                    ? OptionalIndexNode(node, compile(index), range) : IndexNode(node, compile(index), range),
                [node])
        case .call(let name, let isRoot, _, let arguments):
            return call(name, isRoot: isRoot, arguments, range)
        case .method(let operand, let method, let arguments):
            return self.method(operand, method.name, arguments, range)
        case .negate(let operand):
            let node = compile(operand)
            return folded(NegateNode(node, range), [node])
        case .not(let operand):
            let node = compile(operand)
            return folded(NotNode(node, range), [node])
        case .arithmetic(let operation, let left, let right):
            let nodes = [compile(left), compile(right)]
            return folded(ArithmeticNode(operation, nodes[0], nodes[1], range), nodes)
        case .relation(let relation, let left, let right): return self.relation(relation, left, right, range)
        case .logic(let logic, let operands):
            return LogicNode(operands.map { compile($0) }, decidedBy: logic == .or, range)
        case .conditional(let condition, let yes, let no):
            return ConditionalNode(compile(condition), compile(yes), compile(no), range)
        case .list(let elements): return list(elements, range)
        case .map(let entries): return map(entries, range)
        case .comprehension(let comprehension): return self.comprehension(comprehension, range)
        case .optionalMap(let target, let variable, let body, let isFlat):
            let target = compile(target)
            let slot = push(variable.name)
            let body = compile(body)
            pop()
            return OptionalMapNode(target, slot: slot, body: body, isFlat: isFlat, range)
        }
    }

    // The innermost of the macros' variables with a name hides the others.
    private func slot(of name: String) -> Int? {
        scope.lastIndex(of: name)
    }

    private mutating func push(_ name: String) -> Int {
        scope.append(name)
        localCount = max(localCount, scope.count)
        return scope.count - 1
    }

    private mutating func pop(_ count: Int = 1) {
        scope.removeLast(count)
    }

    private func fieldName(_ field: Expression.Field) -> FieldName {
        FieldName(field.name, among: environment.shapes)
    }

    /// A constant with the value of the node, when everything below it is constant and it has a value.
    private mutating func folded(_ node: any Node, _ children: [any Node]) -> any Node {
        guard children.allSatisfy({ $0 is ConstantNode }), fuel.remaining > 0 else { return node }
        var frame = Frame(localCount: 0, fuel: fuel.remaining)
        do {
            let value = try node.evaluate(&frame, Bindings())
            try value.chargeSize(&frame.fuel)
            fuel = frame.fuel
            return ConstantNode(value)
        } catch {
            // An error belongs to the evaluation, which may never get there.
            fuel = Fuel(limit: min(fuel.remaining, max(0, frame.fuel.remaining)))
            return node
        }
    }

    private mutating func nameNode(path: [String], isRoot: Bool, _ range: SourceRange) -> any Node {
        var unknown: [UnknownNameNode.Candidate] = []
        for length in stride(from: path.count, through: 1, by: -1) {
            let name = path.prefix(length).joined(separator: ".")
            let fields = path.dropFirst(length).map { FieldName($0, among: environment.shapes) }
            for candidate in environment.candidates(for: name, isRoot: isRoot) {
                if let declaration = environment.declarations[candidate] {
                    return selected(fields, from: VariableNode(declaration.variable, range), range)
                }
                if Value.typeNames.contains(candidate) {
                    return selected(fields, from: ConstantNode(.type(TypeValue(candidate))), range)
                }
                unknown.append(.init(variable: Variable(name: candidate, index: -1), fields: fields))
            }
        }
        return UnknownNameNode(unknown, name: path.joined(separator: "."), range)
    }

    private func selected(_ fields: [FieldName], from node: any Node, _ range: SourceRange) -> any Node {
        guard let first = fields.first else { return node }
        var result: any Node
        if let variable = node as? VariableNode {
            result = VariableFieldNode(variable.variable, first, range)
        } else {
            result = SelectNode(node, first, range)
        }
        for field in fields.dropFirst() { result = SelectNode(result, field, range) }
        return result
    }

    private mutating func call(
        _ name: String, isRoot: Bool, _ arguments: [Expression], _ range: SourceRange
    ) -> any Node {
        let nodes = arguments.map { compile($0) }
        for candidate in environment.candidates(for: name, isRoot: isRoot) {
            if let entry = environment.functions.entry(candidate, isMethod: false, count: nodes.count) {
                return callNode(candidate, entry, nodes, range)
            }
        }
        return UnknownFunctionNode(name, nodes, range)
    }

    private mutating func method(
        _ operand: Expression, _ name: String, _ arguments: [Expression], _ range: SourceRange
    ) -> any Node {
        if let path = NamePath(operand), path.isRoot || slot(of: path.names[0]) == nil {
            let qualified = (path.names + [name]).joined(separator: ".")
            for candidate in environment.candidates(for: qualified, isRoot: path.isRoot) {
                if let entry = environment.functions.entry(
                    candidate, isMethod: false, count: arguments.count)
                {
                    return callNode(candidate, entry, arguments.map { compile($0) }, range)
                }
            }
        }
        let nodes = [compile(operand)] + arguments.map { compile($0) }
        if nodes.count == 2, name == "or" || name == "orValue" {
            return OptionalOrNode(nodes[0], nodes[1], unwraps: name == "orValue", range)
        }
        guard let entry = environment.functions.entry(name, isMethod: true, count: nodes.count) else {
            return UnknownFunctionNode(name, nodes, range)
        }
        return callNode(name, entry, nodes, range)
    }

    private mutating func callNode(
        _ name: String, _ entry: FunctionEntry, _ arguments: [any Node], _ range: SourceRange
    ) -> any Node {
        let node: any Node
        switch entry.body {
        case .unary(let body): node = UnaryCallNode(body, arguments[0], range)
        case .binary(let body):
            if name == "matches", let pattern = PatternNode(arguments[0], arguments[1], range) {
                node = pattern
            } else {
                node = BinaryCallNode(body, arguments[0], arguments[1], range)
            }
        case .ternary(let body): node = TernaryCallNode(body, arguments, range)
        case .variadic(let body): node = VariadicCallNode(body, arguments, range)
        case .host(let overloads): return HostCallNode(name, overloads, arguments, range)
        }
        return folded(node, arguments)
    }

    private mutating func relation(
        _ relation: Expression.Relation, _ left: Expression, _ right: Expression, _ range: SourceRange
    ) -> any Node {
        let nodes = [compile(left), compile(right)]
        let node: any Node
        switch relation {
        case .equal: node = EqualityNode(nodes[0], nodes[1], isNegated: false)
        case .notEqual: node = EqualityNode(nodes[0], nodes[1], isNegated: true)
        case .isIn: node = MembershipNode(nodes[0], nodes[1], range)
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            node = OrderNode(relation, nodes[0], nodes[1], range)
        }
        return folded(node, nodes)
    }

    private mutating func list(_ elements: [Expression.Element], _ range: SourceRange) -> any Node {
        let nodes = elements.map { (node: compile($0.value), isOptional: $0.isOptional) }
        return folded(ListNode(nodes, range), nodes.map(\.node))
    }

    private mutating func map(_ entries: [Expression.Entry], _ range: SourceRange) -> any Node {
        let nodes = entries.map {
            MapNode.Entry(
                key: compile($0.key), value: compile($0.value), isOptional: $0.isOptional,
                keyRange: $0.key.range)
        }
        return folded(MapNode(nodes, range), nodes.flatMap { [$0.key, $0.value] })
    }

    private mutating func comprehension(
        _ comprehension: Expression.Comprehension, _ range: SourceRange
    ) -> any Node {
        let target = compile(comprehension.target)
        let slots = comprehension.variables.map { push($0.name) }
        let predicate = comprehension.predicate.map { compile($0) }
        let transform = comprehension.transform.map { compile($0) }
        pop(slots.count)
        let elements = Elements(
            target, slot: slots[0], second: slots.count > 1 ? slots[1] : nil, comprehension.target.range)
        switch comprehension.macro {
        case .all, .exists:
            guard let predicate else { return target }
            return QuantifierNode(elements, predicate, decidedBy: comprehension.macro == .exists, range)
        case .existsOne:
            guard let predicate else { return target }
            return ExistsOneNode(elements, predicate, range)
        case .filter, .map, .transformList:
            return CollectNode(elements, predicate: predicate, transform: transform, range)
        case .transformMap, .transformMapEntry:
            guard let transform else { return target }
            return TransformMapNode(
                elements, predicate: predicate, transform: transform,
                makesEntries: comprehension.macro == .transformMapEntry, range)
        }
    }
}

/// A chain of names with dots between them, which may be one name with dots in it.
struct NamePath {
    let names: [String]
    let isRoot: Bool

    init?(_ expression: Expression) {
        switch expression.kind {
        case .name(let name, let isRoot):
            names = [name]
            self.isRoot = isRoot
        case .select(let operand, let field, false):
            // A dot within back ticks belongs to the field's name.
            guard let path = NamePath(operand), !field.name.utf8.contains(UInt8(ascii: ".")) else {
                return nil
            }
            names = path.names + [field.name]
            isRoot = path.isRoot
        default: return nil
        }
    }
}
