extension Checker {
    mutating func inferCall(
        _ name: String, isRoot: Bool, _ nameRange: SourceRange, _ arguments: [Expression],
        _ range: SourceRange
    ) -> ValueType {
        let types = arguments.map { infer($0) }
        for candidate in environment.candidates(for: name, isRoot: isRoot) {
            if let entry = environment.functions.entry(candidate, isMethod: false, count: types.count) {
                checkLiterals(candidate, arguments)
                return result(candidate, entry, types, range)
            }
        }
        reportUnknown(name, isMethod: false, types.count, nameRange)
        return .dyn
    }

    mutating func inferMethod(
        _ operand: Expression, _ method: Expression.Field, _ arguments: [Expression], _ range: SourceRange
    ) -> ValueType {
        if let path = NamePath(operand), path.isRoot || !isLocal(path.names[0]) {
            let qualified = (path.names + [method.name]).joined(separator: ".")
            for candidate in environment.candidates(for: qualified, isRoot: path.isRoot) {
                if let entry = environment.functions.entry(candidate, isMethod: false, count: arguments.count)
                {
                    return result(candidate, entry, arguments.map { infer($0) }, range)
                }
            }
            if reportMisspelledNamespace(qualified, path, method.range, arguments) { return .dyn }
        }
        let types = [infer(operand)] + arguments.map { infer($0) }
        guard let entry = environment.functions.entry(method.name, isMethod: true, count: types.count) else {
            reportUnknown(method.name, isMethod: true, arguments.count, method.range)
            return .dyn
        }
        checkLiterals(method.name, [operand] + arguments)
        return result(method.name, entry, types, range)
    }

    /// Complains about `math.greates(1)`, where `math` is no variable but the beginning of functions' names.
    private mutating func reportMisspelledNamespace(
        _ qualified: String, _ path: NamePath, _ range: SourceRange, _ arguments: [Expression]
    ) -> Bool {
        let names = environment.functions.names(ofMethods: false)
        let prefix = path.names.joined(separator: ".") + "."
        guard environment.declarations[path.names[0]] == nil, names.contains(where: { $0.hasPrefix(prefix) })
        else {
            return false
        }
        for argument in arguments { _ = infer(argument) }
        reportUnknown(qualified, isMethod: false, arguments.count, range)
        return true
    }

    private mutating func reportUnknown(
        _ name: String, isMethod: Bool, _ count: Int, _ range: SourceRange
    ) {
        let what = isMethod ? "method" : "function"
        let counts = environment.functions.argumentCounts(of: name, isMethod: isMethod)
        if counts.isEmpty {
            let names = environment.functions.names(ofMethods: isMethod)
            return report(
                "there is no \(what) `\(name)`", at: range,
                suggestion: Spelling.nearest(to: name, among: names))
        }
        let known = Set(counts).sorted().map(String.init).joined(separator: " or ")
        let noun = known == "1" ? "argument" : "arguments"
        report("`\(name)` takes \(known) \(noun), not \(count)", at: range)
    }

    /// The type of what a function gives for arguments of these types.
    private mutating func result(
        _ name: String, _ entry: FunctionEntry, _ types: [ValueType], _ range: SourceRange
    ) -> ValueType {
        // Functions of any number of arguments are those for the extremes of numbers.
        guard !entry.signatures.isEmpty else { return extreme(name, types, range) }
        var results: [ValueType] = []
        for signature in entry.signatures {
            var bound: [String: ValueType] = [:]
            let fits = zip(types, signature.parameters).allSatisfy { $0.unify(with: $1, &bound) }
            if fits { results.append(signature.result.substituting(bound)) }
        }
        guard let first = results.first else {
            let listed = types.map(\.description).joined(separator: ", ")
            report("`\(name)` is not defined for (\(listed))", at: range)
            return .dyn
        }
        return results.dropFirst().allSatisfy { $0 == first } ? first : .dyn
    }

    private mutating func extreme(_ name: String, _ types: [ValueType], _ range: SourceRange) -> ValueType {
        var elements = types
        if types.count == 1, case .list(let element) = types[0] { elements = [element] }
        for type in elements where !type.isOne(of: [.int, .uint, .double]) {
            report("`\(name)` takes numbers, and this is of type \(type)", at: range)
        }
        return elements.dropFirst().reduce(elements.first ?? .dyn) { $0.joined(with: $1) }
    }

    /// Complains about texts that cannot be what they are converted to, and about patterns that are none.
    private mutating func checkLiterals(_ name: String, _ arguments: [Expression]) {
        guard let last = arguments.last, case .literal(let value) = last.kind, case .string(let text) = value
        else { return }
        var fuel = Fuel(limit: Pattern.compilingFuel)
        do throws(EvaluationError) {
            switch (name, arguments.count) {
            case ("matches", 2): _ = try Pattern(text, &fuel)
            case ("timestamp", 1): _ = try Conversion.timestamp(value, &fuel)
            case ("duration", 1): _ = try Conversion.duration(value, &fuel)
            default: break
            }
        } catch {
            report(error.message, at: last.range)
        }
    }
}
