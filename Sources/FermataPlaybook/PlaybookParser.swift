public import FermataCore

/// Reads playbooks.
///
/// All mistakes of a file are found in one reading, as far as that makes sense: a file that is no YAML has
/// one mistake, and what follows only from another mistake is not listed.
public enum PlaybookParser {
    /// The largest file that is read, in bytes: 1 MiB. Larger ones are refused before they are looked into.
    public static var maximumByteCount: Int { DocumentComposer.maximumByteCount }

    /// Reads a playbook from the bytes of a file, which are UTF-8; its name is for messages.
    public static func parse(
        _ bytes: some Collection<UInt8>, file: String
    ) throws(PlaybookError) -> Playbook {
        let source = try DocumentComposer.source(file: file, bytes: bytes)
        let root = try DocumentComposer(source: source).compose()
        var builder = PlaybookBuilder(source: source)
        return try builder.playbook(from: root)
    }

    /// Reads a playbook from text.
    public static func parse(_ text: String, file: String) throws(PlaybookError) -> Playbook {
        try parse(text.utf8, file: file)
    }
}
