/// A text that a person is writing: one line, or the several that were pasted.
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
    /// The text without ends of lines behind it.
    var sentText: String { characters.lastIndex { $0 != "\n" }.map { String(characters[...$0]) } ?? "" }
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

    /// How many lines the text has.
    var lineCount: Int { 1 + characters.count { $0 == "\n" } }

    /// Puts text in at the cursor. Its lines stay lines, whatever ends them.
    mutating func insert(_ text: String) {
        let lines = text.map { $0.isNewline ? "\n" : $0 }
        let kept = lines.prefix(max(0, Self.maximumLength - characters.count))
        characters.insert(contentsOf: kept, at: cursor)
        cursor += kept.count
    }

    /// Puts in what was pasted, without the end of its last line: nobody sees that, and no answer ends in it.
    mutating func paste(_ text: String) {
        let end = text.lastIndex { !$0.isNewline }
        insert(end.map { String(text[...$0]) } ?? "")
    }

    private mutating func removeWord() {
        let end = cursor
        while cursor > 0, characters[cursor - 1].isWhitespace { cursor -= 1 }
        while cursor > 0, !characters[cursor - 1].isWhitespace { cursor -= 1 }
        characters.removeSubrange(cursor..<end)
    }
}
