import FermataAPI
import FermataCore

/// A gate in lines for people: the question, why it is asked, exactly what it is about, and what follows.
struct GateText {
    let gate: Gate
    let state: RunState

    /// How people name the gate.
    var reference: String { Self.reference(state.id, gate.id) }

    static func reference(_ run: RunID, _ gate: GateID) -> String { GateName(run, gate).description }

    /// Everything a verdict rests on.
    var lines: [String] {
        var lines = ["\(reference)  \(InertText.line(gate.title(in: state)))"]
        if let step = gate.step { lines.append("  step: \(step)") }
        for reason in gate.reasons { lines.append("  because: \(InertText.line(reason.detail))") }
        lines += subject.map { "  " + $0 }
        let consequences = gate.consequences(in: state)
        lines.append("  \(gate.isForbidden ? "instead" : "yes"): \(consequences.approve)")
        if let reject = consequences.reject { lines.append("  no: \(reject)") }
        lines.append("  silence: \(InertText.line(consequences.silence))")
        return lines
    }

    /// The commands that answer from any terminal.
    var howToAnswer: [String] {
        let verdicts: [String] = gate.allowedVerdicts.compactMap { word in
            switch word {
            case "approve": "fermata approve \(reference)"
            case "approve with edits": "fermata approve \(reference) --edit FILE"
            case "reject": "fermata reject \(reference) --reason REASON"
            case "answer": "fermata answer \(reference) TEXT"
            default: nil
            }
        }
        guard gate.isForbidden, let step = gate.step else { return verdicts }
        return ["fermata plan edit \(state.id)", "fermata skip \(state.id) \(step)"] + verdicts
    }

    /// Exactly what the verdict is about, nothing left out.
    var subject: [String] {
        switch gate.subject {
        case .start(let inputs): return ["inputs:"] + Self.members(inputs)
        case .plan:
            return ["plan, revision \(state.plan.revision):"] + state.plan.steps.flatMap(PlanText.lines)
        case .action(let action), .unknownOutcome(let action): return Self.lines(action)
        case .result(let outputs, let assessment):
            return ["outputs:"] + Self.members(outputs) + Self.lines(assessment)
        case .failure(let failure, let next):
            let lines =
                gate.wasRefused
                ? ["refused, and not started:"] + InertText.lines(failure.message).map { "  " + $0 }
                : Self.lines(failure)
            return lines + (next.map { ["a yes starts exactly this, once:"] + Self.lines($0) } ?? [])
        case .forbidden(let action, let reason):
            return ["forbidden, and nobody can approve it:", "  \(InertText.line(reason))"]
                + ["what it would do:"] + Self.lines(action)
        case .synthesis(let synthesis): return SynthesisText.lines(synthesis)
        case .question(let question):
            let text = InertText.lines(question.text)
            guard !question.options.isEmpty else { return text }
            return text + ["answers:"] + question.options.map { "  \(InertText.line($0))" }
        case .compensation(let action, let failure): return Self.lines(action) + Self.lines(failure)
        }
    }

    static func lines(_ action: Action) -> [String] {
        var lines: [String] = []
        lines.append("agent: \(action.agent) (\(action.agentKind.rawValue))")
        if !action.shell.isEmpty {
            lines.append("shell: \(InertText.line(action.shell.joined(separator: " ")))")
        }
        if let run = action.run { lines += ["runs:"] + InertText.lines(run).map { "  " + $0 } }
        if action.with != .object([]) { lines += ["with:"] + members(action.with) }
        if action.inputs != .object([]) { lines += ["inputs:"] + members(action.inputs) }
        if action.env != .object([]) { lines += ["environment:"] + members(action.env) }
        lines.append("effect: \(action.effect.rawValue), impact: \(action.impact.rawValue)")
        if let undo = action.undo { lines += ["undone by:"] + InertText.lines(undo).map { "  " + $0 } }
        lines += ActionSettings(action: action).facts.map { "\($0.label): \(InertText.line($0.text))" }
        for instruction in action.instructions {
            lines.append("told (\(instruction.kind.rawValue)): \(InertText.line(instruction.text))")
        }
        return lines
    }

    private static func lines(_ assessment: Assessment) -> [String] {
        var lines: [String] = []
        if let summary = assessment.summary { lines.append("summary: \(InertText.line(summary))") }
        if let uncertainty = assessment.uncertainty { lines.append("uncertainty: \(uncertainty)") }
        if let cost = assessment.cost { lines.append("cost: \(cost)") }
        return lines
    }

    private static func lines(_ failure: AttemptFailure) -> [String] {
        ["\(failure.kind.words):"] + InertText.lines(failure.message).map { "  " + $0 }
    }

    /// One member a line; a text of several lines is indented below its name.
    static func members(_ value: JSON) -> [String] {
        guard case .object(let members) = value else { return ["  \(InertText.line(value.text))"] }
        return members.flatMap { member in
            let text = InertText.lines(member.value.text)
            let name = InertText.line(member.name)
            if text.count > 1 { return ["  \(name):"] + text.map { "    " + $0 } }
            return ["  \(name): \(text.first ?? "")"]
        }
    }
}

extension Gate {
    /// Whether nobody can approve what it is about.
    var isForbidden: Bool {
        if case .forbidden = subject { true } else { false }
    }
}

/// A plan's steps in lines for people.
enum PlanText {
    /// One step: what it is called, who does it, what it needs and exactly what it runs.
    static func lines(_ step: PlanStep) -> [String] {
        var facts = ["agent \(step.agent)"]
        if !step.needs.isEmpty { facts.append("needs \(step.needs.map(\.rawValue).joined(separator: ", "))") }
        if step.effect != .none { facts.append("effect \(step.effect.rawValue)") }
        if step.impact != .low { facts.append("impact \(step.impact.rawValue)") }
        if step.approval == .required { facts.append("approval required") }
        var lines = ["  \(step.id): \(InertText.line(step.title)) (\(facts.joined(separator: "; ")))"]
        if let run = step.run { lines += InertText.lines(run).map { "      " + $0 } }
        return lines
    }
}

/// A synthesis in lines for people.
enum SynthesisText {
    static func lines(_ synthesis: Synthesis) -> [String] {
        synthesis.parts.enumerated().flatMap { index, part in
            let sources = part.sources.map(\.rawValue).joined(separator: ", ")
            let heading = InertText.line(part.title) + (sources.isEmpty ? "" : "  (rests on \(sources))")
            var text = InertText.lines(part.text)
            while text.last?.isEmpty == true { text.removeLast() }
            return (index == 0 ? [] : [""]) + [heading] + text.map { "  " + $0 }
        }
    }
}
