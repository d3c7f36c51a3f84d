import FermataCore
import FermataPlaybook

/// A question with everything a verdict rests on: what is asked and why, what exactly would happen, and what
/// each way of deciding leads to. The time that is left is not in it, so that the text stands still.
struct QuestionText {
    let gate: Gate
    let state: RunState
    let earlierPlan: Plan?
    let columns: Int
    let symbols: Symbols

    /// The lines, wrapped.
    var lines: [StyledLine] {
        var block = TextBlock(columns: columns, symbols: symbols)
        block.sentence(gate.title(in: state), strong: true)
        for reason in gate.reasons where reason.detail != toldReason {
            block.labelled("Why", reason.detail)
        }
        block.gap()
        write(into: &block)
        block.gap()
        let consequences = gate.consequences(in: state)
        let (yes, no) =
            gate.allowedVerdicts.contains("approve")
            ? ("Yes", "No") : (gate.isForbidden ? "Instead" : "Answer", "Reject")
        block.labelled(yes, consequences.approve)
        if let reject = consequences.reject { block.labelled(no, reject) }
        block.labelled("Silence", consequences.silence)
        return block.lines
    }

    /// Why it failed or is forbidden is told once, with what it means.
    private var toldReason: String? {
        switch gate.subject {
        case .failure(let failure, _): failure.message
        case .forbidden(_, let reason): reason
        case .start, .plan, .action, .result, .synthesis, .question, .unknownOutcome, .compensation: nil
        }
    }

    private func write(into block: inout TextBlock) {
        switch gate.subject {
        case .start(let inputs):
            block.sentence("The inputs", .faint)
            block.members(inputs)
            block.labelled("In", state.directory)
        case .plan: write(state.plan, into: &block)
        case .action(let action): write(action, into: &block)
        case .unknownOutcome(let action):
            block.sentence("What was begun, and whose end is unknown", .faint)
            write(action, into: &block)
            writeOptions(["yes", "no"], into: &block)
        case .compensation(let action, let failure):
            write(action, into: &block)
            write(failure, into: &block)
            writeOptions(["yes", "no"], into: &block)
        case .result(let outputs, let assessment): write(outputs, assessment, into: &block)
        case .failure(let failure, let next) where gate.wasRefused:
            block.labelled("Refused", failure.message, .failed)
            block.labelled("Kind", "Nothing was started")
            write(next: next, into: &block)
        case .failure(let failure, let next):
            if let step = gate.step, let attempt = state[step]?.attempt, attempt.number > 1 {
                block.labelled("Tried", "\(attempt.number) times")
            }
            write(failure, into: &block)
            write(next: next, into: &block)
        case .forbidden(let action, let reason):
            block.labelled("Forbidden", reason, .failed)
            block.sentence("What it would do", .faint)
            write(action, into: &block)
        case .synthesis(let synthesis): SynthesisLines.write(synthesis, into: &block)
        case .question(let question): writeOptions(question.options, into: &block)
        }
    }

    private func writeOptions(_ options: [String], into block: inout TextBlock) {
        block.gap()
        for (index, option) in options.enumerated() {
            block.labelled("  \(index + 1)", option, labelInk: .you)
        }
    }

    private func write(_ failure: AttemptFailure, into block: inout TextBlock) {
        let kind =
            switch failure.kind {
            case .notBegun: "Nothing was started"
            case .transient: "It may go better next time"
            case .permanent: "It will fail again unless something changes"
            case .uncertain: "Nobody knows whether it took effect"
            case .timedOut: "It ran out of time"
            case .cancelled: "It was stopped"
            case .refused: "Nothing was started"
            }
        block.labelled("Failure", failure.message, .failed)
        block.labelled("Kind", kind)
    }

    /// What a yes to a failure starts.
    private func write(next: Action?, into block: inout TextBlock) {
        guard let next else { return }
        block.sentence("A yes starts exactly this, once", .faint)
        write(next, into: &block)
    }

    private func write(_ action: Action, into block: inout TextBlock) {
        block.labelled("Agent", "\(action.agent) (\(action.agentKind.rawValue))")
        block.labelled("Effect", "\(Self.words(for: action.effect)), impact \(action.impact.rawValue)")
        if action.effect == .external, action.undo == nil { block.sentence("It cannot be undone.", .failed) }
        if !action.shell.isEmpty { block.labelled("Shell", action.shell.joined(separator: " ")) }
        if let run = action.run {
            block.sentence(action.agentKind == .command ? "It runs" : "It asks", .faint)
            block.exact(run)
        }
        writeMembers("With", action.with, into: &block)
        writeMembers("Inputs", action.inputs, into: &block)
        writeMembers("Environment", action.env, into: &block)
        if let undo = action.undo {
            block.sentence("Undone by", .faint)
            block.exact(undo)
        }
        for fact in ActionSettings(action: action).facts {
            block.labelled(fact.label.prefix(1).uppercased() + fact.label.dropFirst(), fact.text)
        }
        for instruction in action.instructions {
            block.labelled("Told (\(instruction.kind.rawValue))", instruction.text)
        }
    }

    private func writeMembers(_ title: String, _ value: JSON, into block: inout TextBlock) {
        guard value != .object([]) else { return }
        block.sentence(title, .faint)
        block.members(value)
    }

    private func write(_ outputs: JSON, _ assessment: Assessment, into block: inout TextBlock) {
        if let summary = assessment.summary { block.labelled("Summary", summary) }
        if let uncertainty = assessment.uncertainty {
            block.labelled("Unsure", "\(Int((uncertainty * 100).rounded())) %")
        }
        if let cost = assessment.cost { block.labelled("Cost", DurationText.amount(cost)) }
        block.sentence("The outputs", .faint)
        if outputs == .object([]) {
            block.sentence("none", .faint, indent: 2)
        } else {
            block.members(outputs)
        }
    }

    private func write(_ plan: Plan, into block: inout TextBlock) {
        if let earlierPlan, earlierPlan.revision < plan.revision {
            block.sentence("What is different from revision \(earlierPlan.revision)", .faint)
            for line in PlanDiff(from: earlierPlan, to: plan).lines { block.exact(line) }
            block.gap()
        }
        for (index, step) in plan.steps.enumerated() {
            block.labelled("\(index + 1).", step.title, .plain)
            var facts = ["agent \(step.agent)"]
            if !step.needs.isEmpty {
                facts.append("after \(step.needs.map(\.rawValue).joined(separator: ", "))")
            }
            if step.effect != .none { facts.append("changes \(Self.words(for: step.effect))") }
            if step.impact != .low { facts.append("impact \(step.impact.rawValue)") }
            if step.isIrreversible { facts.append("cannot be undone") }
            if state.breakpoints.contains(where: { $0.step == step.id }) { facts.append("breakpoint") }
            block.sentence(
                facts.joined(separator: ", "), step.isIrreversible ? .failed : .faint, indent: 3)
        }
    }

    static func words(for effect: Effect) -> String {
        switch effect {
        case .none: "nothing"
        case .workspace: "the workspace"
        case .external: "the world outside the workspace"
        }
    }
}
