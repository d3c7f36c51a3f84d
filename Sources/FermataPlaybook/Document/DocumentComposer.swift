import Yams

/// Turns the bytes of a file into a tree of nodes with positions, within bounds that hostile files cannot
/// exceed.
struct DocumentComposer {
    /// Larger files are refused before they are read as YAML: 1 MiB.
    static let maximumByteCount = 1 << 20
    /// Values nested deeper than this are refused.
    static let maximumDepth = 32

    let source: SourceText

    /// Checks size and encoding.
    static func source(file: String, bytes: some Collection<UInt8>) throws(PlaybookError) -> SourceText {
        guard bytes.count <= maximumByteCount else {
            let nothing = SourceText(file: file, text: "")
            let message =
                "the file has \(bytes.count) bytes; at most \(maximumByteCount) (1 MiB) are read: "
                + "move scripts and data to files of their own"
            throw PlaybookError([Finding(position: .start, message: message)], in: nothing)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let source = SourceText(file: file, text: String(decoding: bytes, as: UTF8.self))
            let position = source.firstPosition(of: "\u{FFFD}") ?? .start
            throw PlaybookError(
                [Finding(position: position, message: "the file is not UTF-8 text")], in: source)
        }
        return SourceText(file: file, text: text)
    }

    /// Reads the one document of the file.
    func compose() throws(PlaybookError) -> DocumentNode {
        // Aliases are refused, and must not be followed before they are: a few lines of nested aliases
        // describe billions of values. An alias always begins with an asterisk, which means nothing else in
        // YAML's own grammar. So a copy without asterisks has the same structure and no alias, and the
        // places where the original has one in front of a value are found by their positions.
        if source.text.utf8.contains(UInt8(ascii: "*")) {
            _ = try converted(compose(withoutAsterisks()))
        }
        return try converted(compose(source.text))
    }

    private func compose(_ text: String) throws(PlaybookError) -> Node {
        do {
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            if let root = try parser.singleRoot() { return root }
        } catch {
            throw PlaybookError([mistake(for: error)], in: source)
        }
        throw PlaybookError([Finding(position: .start, message: "the file is empty")], in: source)
    }

    private func withoutAsterisks() -> String {
        let used = Set(source.text.utf8)
        let candidates = Array("^;+=/_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
        let replacement = candidates.first { !used.contains($0) } ?? UInt8(ascii: "^")
        return String(
            decoding: source.text.utf8.map { $0 == UInt8(ascii: "*") ? replacement : $0 }, as: UTF8.self)
    }

    private func converted(_ root: Node) throws(PlaybookError) -> DocumentNode {
        var findings: [Finding] = []
        let node = converted(root, depth: 1, findings: &findings)
        guard findings.isEmpty else { throw PlaybookError(findings, in: source) }
        return node
    }

    private func converted(_ node: Node, depth: Int, findings: inout [Finding]) -> DocumentNode {
        let position = node.mark.map { SourcePosition(line: $0.line, column: $0.column) } ?? .start
        if let message = refusal(of: node, at: position, depth: depth) {
            findings.append(Finding(position: position, message: message))
            return DocumentNode(content: .scalar("", isPlain: true), position: position)
        }
        switch node {
        case .scalar(let scalar):
            return DocumentNode(
                content: .scalar(scalar.string, isPlain: scalar.style == .plain), position: position)
        case .sequence(let sequence):
            let items = sequence.map { converted($0, depth: depth + 1, findings: &findings) }
            return DocumentNode(content: .list(items), position: position)
        case .mapping(let mapping):
            let entries = mapping.map { key, value in
                DocumentNode.Entry(
                    key: converted(key, depth: depth + 1, findings: &findings),
                    value: converted(value, depth: depth + 1, findings: &findings))
            }
            return DocumentNode(content: .mapping(entries), position: position)
        case .alias:
            return DocumentNode(content: .scalar("", isPlain: true), position: position)
        }
    }

    private func refusal(of node: Node, at position: SourcePosition, depth: Int) -> String? {
        if depth > Self.maximumDepth { return "values are nested deeper than \(Self.maximumDepth) levels" }
        switch source.scalar(at: position) {
        case "*": return "aliases (`*name`) are not read here: write the value out"
        case "&": return "anchors (`&name`) are not read here: write the value out where it is needed"
        case "!": return "tags (`!name`) are not read here: leave it out, or put the text in quotes"
        default: return nil
        }
    }
}

extension SourceText {
    /// Where a scalar first stands.
    func firstPosition(of wanted: Unicode.Scalar) -> SourcePosition? {
        for number in 1...lineCount {
            let line = line(number)
            if let index = line.firstIndex(of: wanted) {
                return SourcePosition(line: number, column: index - line.startIndex + 1)
            }
        }
        return nil
    }
}
