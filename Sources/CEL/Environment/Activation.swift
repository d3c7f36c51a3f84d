/// Where the variables of an expression get their values from, each when it is asked for.
public protocol Activation {
    /// The value of a variable, or nil when it has none.
    ///
    /// A variable that the ``Environment`` declares carries its index, so that a host can tell variables
    /// apart without comparing names.
    ///
    /// - Throws: ``EvaluationError`` when the value cannot be had; the expression then has that error,
    ///   unless `||` or `&&` makes up for it.
    func value(of variable: Variable) throws(EvaluationError) -> Value?
}

/// A variable as an expression knows it.
public struct Variable: Sendable, Hashable {
    /// The full name; it may have dots.
    public let name: String
    /// The place among the variables that the environment declares, in the order of their declaration, or
    /// -1 when it declares none of that name.
    public let index: Int

    init(name: String, index: Int) {
        self.name = name
        self.index = index
    }
}

/// Variables with their values, looked up by name.
public struct Bindings: Activation, Sendable, ExpressibleByDictionaryLiteral {
    private var values: [String: Value]

    /// The given values by name.
    public init(_ values: [String: Value] = [:]) {
        self.values = values
    }

    /// The given values by name; of a name that occurs twice the last wins.
    public init(dictionaryLiteral elements: (String, Value)...) {
        values = Dictionary(elements, uniquingKeysWith: { $1 })
    }

    /// The value of a name.
    public subscript(name: String) -> Value? {
        get { values[name] }
        set { values[name] = newValue }
    }

    /// The value of the variable's name.
    public func value(of variable: Variable) throws(EvaluationError) -> Value? {
        values[variable.name]
    }
}
