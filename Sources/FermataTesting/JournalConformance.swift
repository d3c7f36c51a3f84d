public import FermataJournal

/// What every journal must do, as plain values, so that any test framework can run them:
///
///     @Test(arguments: JournalConformance.checks)
///     func `keeps every promise of a journal`(check: JournalConformance.Check) async throws {
///         try await check.body(MyJournal())
///     }
///
/// Each check needs a journal that is empty.
public enum JournalConformance {
    /// One promise. It throws a `JournalConformanceFailure` that says what was broken.
    public struct Check: Sendable, CustomStringConvertible {
        /// The promise in a sentence.
        public let name: String
        /// Tries an empty journal.
        public let body: @Sendable (any Journal) async throws -> Void

        /// The promise in a sentence.
        public var description: String { name }

        init(_ name: String, body: @escaping @Sendable (any Journal) async throws -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// All promises.
    public static let checks: [Check] = appends + reading + lists + leases + wakeups
}

/// A promise that a journal did not keep.
public struct JournalConformanceFailure: Error, CustomStringConvertible {
    /// What was expected and what came instead.
    public let description: String
}

extension JournalConformance {
    static func require(
        _ condition: Bool, _ message: @autoclosure () -> String, line: UInt = #line
    ) throws(JournalConformanceFailure) {
        if !condition { throw JournalConformanceFailure(description: "\(message()) (line \(line))") }
    }

    static func requireEqual<Value: Equatable>(
        _ found: Value, _ expected: Value, _ subject: String, line: UInt = #line
    ) throws(JournalConformanceFailure) {
        try require(found == expected, "\(subject): expected \(expected), found \(found)", line: line)
    }

    /// Demands that `body` is refused with exactly that error.
    static func requireRefusal(
        _ expected: JournalError, line: UInt = #line, _ body: () async throws(JournalError) -> Void
    ) async throws(JournalConformanceFailure) {
        do {
            try await body()
        } catch {
            try require(error == expected, "expected the refusal \(expected), found \(error)", line: line)
            return
        }
        throw JournalConformanceFailure(
            description: "expected the refusal \(expected), found success (line \(line))")
    }
}
