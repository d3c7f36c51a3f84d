/// A part of a source, in bytes of UTF-8 from its beginning.
public struct SourceRange: Sendable, Hashable {
    private let from: Int32
    private let to: Int32

    /// The first byte.
    public var start: Int { Int(from) }
    /// The byte after the last one.
    public var end: Int { Int(to) }

    /// The part from one byte up to another, which does not belong to it.
    public init(_ start: Int, _ end: Int) {
        from = Int32(clamping: start)
        to = Int32(clamping: end)
    }

    /// The part from the beginning of one range to the end of another.
    func extended(to other: SourceRange) -> SourceRange {
        SourceRange(start, other.end)
    }

    /// The text of the part, or nil when the source is another or the part would cut a code point.
    public func text(in source: String) -> Substring? {
        let bytes = source.utf8
        guard start <= end, end <= bytes.count else { return nil }
        let lower = bytes.index(bytes.startIndex, offsetBy: start)
        let upper = bytes.index(lower, offsetBy: end - start)
        guard lower.samePosition(in: source.unicodeScalars) != nil,
            upper.samePosition(in: source.unicodeScalars) != nil
        else { return nil }
        return source[lower..<upper]
    }

    /// Where the part begins: line and column from 1, the column in code points.
    public func position(in source: String) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for byte in source.utf8.prefix(start) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }
}
