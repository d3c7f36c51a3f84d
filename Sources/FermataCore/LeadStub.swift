// Stands in for Plan+Problems.swift and Expression*.swift until they land, with the signatures that the core uses.

/// What an expression refers to.
public enum Reference {
    case input(String), output(StepID, String), outcome(StepID), runID, runTitle
    var step: StepID? { nil }
}
enum Template {
    static func resolve(json: JSON, lookup: (Reference) -> JSON?) -> JSON { json }
    static func resolve(text: String, lookup: (Reference) -> JSON?) -> String { text }
    static func references(in: String) -> [Reference] { [] }
}
/// A mistake in a plan.
public enum PlanProblem: Hashable, Sendable, CustomStringConvertible {
    case cycle
    /// The mistake.
    public var description: String { "cycle" }
}
extension Plan { func problems(in playbook: Playbook) -> [PlanProblem] { cycle() == nil ? [] : [.cycle] } }
