/// Something wrong in a source: what, where, and where possible what was probably meant.
public struct Diagnostic: Error, Sendable, Hashable {
    /// What found it.
    public enum Stage: Sendable, Hashable {
        /// The source is no expression, or exceeds a limit. There is no program for it.
        case syntax
        /// The expression cannot have a value, as far as the declared types tell.
        case types
    }

    /// What found it.
    public let stage: Stage
    /// What is wrong, as a phrase.
    public let message: String
    /// The part of the source that is wrong.
    public let range: SourceRange
    /// The name that was probably meant.
    public let suggestion: String?

    init(_ stage: Stage, _ message: String, at range: SourceRange, suggestion: String? = nil) {
        self.stage = stage
        self.message = message
        self.range = range
        self.suggestion = suggestion
    }

    /// The message with the suggestion, as one line for people.
    public var text: String {
        suggestion.map { "\(message); did you mean `\($0)`?" } ?? message
    }
}
