/// Code that may stand only under a comment that begins `// Reason: `.
struct Ban: Sendable {
    /// The code as it is written, for the complaint.
    let code: String
    /// What to do instead.
    let advice: String
    /// Whether the ban holds in the file at a path.
    var holds: @Sendable (_ path: String) -> Bool = { $0.hasPrefix("Sources/") }

    /// Whether a line of code, comments and literals blanked, uses what is banned.
    ///
    /// A name counts only whole. A call of a bare function does not count as a method's
    /// (`clock.sleep(…)`), nor does the declaration of a method of that name.
    func isBroken(by line: Substring) -> Bool {
        line.ranges(of: code).contains { range in
            let before = line[..<range.lowerBound]
            let after = line[range.upperBound...].first
            if let first = code.first, first.isLetter, let last = before.last {
                if last.isLetter || last.isNumber || last == "_" { return false }
                if code.hasSuffix("("), last == "." || before.hasSuffix("func ") { return false }
            }
            guard let last = code.last, last.isLetter, let after else { return true }
            return !(after.isLetter || after.isNumber || after == "_")
        }
    }

    func violations(in source: SwiftSource) -> [Violation] {
        guard holds(source.path), source.mentions(code) else { return [] }
        return source.codeLines.enumerated().compactMap { index, line in
            guard isBroken(by: line), !source.hasReason(aboveLine: index + 1) else { return nil }
            return Violation(path: source.path, line: index + 1, complaint: "`\(code)`: \(advice)")
        }
    }
}
