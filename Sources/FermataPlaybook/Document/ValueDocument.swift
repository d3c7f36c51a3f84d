public import FermataCore

/// An object on its own as YAML, for people who edit it: the fields of an action, outputs, a synthesis.
public enum ValueDocument {
    /// Writes an object's members below a comment that says what may be done with them.
    public static func text(of members: [JSONMember], comment: [String]) -> String {
        var writer = YAMLWriter()
        writer.comment(comment)
        guard !members.isEmpty else { return writer.text + "{}\n" }
        writer.write(members: members, level: 0)
        return writer.text
    }

    /// What an edited document holds.
    public enum Kind: Sendable {
        /// The fields of an action; a variable or a value that is nothing is to be taken away.
        case action
        /// Outputs by name.
        case outputs
        /// The parts of a synthesis.
        case synthesis

        fileprivate var shape: Shape {
            switch self {
            case .action: .record(.action)
            case .outputs: .map(keys: .anything, values: .anything)
            case .synthesis: .record(.synthesis)
            }
        }
    }

    /// Reads an edited document. Where text is expected it is taken as it is written. Elsewhere text without
    /// quotes is a number or a boolean if it is written as JSON writes one, and nothing if it is `null`.
    public static func parse(_ text: String, file: String, as kind: Kind) throws(PlaybookError) -> JSON {
        let source = try DocumentComposer.source(file: file, bytes: text.utf8)
        let root = try DocumentComposer(source: source).compose()
        var reader = ShapeReader(source: source)
        let value = reader.read(root, as: kind.shape, path: "")
        guard let value, reader.findings.isEmpty else { throw PlaybookError(reader.findings, in: source) }
        return value
    }
}
