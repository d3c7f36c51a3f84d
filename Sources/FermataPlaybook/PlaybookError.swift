/// One mistake in a file: where it is, what is wrong, and what to write instead where that is known.
public struct PlaybookMistake: Hashable, Sendable, CustomStringConvertible {
    /// The name of the file, as the person gave it.
    public let file: String
    /// Where the mistake begins.
    public let position: SourcePosition
    /// What is wrong, in a sentence without its full stop.
    public let message: String
    /// The line of the file, shortened around the position when it is very long.
    public let sourceLine: String
    /// How many characters of `sourceLine` precede the mistake.
    public let caretOffset: Int

    /// Lines longer than this are shown in part.
    static let maximumShownLength = 160

    init(at position: SourcePosition, in source: SourceText, message: String) {
        file = source.file
        self.position = position
        self.message = message
        let line = source.line(position.line)
        let column = min(position.column - 1, line.count)
        let start = line.count <= Self.maximumShownLength ? 0 : max(0, column - Self.maximumShownLength / 2)
        let shown = line.dropFirst(start).prefix(Self.maximumShownLength)
        // Control characters could move the cursor or change the colours of the terminal that shows them.
        sourceLine = String(
            String.UnicodeScalarView(
                shown.map { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7F ? "\u{FFFD}" : $0 }))
        caretOffset = column - start
    }

    /// `file:line:column: error: message`.
    public var headline: String { "\(file):\(position.line):\(position.column): error: \(message)" }

    /// The headline, the source line and a caret under the mistake, as compilers print them.
    public var description: String {
        guard !sourceLine.isEmpty else { return headline }
        let margin = sourceLine.unicodeScalars.prefix(caretOffset).map { $0 == "\t" ? "\t" : " " }.joined()
        return "\(headline)\n    \(sourceLine)\n    \(margin)^"
    }
}

/// A mistake while a file is still being read.
struct Finding {
    let position: SourcePosition
    let message: String
}

/// Why a file is no valid playbook or plan: every mistake that was found, in the order of the file.
public struct PlaybookError: Error, Hashable, Sendable, CustomStringConvertible {
    /// More mistakes than this are counted but not listed.
    public static let maximumMistakeCount = 50

    /// The mistakes, at least one.
    public let mistakes: [PlaybookMistake]
    /// How many more there are.
    public let omittedCount: Int

    /// Only the mistakes that are listed get their line of the file: a file of a single long line can hold
    /// as many mistakes as it has words.
    init(_ findings: [Finding], in source: SourceText) {
        let ordered = findings.enumerated().sorted {
            ($0.element.position, $0.offset) < ($1.element.position, $1.offset)
        }
        self.mistakes = ordered.prefix(Self.maximumMistakeCount).map { _, finding in
            PlaybookMistake(at: finding.position, in: source, message: finding.message)
        }
        omittedCount = max(0, findings.count - Self.maximumMistakeCount)
    }

    /// All mistakes as a compiler would print them.
    public var description: String {
        let listed = mistakes.map(\.description).joined(separator: "\n")
        guard omittedCount > 0 else { return listed }
        return listed + "\nand \(omittedCount) more mistake\(omittedCount == 1 ? "" : "s"), not listed"
    }
}
