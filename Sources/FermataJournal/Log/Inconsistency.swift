public import FermataCore

/// A run's log that contradicts itself or cannot be understood: put that run aside, go on with the others.
public struct Inconsistency: Error, Hashable, Sendable, CustomStringConvertible {
    /// The run.
    public let run: RunID
    /// The first event that is wrong.
    public let revision: Revision
    /// What is wrong with it.
    public let problem: String

    /// Creates an inconsistency.
    public init(run: RunID, revision: Revision, problem: String) {
        self.run = run
        self.revision = revision
        self.problem = problem
    }

    /// A sentence for people.
    public var description: String { "run \(run), revision \(revision): \(problem)" }
}
