/// Text in which `${{ … }}` stands for values of the run. `$${{` stands for the characters `${{` themselves.
public struct Template: Hashable, Sendable {
    /// The most expressions one text may hold.
    public static let maximumReferenceCount = 1_000
    /// The most bytes that resolving one text or one object may produce: 1 MiB. Expressions can repeat a
    /// large output many times; what a run writes down must stay bounded all the same.
    public static let maximumResolvedByteCount = 1 << 20

    /// A piece of the text.
    enum Segment: Hashable, Sendable {
        case literal(String)
        case reference(Reference)
    }

    let segments: [Segment]

    /// Reads a text.
    public init(parsing text: String) throws(TemplateError) {
        guard Self.mayHoldExpressions(text) else {
            segments = text.isEmpty ? [] : [.literal(text)]
            return
        }
        segments = try Self.segments(of: Array(text.utf8))
    }

    /// What the text refers to, in its order, each once.
    public var references: [Reference] {
        var seen: Set<Reference> = []
        return segments.compactMap { segment in
            switch segment {
            case .literal: nil
            case .reference(let reference): seen.insert(reference).inserted ? reference : nil
            }
        }
    }

    /// Whether a text contains the characters that begin an expression, escaped or not.
    public static func mayHoldExpressions(_ text: String) -> Bool {
        let bytes = text.utf8
        var index = bytes.startIndex
        while let dollar = bytes[index...].firstIndex(of: UInt8(ascii: "$")) {
            if bytes[dollar...].starts(with: opening) { return true }
            index = bytes.index(after: dollar)
        }
        return false
    }

    private static let opening = Array("${{".utf8)

    private static func segments(of bytes: [UInt8]) throws(TemplateError) -> [Segment] {
        var segments: [Segment] = []
        var literal: [UInt8] = []
        var index = 0
        var referenceCount = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "$"), bytes[index...].starts(with: opening) else {
                // The dollar that escapes is dropped, and the three characters behind it are kept.
                if bytes[index] == UInt8(ascii: "$"), bytes[(index + 1)...].starts(with: opening) {
                    literal.append(contentsOf: opening)
                    index += 1 + opening.count
                } else {
                    literal.append(bytes[index])
                    index += 1
                }
                continue
            }
            let start = index
            let content = index + opening.count
            guard let end = endOfExpression(in: bytes, from: content) else {
                throw TemplateError(
                    expression: shown(bytes[start...]), problem: "the closing `}}` is missing")
            }
            index = end + 2
            referenceCount += 1
            guard referenceCount <= maximumReferenceCount else {
                throw TemplateError(
                    expression: shown(bytes[start..<index]),
                    problem: "a text holds at most \(maximumReferenceCount) expressions")
            }
            let reference: Reference
            do {
                reference = try Reference(parsing: trimmed(bytes[content..<end]))
            } catch {
                throw TemplateError(expression: shown(bytes[start..<index]), problem: error.message)
            }
            if !literal.isEmpty { segments.append(.literal(String(decoding: literal, as: UTF8.self))) }
            literal = []
            segments.append(.reference(reference))
        }
        if !literal.isEmpty { segments.append(.literal(String(decoding: literal, as: UTF8.self))) }
        return segments
    }

    private static func endOfExpression(in bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + 1 < bytes.count {
            if bytes[index] == UInt8(ascii: "}"), bytes[index + 1] == UInt8(ascii: "}") { return index }
            // No reference contains a brace: another one means that the expression before it was never
            // closed.
            if bytes[index] == UInt8(ascii: "{") { return nil }
            index += 1
        }
        return nil
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
        let rest = bytes.drop(while: isSpace)
        let end = rest.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? rest.startIndex
        return String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
    }

    private static func shown(_ bytes: ArraySlice<UInt8>) -> String {
        let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
        return line.count <= 80
            ? String(decoding: line, as: UTF8.self) : String(decoding: line.prefix(80), as: UTF8.self)
    }
}

/// Why a text with expressions cannot be used.
public struct TemplateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The expression as it stands in the text, its first line at most.
    public let expression: String
    /// What is wrong with it.
    public let problem: String

    /// A sentence for people.
    public var description: String { "the expression `\(expression)` cannot be used: \(problem)" }
}
