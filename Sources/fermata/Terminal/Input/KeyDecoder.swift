/// Turns the bytes of a terminal into keys and pastes. Sequences that are cut between two reads are put
/// together; those it does not know are dropped whole, so that no part of them is taken for a key.
struct KeyDecoder {
    /// More of a paste is dropped.
    static let maximumPasteByteCount = 65_536
    /// A sequence longer than this is no key.
    static let maximumSequenceByteCount = 32

    private static let pasteStart = Array("\u{1B}[200~".utf8)
    private static let pasteEnd = Array("\u{1B}[201~".utf8)

    private var waiting: [UInt8] = []
    private var paste: [UInt8]?

    /// Whether an escape waits for the rest of its sequence. `flush` makes a key of it when none comes.
    var isIncomplete: Bool { !waiting.isEmpty && paste == nil }

    /// The inputs that are complete with these bytes.
    mutating func decode(_ bytes: [UInt8]) -> [TerminalInput] {
        waiting += bytes
        var inputs: [TerminalInput] = []
        while !waiting.isEmpty {
            if paste != nil {
                guard let input = takePaste() else { break }
                inputs.append(input)
            } else if let (input, count) = next() {
                waiting.removeFirst(count)
                if let input { inputs.append(input) }
            } else {
                break
            }
        }
        return inputs
    }

    /// No more bytes came: an escape that waits was the key itself.
    mutating func flush() -> [TerminalInput] {
        guard isIncomplete else { return [] }
        let isEscape = waiting.first == 0x1B
        waiting = []
        return isEscape ? [.key(.escape)] : []
    }

    /// Forgets what has come so far.
    mutating func reset() {
        waiting = []
        paste = nil
    }

    private mutating func takePaste() -> TerminalInput? {
        if let end = waiting.firstRange(of: Self.pasteEnd) {
            let bytes = (paste ?? []) + waiting[..<end.lowerBound]
            waiting.removeFirst(end.upperBound)
            paste = nil
            return .paste(String(decoding: bytes.prefix(Self.maximumPasteByteCount), as: UTF8.self))
        }
        // The end mark may be cut in two, so its length is kept back.
        let ready = max(0, waiting.count - Self.pasteEnd.count)
        let room = max(0, Self.maximumPasteByteCount - (paste?.count ?? 0))
        paste?.append(contentsOf: waiting.prefix(min(ready, room)))
        waiting.removeFirst(ready)
        return nil
    }

    /// The next input and how many bytes it has; `nil` when more bytes are needed.
    private mutating func next() -> (TerminalInput?, Int)? {
        let first = waiting[0]
        switch first {
        case 0x1B: return escapeSequence()
        case 0x0D, 0x0A: return (.key(.enter), 1)
        case 0x09: return (.key(.tab), 1)
        case 0x08, 0x7F: return (.key(.backspace), 1)
        case 0x01...0x1A: return (.key(.control(Character(Unicode.Scalar(first + 0x60)))), 1)
        case 0..<0x20: return (nil, 1)
        case ..<0x80: return (.key(.character(Character(Unicode.Scalar(first)))), 1)
        default: return character(startingWith: first)
        }
    }

    private func character(startingWith first: UInt8) -> (TerminalInput?, Int)? {
        let count =
            switch first {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 1
            }
        guard waiting.count >= count else { return nil }
        guard let text = String(validating: waiting[..<count], as: UTF8.self), let character = text.first,
            first >= 0xC2, character.unicodeScalars.first?.properties.generalCategory != .control
        else { return (nil, 1) }
        return (.key(.character(character)), count)
    }

    private mutating func escapeSequence() -> (TerminalInput?, Int)? {
        guard waiting.count > 1 else { return nil }
        switch waiting[1] {
        case UInt8(ascii: "["): return controlSequence()
        case UInt8(ascii: "O"):
            guard waiting.count > 2 else { return nil }
            return (Self.key(final: waiting[2], parameter: "").map(TerminalInput.key), 3)
        case 0x1B: return (.key(.escape), 1)
        default:
            // Alt and a key: no binding has it, and the key alone must not count.
            return (nil, 2)
        }
    }

    private mutating func controlSequence() -> (TerminalInput?, Int)? {
        guard let end = waiting.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else {
            return waiting.count > Self.maximumSequenceByteCount ? (nil, waiting.count) : nil
        }
        if Array(waiting[...end]) == Self.pasteStart {
            paste = []
            return (nil, end + 1)
        }
        let parameter = String(decoding: waiting[2..<end], as: UTF8.self)
        return (Self.key(final: waiting[end], parameter: parameter).map(TerminalInput.key), end + 1)
    }

    private static func key(final: UInt8, parameter: String) -> TerminalKey? {
        switch (final, parameter) {
        case (UInt8(ascii: "A"), ""): .up
        case (UInt8(ascii: "B"), ""): .down
        case (UInt8(ascii: "C"), ""): .right
        case (UInt8(ascii: "D"), ""): .left
        case (UInt8(ascii: "H"), ""), (UInt8(ascii: "~"), "1"), (UInt8(ascii: "~"), "7"): .home
        case (UInt8(ascii: "F"), ""), (UInt8(ascii: "~"), "4"), (UInt8(ascii: "~"), "8"): .end
        case (UInt8(ascii: "Z"), ""): .backTab
        case (UInt8(ascii: "M"), ""): .enter
        case (UInt8(ascii: "~"), "3"): .delete
        case (UInt8(ascii: "~"), "5"): .pageUp
        case (UInt8(ascii: "~"), "6"): .pageDown
        default: nil
        }
    }
}
