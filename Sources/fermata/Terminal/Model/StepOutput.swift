/// The newest output of a step, as lines that can do no harm, within bounds.
struct StepOutput {
    /// Older lines are forgotten.
    static let maximumLineCount = 1000
    /// The rest of a longer line is left out.
    static let maximumLineByteCount = 4096

    private(set) var attempt = 0
    private var kept: [String] = []
    private var partial: [UInt8] = []
    private var isOverlong = false
    private var endsWithReturn = false

    /// The lines, the one being written last.
    var lines: [String] { kept + (partial.isEmpty ? [] : [visible(partial)]) }

    /// The newest line that says something.
    var lastLine: String? {
        if !partial.isEmpty {
            let line = visible(partial)
            if !line.allSatisfy(\.isWhitespace) { return line }
        }
        return kept.last { !$0.allSatisfy(\.isWhitespace) }
    }

    /// Takes in what an attempt wrote; another attempt begins anew.
    mutating func append(_ bytes: [UInt8], attempt: Int) {
        if attempt != self.attempt {
            self = StepOutput()
            self.attempt = attempt
        }
        for byte in bytes {
            // A carriage return writes over the line, as progress bars do: it begins a line like a line feed.
            // Both together are one end of a line.
            let isSecondHalf = byte == 0x0A && endsWithReturn
            endsWithReturn = byte == 0x0D
            if byte == 0x0A || byte == 0x0D {
                if !isSecondHalf { endLine(keepsBlank: byte == 0x0A) }
            } else if partial.count < Self.maximumLineByteCount {
                partial.append(byte)
            } else {
                isOverlong = true
            }
        }
        if kept.count > 2 * Self.maximumLineCount { kept.removeFirst(kept.count - Self.maximumLineCount) }
    }

    private mutating func endLine(keepsBlank: Bool) {
        if !partial.isEmpty || (keepsBlank && kept.last?.isEmpty == false) { kept.append(visible(partial)) }
        partial.removeAll(keepingCapacity: true)
        isOverlong = false
    }

    private func visible(_ bytes: [UInt8]) -> String {
        let text = VisibleText.line(Self.withoutColours(String(decoding: bytes, as: UTF8.self)))
        return isOverlong ? text + "…" : text
    }

    /// Colours say nothing that is needed here, and written out they would hide the text; any other escape
    /// stays to be made visible.
    private static func withoutColours(_ text: String) -> String {
        guard text.utf8.contains(0x1B) else { return text }
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.first {
            if byte == 0x1B, rest.dropFirst().first == UInt8(ascii: "[") {
                let parameters = rest.dropFirst(2).prefix { (0x30...0x3B).contains($0) }
                if rest.dropFirst(2 + parameters.count).first == UInt8(ascii: "m") {
                    rest = rest.dropFirst(3 + parameters.count)
                    continue
                }
            }
            result.append(byte)
            rest = rest.dropFirst()
        }
        return String(decoding: result, as: UTF8.self)
    }
}
