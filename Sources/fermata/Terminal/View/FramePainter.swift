/// Turns frames into bytes for the terminal, writing only the lines that are different from the frame before,
/// so that nothing flickers.
struct FramePainter {
    let palette: Palette
    private var painted: [StyledLine] = []
    private var size: TerminalSize?

    init(palette: Palette) {
        self.palette = palette
    }

    /// What is on the screen is no longer known: the next frame is painted whole.
    mutating func forget() {
        size = nil
    }

    /// The bytes that bring the screen from the frame before to this one.
    mutating func bytes(for frame: Frame, size: TerminalSize) -> [UInt8] {
        var text = ""
        let isWhole = self.size != size
        if isWhole {
            text += "\u{1B}[0m\u{1B}[2J"
            painted = []
        }
        for (row, line) in frame.lines.enumerated() where isWhole || !isPainted(line, at: row) {
            text += "\u{1B}[\(row + 1);1H\(styled(line))"
            // Erasing beyond a full line would take its last character.
            if line.width < size.columns { text += "\u{1B}[K" }
        }
        painted = frame.lines
        self.size = size
        if let cursor = frame.cursor {
            text += "\u{1B}[\(cursor.row + 1);\(cursor.column + 1)H\u{1B}[?25h"
        } else if !text.isEmpty {
            text = "\u{1B}[?25l" + text
        }
        guard !text.isEmpty else { return [] }
        return Array("\u{1B}[?2026h\(text)\u{1B}[?2026l".utf8)
    }

    private func isPainted(_ line: StyledLine, at row: Int) -> Bool {
        painted.indices.contains(row) && painted[row] == line
    }

    private func styled(_ line: StyledLine) -> String {
        var text = ""
        for span in line.spans {
            let codes = palette.codes(span.ink, strong: span.isStrong)
            text += codes.isEmpty ? span.text : "\u{1B}[\(codes)m\(span.text)\u{1B}[0m"
        }
        return text
    }
}
