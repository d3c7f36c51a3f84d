/// A line of text that a person is writing.
struct LineEditor: Hashable {
    /// The longest text, in characters.
    static let maximumLength = 4096

    private(set) var characters: [Character]
    /// Where the next character goes.
    private(set) var cursor: Int

    init(_ text: String = "") {
        characters = Array(text)
        cursor = characters.count
    }

    /// The text.
    var text: String { String(characters) }
    /// Whether there is nothing to send.
    var isBlank: Bool { characters.allSatisfy(\.isWhitespace) }

    /// Does what a key means in a text field.
    /// - Returns: whether the key means anything there.
    mutating func handle(_ key: TerminalKey) -> Bool {
        switch key {
        case .character(let character): insert(String(character))
        case .backspace, .control("h"):
            if cursor > 0 {
                cursor -= 1
                characters.remove(at: cursor)
            }
        case .delete, .control("d"): if cursor < characters.count { characters.remove(at: cursor) }
        case .left, .control("b"): cursor = max(0, cursor - 1)
        case .right, .control("f"): cursor = min(characters.count, cursor + 1)
        case .home, .control("a"): cursor = 0
        case .end, .control("e"): cursor = characters.count
        case .control("u"):
            characters.removeFirst(cursor)
            cursor = 0
        case .control("k"): characters.removeLast(characters.count - cursor)
        case .control("w"): removeWord()
        case .up, .down, .pageUp, .pageDown, .enter, .tab, .backTab, .escape, .control: return false
        }
        return true
    }

    /// Puts text in at the cursor; line ends become blanks, because the field has one line.
    mutating func insert(_ text: String) {
        let line = text.map { $0.isNewline || $0 == "\t" ? " " : $0 }
        let kept = line.prefix(max(0, Self.maximumLength - characters.count))
        characters.insert(contentsOf: kept, at: cursor)
        cursor += kept.count
    }

    private mutating func removeWord() {
        let end = cursor
        while cursor > 0, characters[cursor - 1].isWhitespace { cursor -= 1 }
        while cursor > 0, !characters[cursor - 1].isWhitespace { cursor -= 1 }
        characters.removeSubrange(cursor..<end)
    }
}
