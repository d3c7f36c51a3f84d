/// Why a person is asked.
public struct AskReason: Hashable, Sendable, JSONCodable, CustomStringConvertible {
    /// The rules that can ask.
    public enum Rule: String, CaseIterable, Sendable, JSONCodable {
        /// The playbook declares the gate, or the level of autonomy asks at this point of every run.
        case gateIsOn
        /// At autonomy `manual` every step is asked about.
        case manualAutonomy
        /// The step's impact is high.
        case highImpact
        /// The step changes the world outside the workspace.
        case externalEffect
        /// The agent is less sure than the policy allows.
        case uncertain
        /// The run has cost as much as its budget.
        case budgetExhausted
        /// The playbook wants this step's result approved.
        case approvalRequired
        /// The step was changed after the plan had been approved.
        case changedSinceApproval
        /// A breakpoint stands before the step.
        case breakpoint
        /// The agent asks.
        case agentAsks
        /// The step has failed and no retry is left.
        case failed
        /// A person has refused what the step was about to do, so it was not started.
        case refused
        /// The step's end is unknown: the engine or the step ended in the middle of it.
        case outcomeUnknown
        /// The step has changed the world before, and starting it again could do that twice.
        case repeatsEffect
        /// A rule of the playbook forbids what the step is about to do.
        case forbidden
    }

    /// The rule that asks.
    public var rule: Rule
    /// The facts it rests on, in a sentence.
    public var detail: String

    /// Creates a reason.
    public init(_ rule: Rule, _ detail: String) {
        self.rule = rule
        self.detail = detail
    }

    /// The sentence.
    public var description: String { detail }
    /// The reason as JSON.
    public var json: JSON { .record(("rule", rule.json), ("detail", detail.json)) }

    /// Reads a reason.
    public init(json: JSON) throws(JSONDecodingError) {
        rule = try json.field("rule")
        detail = try json.field("detail")
    }
}
