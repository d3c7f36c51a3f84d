public import FermataCore

/// A plan on its own as YAML, for people who edit it: the section `steps` of a playbook, in the same words.
public enum PlanDocument {
    /// Writes a plan with a comment that says what may be done with it.
    public static func text(of plan: Plan, in playbook: Playbook) -> String {
        var writer = YAMLWriter()
        writer.comment(
            [
                "The plan of: \(playbook.name.split(whereSeparator: \.isNewline).joined(separator: " "))",
                "Revision \(plan.revision). Save and close to propose the next one;",
                "an unchanged file changes nothing.",
                "",
                "Add, remove, reorder or rewire steps in the words of a playbook:",
                "  \(RecordShape.step.fields.map(\.name).joined(separator: ", ")).",
                "Agents: " + playbook.agents.map { "\($0.id) (\($0.kind.rawValue))" }.joined(separator: ", "),
                "",
                "A step you change runs again, and so does all that needs it; the rest is kept.",
            ])
        let steps = plan.steps.map { JSONMember(name: $0.id.rawValue, value: .object(members(of: $0))) }
        writer.write(members: [JSONMember(name: "steps", value: .object(steps))], level: 0)
        return writer.text
    }

    /// Reads an edited plan, which becomes the given revision, and checks it against the playbook's agents,
    /// inputs and gates, with positions in the edited text. Breakpoints and synthesis are not looked at:
    /// they belong to the run, and may name steps that an edit takes away.
    public static func parse(
        _ text: String, file: String, revision: Int, in playbook: Playbook
    ) throws(PlaybookError) -> Plan {
        let source = try DocumentComposer.source(file: file, bytes: text.utf8)
        let root = try DocumentComposer(source: source).compose()
        var builder = PlaybookBuilder(source: source)
        return try builder.plan(from: root, revision: revision, in: playbook)
    }

    private static func members(of step: PlanStep) -> [JSONMember] {
        guard case .object(let fields) = step.json else { return [] }
        return fields.compactMap { field in
            switch field.name {
            case "id": nil
            case "timeoutSeconds":
                step.timeoutSeconds.map {
                    JSONMember(name: "timeout", value: .string(WrittenDuration.text(seconds: $0)))
                }
            default: field
            }
        }
    }
}

extension PlaybookBuilder {
    /// Reads a plan on its own.
    mutating func plan(from root: DocumentNode, revision: Int, in playbook: Playbook) throws(PlaybookError)
        -> Plan
    {
        guard let document = reader.read(root, as: .record(.planDocument), path: "") else {
            throw PlaybookError(reader.findings, in: reader.source)
        }
        let steps = document.members("steps").compactMap {
            step(named: $0.name, from: $0.value, agents: playbook.agents)
        }
        let plan = Plan(revision: revision, steps: steps)
        var context = playbook
        context.breakpoints = []
        context.synthesis = nil
        try finish(plan, in: context)
        return plan
    }
}
