extension PlanStep {
    /// The members of a step as a plan is written in JSON.
    package static let memberNames = [
        "id", "name", "agent", "needs", "run", "with", "env", "effect", "impact", "undo", "approval",
        "timeoutSeconds", "retries", "onFailure",
    ]

    /// The steps of an order, of which none has a member that no step has.
    package static func steps(in json: JSON) throws(JSONDecodingError) -> [PlanStep] {
        if case .array(let items) = json["steps"] {
            for (index, item) in items.enumerated() {
                do {
                    try item.requireMembers(among: memberNames)
                } catch {
                    throw error.within(String(index)).within("steps")
                }
            }
        }
        return try json.field("steps")
    }
}
