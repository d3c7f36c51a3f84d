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

    /// Reads an edited value. Text without quotes that looks like a number, a boolean or nothing is taken for
    /// one.
    public static func parse(_ text: String, file: String) throws(PlaybookError) -> JSON {
        let source = try DocumentComposer.source(file: file, bytes: text.utf8)
        let root = try DocumentComposer(source: source).compose()
        var reader = ShapeReader(source: source)
        let value = reader.read(root, as: .anything, path: "")
        guard let value, reader.findings.isEmpty else { throw PlaybookError(reader.findings, in: source) }
        return value
    }
}
