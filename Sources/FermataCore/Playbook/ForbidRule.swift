/// A rule by which something is never done, whoever would approve it: only a change of the rules changes
/// that.
public struct ForbidRule: Hashable, Sendable, JSONCodable {
    /// Steps of this agent; of any when absent.
    public var agent: AgentID?
    /// Steps with this effect; with any when absent.
    public var effect: Effect?
    /// Steps with at least this impact; with any when absent.
    public var impact: Impact?
    /// Why, for people.
    public var reason: String

    /// Creates a rule.
    public init(agent: AgentID? = nil, effect: Effect? = nil, impact: Impact? = nil, reason: String) {
        self.agent = agent
        self.effect = effect
        self.impact = impact
        self.reason = reason
    }

    /// Whether it forbids a step: all that it names fits.
    public func forbids(_ step: PlanStep) -> Bool {
        if let agent, agent != step.agent { return false }
        if let effect, effect != step.effect { return false }
        if let impact, step.impact < impact { return false }
        return true
    }

    /// The rule as JSON.
    public var json: JSON {
        .record(
            ("agent", agent?.json), ("effect", effect?.json), ("impact", impact?.json),
            ("reason", reason.json))
    }

    /// Reads a rule.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init(
            agent: try json.optionalField("agent"), effect: try json.optionalField("effect"),
            impact: try json.optionalField("impact"), reason: try json.field("reason"))
    }
}
