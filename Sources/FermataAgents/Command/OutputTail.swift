/// The end of a stream of bytes, and how much came before it.
struct OutputTail: Sendable {
    private let maximumBytes: Int
    private var bytes: [UInt8] = []
    private(set) var totalCount = 0

    init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    /// Takes more of the stream; keeps at most twice the maximum in memory.
    mutating func append(_ piece: [UInt8]) {
        totalCount += piece.count
        bytes.append(contentsOf: piece[max(0, piece.count - maximumBytes)...])
        if bytes.count > 2 * maximumBytes { bytes.removeFirst(bytes.count - maximumBytes) }
    }

    /// The end of the stream as text, trimmed, with a first line that says so if something is missing.
    var text: String {
        let kept = bytes[max(0, bytes.count - maximumBytes)...]
        let missing = totalCount - kept.count
        if missing == 0 { return Self.repaired(kept) }
        // Begin with a whole character, where there are characters.
        let start = kept.prefix(4).firstIndex { $0 & 0xC0 != 0x80 } ?? kept.startIndex
        return "[\(missing + start - kept.startIndex) bytes left out]\n" + Self.repaired(kept[start...])
    }

    /// The last line with anything on it, cut at a length fit for a sentence.
    var lastLine: String? {
        let line = bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).last { line in
            line.contains { $0 > 0x20 }
        }
        guard let line else { return nil }
        let text = Self.repaired(line.prefix(300))
        return line.count > 300 ? text + "…" : text
    }

    /// Trimmed, and with a replacement character for what is no UTF-8.
    private static func repaired(_ bytes: ArraySlice<UInt8>) -> String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        let end = bytes.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? bytes.startIndex
        return String(decoding: bytes[..<end].drop(while: isSpace), as: UTF8.self)
    }
}
