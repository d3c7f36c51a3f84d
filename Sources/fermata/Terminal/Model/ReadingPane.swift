/// A text that is read before it is decided about: which part of it is on the screen, and whether all of it
/// has been there long enough.
struct ReadingPane: Hashable {
    /// How long the end of a text must have been on the screen before a key can decide about it.
    static let armingDelayMilliseconds: Int64 = 600

    /// The whole text, wrapped to the width of its place.
    private(set) var lines: [StyledLine]
    /// The line at the top of its place.
    private(set) var firstLine = 0
    /// Lines from the beginning that have been on the screen without a gap.
    private(set) var readLineCount = 0
    /// Since when all of it has been on the screen.
    private(set) var completeSinceMilliseconds: Int64?

    init(_ lines: [StyledLine]) {
        self.lines = lines
    }

    /// Whether every line has been on the screen.
    var isComplete: Bool { completeSinceMilliseconds != nil }

    /// Whether a key that is typed now may decide.
    func isArmed(at moment: Moment) -> Bool {
        guard let completeSinceMilliseconds else { return false }
        return moment.steadyMilliseconds - completeSinceMilliseconds >= Self.armingDelayMilliseconds
    }

    /// The part that is on the screen in that many rows was painted.
    mutating func painted(rows: Int, at moment: Moment) {
        guard !isComplete, rows > 0, firstLine <= readLineCount else { return }
        readLineCount = max(readLineCount, firstLine + rows)
        if readLineCount >= lines.count { completeSinceMilliseconds = moment.steadyMilliseconds }
    }

    /// Moves the text by rows, as far as it goes.
    mutating func scroll(by count: Int, rows: Int) {
        firstLine = min(max(0, firstLine + count), max(0, lines.count - rows))
    }

    /// Shows other lines in the same place; what was read of the old ones counts for nothing.
    mutating func replace(with lines: [StyledLine]) {
        guard lines != self.lines else { return }
        self = ReadingPane(lines)
    }

    /// The lines that are on the screen in that many rows.
    func visible(rows: Int) -> ArraySlice<StyledLine> {
        let first = min(firstLine, max(0, lines.count - 1))
        return lines.dropFirst(first).prefix(max(0, rows))
    }

    /// Lines below those on the screen.
    func lineCountBelow(rows: Int) -> Int { max(0, lines.count - firstLine - rows) }
}
