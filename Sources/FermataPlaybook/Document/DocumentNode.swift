/// A YAML value as it stands in the file: nothing resolved, everything with its position.
struct DocumentNode {
    /// What kind of value it is.
    enum Content {
        /// Text, and whether it stands there without quotes.
        case scalar(String, isPlain: Bool)
        case list([DocumentNode])
        case mapping([Entry])
    }

    /// A key and its value.
    struct Entry {
        let key: DocumentNode
        let value: DocumentNode
    }

    let content: Content
    let position: SourcePosition

    /// Nothing at all, `~` or `null` without quotes.
    var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// A list or mapping without anything in it.
    var isEmpty: Bool {
        switch content {
        case .scalar: false
        case .list(let items): items.isEmpty
        case .mapping(let entries): entries.isEmpty
        }
    }

    /// The kind of value, for messages.
    var kindName: String {
        switch content {
        case .scalar: isNull ? "nothing" : "text"
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }
}
