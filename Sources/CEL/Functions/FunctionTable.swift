/// What a call is looked up by.
struct FunctionKey: Hashable, Sendable {
    let name: String
    let isMethod: Bool
    /// The number of arguments with the receiver, or nil for a function that takes any number.
    let count: Int?
}

/// The types of one overload.
struct Signature: Sendable {
    let parameters: [ValueType]
    let result: ValueType

    init(_ parameters: [ValueType], _ result: ValueType) {
        self.parameters = parameters
        self.result = result
    }
}

/// A function with all its overloads for a number of arguments.
struct FunctionEntry: Sendable {
    /// What carries it out. The built-in ones come with their number of arguments, which saves an array.
    enum Body: Sendable {
        case unary(@Sendable (Value, inout Fuel) throws(EvaluationError) -> Value)
        case binary(@Sendable (Value, Value, inout Fuel) throws(EvaluationError) -> Value)
        case ternary(@Sendable (Value, Value, Value, inout Fuel) throws(EvaluationError) -> Value)
        case variadic(@Sendable ([Value], inout Fuel) throws(EvaluationError) -> Value)
        case host([Function])
    }

    var signatures: [Signature]
    var body: Body

    /// Whether the same arguments always give the same result.
    var isPure: Bool {
        if case .host = body { false } else { true }
    }
}

/// The functions that expressions of an environment may call.
struct FunctionTable: Sendable {
    private var own: [FunctionKey: FunctionEntry] = [:]

    /// Adds an overload; false when a built-in function has the name and number of arguments.
    mutating func add(_ function: Function) -> Bool {
        let key = FunctionKey(
            name: function.name, isMethod: function.isMethod, count: function.parameters.count)
        guard Self.standard[key] == nil else { return false }
        let signature = Signature(function.parameters, function.result)
        if var entry = own[key], case .host(let overloads) = entry.body {
            entry.signatures.append(signature)
            entry.body = .host(overloads + [function])
            own[key] = entry
        } else {
            own[key] = FunctionEntry(signatures: [signature], body: .host([function]))
        }
        return true
    }

    func entry(_ name: String, isMethod: Bool, count: Int) -> FunctionEntry? {
        let key = FunctionKey(name: name, isMethod: isMethod, count: count)
        return Self.standard[key] ?? own[key]
            ?? Self.standard[FunctionKey(name: name, isMethod: isMethod, count: nil)]
    }

    /// The names of all functions, or of all methods.
    func names(ofMethods isMethod: Bool) -> [String] {
        Set(keys.lazy.filter { $0.isMethod == isMethod }.map(\.name)).sorted()
    }

    /// The numbers of arguments that a function of that name takes, without the receiver.
    func argumentCounts(of name: String, isMethod: Bool) -> [Int] {
        keys.filter { $0.name == name && $0.isMethod == isMethod }
            .compactMap(\.count).map { isMethod ? $0 - 1 : $0 }.sorted()
    }

    private var keys: [FunctionKey] { Array(Self.standard.keys) + Array(own.keys) }

    /// What the specification and its extensions for text, mathematics and optional values define.
    static let standard: [FunctionKey: FunctionEntry] = {
        var table: [FunctionKey: FunctionEntry] = [:]
        let groups: [[StandardFunction]] = [
            conversions, collections, text, textExtensions, time, mathematics, optionals,
        ]
        for definition in groups.joined() {
            for key in definition.keys { table[key] = definition.entry }
        }
        return table
    }()
}

/// A built-in function under all the forms it may be called by.
struct StandardFunction: Sendable {
    let keys: [FunctionKey]
    let entry: FunctionEntry

    static func function(_ name: String, _ signatures: [Signature], _ body: FunctionEntry.Body) -> Self {
        make(name, signatures, body, forms: [false])
    }

    static func method(_ name: String, _ signatures: [Signature], _ body: FunctionEntry.Body) -> Self {
        make(name, signatures, body, forms: [true])
    }

    /// A function that may be called both ways.
    static func both(_ name: String, _ signatures: [Signature], _ body: FunctionEntry.Body) -> Self {
        make(name, signatures, body, forms: [false, true])
    }

    private static func make(
        _ name: String, _ signatures: [Signature], _ body: FunctionEntry.Body, forms: [Bool]
    ) -> Self {
        var count: Int?
        if case .variadic = body {} else { count = signatures.first?.parameters.count }
        return StandardFunction(
            keys: forms.map { FunctionKey(name: name, isMethod: $0, count: count) },
            entry: FunctionEntry(signatures: signatures, body: body))
    }
}

extension EvaluationError {
    /// The error of a function that is not defined for values of these types.
    static func noOverload(_ name: String, _ values: Value...) -> EvaluationError {
        noOverload(name, of: values)
    }

    static func noOverload(_ name: String, of values: [Value]) -> EvaluationError {
        let types = values.map(\.type.name).joined(separator: ", ")
        return EvaluationError(.noMatchingOverload, "\(name) is not defined for (\(types))")
    }
}
