import Testing

/// A place that breaks a house rule, printed as an editor can jump to it.
struct Violation: CustomStringConvertible, Equatable {
    let path: String
    /// Counted from 1; nil when the rule is about the whole file.
    var line: Int?
    let complaint: String

    var description: String {
        line.map { "\(path):\($0): \(complaint)" } ?? "\(path): \(complaint)"
    }
}

/// Records all violations as one failure, one a line.
func expectNone(_ violations: [Violation], sourceLocation: SourceLocation = #_sourceLocation) {
    let list = violations.map(\.description).joined(separator: "\n")
    let isClean = violations.isEmpty
    #expect(isClean, "\n\(list)", sourceLocation: sourceLocation)
}
