/// Why an evaluation has no value.
///
/// `||` and `&&` make up for an error when the other side decides, as the specification demands; they do
/// not make up for one whose ``isLimit`` is true.
public struct EvaluationError: Error, Sendable {
    /// The kinds of errors, which programs may tell apart.
    public enum Kind: Sendable, Hashable {
        /// A variable has no value.
        case unknownVariable
        /// There is no function of that name and number of arguments.
        case unknownFunction
        /// The function or operator is not defined for values of these types.
        case noMatchingOverload
        /// The map has no such key or the record no such field.
        case noSuchKey
        /// An index, a position or a number is out of its range.
        case outOfRange
        /// A division by zero.
        case divisionByZero
        /// A value has a form that cannot be used, such as a text that is no timestamp.
        case invalidValue
        /// A map would have the same key twice, or a key of a type that can be none.
        case invalidKey
        /// A limit was hit.
        case limit
        /// The host could not give a value or a function of the host failed.
        case host
    }

    /// What kind of error it is.
    public let kind: Kind
    /// What happened, as a phrase.
    public let message: String
    /// The part of the source that has the error, where it is known.
    public internal(set) var range: SourceRange?

    /// An error for a host to throw from a function, a record or an activation.
    public init(_ message: String) {
        self.init(.host, message)
    }

    /// An error of a kind.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// Whether a limit ended the evaluation; such an error is never absorbed.
    public var isLimit: Bool { kind == .limit }

    static let outOfFuel = EvaluationError(.limit, "the evaluation used up its fuel")
    static let tooLarge = EvaluationError(.limit, "a value grew beyond its limit")

    /// The same error with a place, unless it has one.
    func located(at range: SourceRange) -> EvaluationError {
        guard self.range == nil else { return self }
        var located = self
        located.range = range
        return located
    }
}
