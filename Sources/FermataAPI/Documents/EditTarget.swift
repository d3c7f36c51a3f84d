package import FermataCore
import FermataPlaybook

/// What a person edits as text, and what becomes of it.
package enum EditTarget: Hashable, Sendable {
    /// What a step is about to do.
    case action(Gate, Action)
    /// What an attempt has produced.
    case outputs(Gate, JSON)
    /// The synthesis.
    case synthesis(Gate, Synthesis)
    /// The plan that a gate asks about.
    case proposedPlan(Gate, Plan)
    /// The plan, unasked.
    case plan(Plan)
    /// A step whose outputs the person supplies.
    case takeOver(StepID, outputs: JSON)

    /// What the editor's file is named after.
    package static let fileExtension = "yaml"
    private static let fileName = "fermata.yaml"

    /// What may be edited of a gate; `nil` when it can only be taken or left.
    package init?(_ gate: Gate, in state: RunState) {
        switch gate.subject {
        case .action(let action): self = .action(gate, action)
        case .result(let outputs, _): self = .outputs(gate, outputs)
        case .synthesis(let synthesis): self = .synthesis(gate, synthesis)
        case .plan: self = .proposedPlan(gate, state.plan)
        case .start, .failure, .forbidden, .question, .unknownOutcome, .compensation: return nil
        }
    }

    /// The gate it belongs to.
    package var gate: Gate? {
        switch self {
        case .action(let gate, _), .outputs(let gate, _), .synthesis(let gate, _),
            .proposedPlan(let gate, _):
            gate
        case .plan, .takeOver: nil
        }
    }

    /// What is edited, in a few words.
    package var title: String {
        switch self {
        case .action(let gate, _): "what \(gate.step?.rawValue ?? "the step") will do"
        case .outputs(let gate, _): "the result of \(gate.step?.rawValue ?? "the step")"
        case .synthesis: "the result of the run"
        case .proposedPlan, .plan: "the plan"
        case .takeOver(let step, _): "the outputs of \(step)"
        }
    }

    /// Names drafts: a text that could not be sent is offered again for the same thing.
    package var draftName: String {
        switch self {
        case .action(let gate, _): "action \(gate.step?.rawValue ?? "")"
        case .outputs(let gate, _): "outputs \(gate.step?.rawValue ?? "")"
        case .synthesis: "synthesis"
        case .proposedPlan, .plan: "plan"
        case .takeOver(let step, _): "take over \(step)"
        }
    }

    /// The text that the editor is opened with.
    package func text(in state: RunState) -> String {
        switch self {
        case .action(_, let action):
            ValueDocument.text(
                of: Self.editable(action),
                comment: [
                    "What exactly \(action.agent) will do. Change what should be different, save and close.",
                    "You are asked again before your version is approved; an unchanged file changes nothing.",
                    "What you leave out stays as it is. To take a member of `with` or `env` away, write ~ as",
                    "its value.",
                ])
        case .outputs(_, let outputs):
            ValueDocument.text(
                of: Self.members(outputs),
                comment: [
                    "The outputs of the step. Save and close; you are asked again before they are used."
                ])
        case .synthesis(_, let synthesis):
            ValueDocument.text(
                of: Self.members(synthesis.json).filter { $0.name == "parts" },
                comment: ["The result of the run, part by part. Save and close; you are asked again."])
        case .proposedPlan(_, let plan), .plan(let plan): PlanDocument.text(of: plan, in: state.playbook)
        case .takeOver(let step, let outputs):
            ValueDocument.text(
                of: Self.members(outputs),
                comment: [
                    "The outputs of \(step), which you supply in its place: a name and a value on each line,",
                    "such as   text: All is well.",
                ])
        }
    }

    /// What an edited text comes to: the command that sends it, and what is different.
    package func read(_ text: String, in state: RunState) throws(EditProblem) -> EditedVersion {
        do {
            switch self {
            case .action(let gate, let action):
                let document = try ValueDocument.parse(text, file: Self.fileName, as: .action)
                let edits = Self.edits(in: document, of: action)
                let edited = action.applying(edits: try action.completing(edits: edits))
                guard edited != action else { throw EditProblem.unchanged }
                return EditedVersion(
                    command: .decide(gate.id, .approveEdited(edits), digest: gate.digest),
                    changes: TextDifference.lines(from: Self.text(of: action), to: Self.text(of: edited)))
            case .outputs(let gate, _):
                let outputs = try ValueDocument.parse(text, file: Self.fileName, as: .outputs)
                return version(text, state, .decide(gate.id, .approveEdited(outputs), digest: gate.digest))
            case .synthesis(let gate, _):
                let edited = try ValueDocument.parse(text, file: Self.fileName, as: .synthesis)
                return version(text, state, .decide(gate.id, .approveEdited(edited), digest: gate.digest))
            case .proposedPlan(let gate, let plan):
                let edited = try Self.plan(text, after: plan, in: state)
                let command = Command.decide(gate.id, .approveEdited(edited.json), digest: gate.digest)
                return EditedVersion(command: command, changes: PlanDiff(from: plan, to: edited).lines)
            case .plan(let plan):
                let edited = try Self.plan(text, after: plan, in: state)
                return EditedVersion(
                    command: .editPlan(baseRevision: plan.revision, steps: edited.steps),
                    changes: PlanDiff(from: plan, to: edited).lines)
            case .takeOver(let step, _):
                let outputs = try ValueDocument.parse(text, file: Self.fileName, as: .outputs)
                return version(text, state, .takeOver(step, outputs: outputs))
            }
        } catch let problem as EditProblem {
            throw problem
        } catch let problem as Action.EditProblem {
            throw .unreadable(problem.message)
        } catch {
            throw .unreadable("\(error)")
        }
    }

    private func version(_ text: String, _ state: RunState, _ command: Command) -> EditedVersion {
        EditedVersion(command: command, changes: TextDifference.lines(from: self.text(in: state), to: text))
    }

    private static func plan(
        _ text: String, after plan: Plan, in state: RunState
    ) throws(PlaybookError) -> Plan {
        try PlanDocument.parse(text, file: fileName, revision: plan.revision + 1, in: state.playbook)
    }

    private static func members(_ value: JSON) -> [JSONMember] {
        if case .object(let members) = value { members } else { [] }
    }

    private static func editable(_ action: Action) -> [JSONMember] {
        members(action.json).filter { Action.editableFields.contains($0.name) }
    }

    private static func text(of action: Action) -> String {
        ValueDocument.text(of: editable(action), comment: [])
    }

    /// What is different in an edited document: fields, and members of `with` and `env`. What is not named
    /// is not touched.
    private static func edits(in edited: JSON, of action: Action) -> JSON {
        .object(
            members(edited).compactMap { field in
                guard field.name == "with" || field.name == "env" else {
                    return action.json[field.name] == field.value ? nil : field
                }
                let before = action.json[field.name]
                let changed = members(field.value).filter { before?[$0.name] != $0.value }
                return changed.isEmpty ? nil : JSONMember(name: field.name, value: .object(changed))
            })
    }
}

/// A version that a person has edited, ready to be sent once they have seen what is different.
package struct EditedVersion: Hashable, Sendable {
    /// What sends it.
    package var command: Command
    /// What is different, line by line.
    package var changes: [String]
}

/// Why an edited text cannot be sent.
package enum EditProblem: Error, Hashable {
    /// It says the same as before.
    case unchanged
    /// It cannot be understood; the text says where and why.
    case unreadable(String)
}
