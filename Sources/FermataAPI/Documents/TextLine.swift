public import FermataCore

/// A line of a text that is compared with another.
public struct TextLine: Hashable, Sendable, JSONCodable {
    /// What became of the line.
    public enum Kind: String, CaseIterable, Sendable, JSONCodable {
        /// It stands in both.
        case same
        /// It is new.
        case added
        /// It is gone.
        case removed
    }

    /// What became of it.
    public var kind: Kind
    /// The line.
    public var text: String

    /// Creates a line.
    public init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }

    /// Reads a line that begins with `+`, `-`, `~` or a space, as differences are written for people. What is
    /// merely different counts as added.
    package init(signed line: String) {
        let text = line.dropFirst(
            line.hasPrefix("+ ") || line.hasPrefix("- ") || line.hasPrefix("  ") ? 2 : 0)
        let kind: Kind =
            line.hasPrefix("+") || line.hasPrefix("~") ? .added : line.hasPrefix("-") ? .removed : .same
        self.init(kind, String(text))
    }

    /// The line as JSON.
    public var json: JSON { .record(("kind", kind.json), ("text", text.json)) }

    /// Reads a line.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init(try json.field("kind"), try json.field("text"))
    }
}
