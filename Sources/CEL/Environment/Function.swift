/// A function that a host adds to the language.
public struct Function: Sendable {
    /// What carries the function out. It gets as many values as there are parameters, of their types.
    public typealias Body = @Sendable ([Value]) throws(EvaluationError) -> Value

    /// The name; it may have dots, as `strings.quote` has.
    public let name: String
    /// Whether it is called on its first argument, as in `text.size()`.
    public let isMethod: Bool
    /// The types of the arguments, the receiver of a method first.
    public let parameters: [ValueType]
    /// The type of the result, which only the checker relies on.
    public let result: ValueType
    /// What one call takes from the fuel.
    public let cost: Int
    let body: Body

    /// A function of that name. An overload of the same name differs in the types of its parameters.
    public init(
        _ name: String, isMethod: Bool = false, _ parameters: [ValueType], returning result: ValueType,
        cost: Int = 1, body: @escaping Body
    ) {
        self.name = name
        self.isMethod = isMethod
        self.parameters = parameters
        self.result = result
        self.cost = cost
        self.body = body
    }
}
