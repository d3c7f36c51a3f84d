extension RunState {
    /// The largest text of one output that goes into a drafted synthesis, in bytes.
    static let maximumQuotedByteCount = 16_384

    /// Puts the synthesis together: the playbook's template, or the outputs in plan order; and what was not
    /// done.
    func draftSynthesis() -> Synthesis {
        var parts = playbook.synthesis.map(parts(from:)) ?? steps.compactMap(part(for:))
        if let missing = partAboutWhatIsMissing() { parts.append(missing) }
        return Synthesis(parts: parts)
    }

    private func parts(from template: SynthesisTemplate) -> [Synthesis.Part] {
        template.parts.map { part in
            let sources = Template.references(in: part.text).compactMap(\.step)
            return Synthesis.Part(
                title: part.title, text: Template.resolve(text: part.text, lookup: value),
                sources: plan.steps.map(\.id).filter(sources.contains))
        }
    }

    private func part(for step: StepState) -> Synthesis.Part? {
        guard step.phase == .done, let outputs = step.outputs, case .object(let members) = outputs,
            !members.isEmpty
        else { return nil }
        let text =
            members.count == 1
            ? members[0].value.text
            : members.map { "\($0.name): \($0.value.text)" }.joined(separator: "\n")
        let kept = text.utf8.prefix(Self.maximumQuotedByteCount)
        return Synthesis.Part(
            title: planStep(step.id)?.title ?? step.id.rawValue, text: String(decoding: kept, as: UTF8.self),
            sources: [step.id])
    }

    private func unfinished(_ step: StepState) -> String {
        switch step.attempt?.status {
        case nil: return "was not started"
        case .completed where step.outputs != nil: return "ended, but its result was not accepted"
        case .failed: return "did not succeed"
        case .completed, .working, .suspended, .abandoned, .interrupted: return "was not finished"
        }
    }

    private func doubt(about step: StepState) -> String {
        hasUnknownEffect(step.id) ? " (whether it took effect is unknown)" : ""
    }

    private func partAboutWhatIsMissing() -> Synthesis.Part? {
        let missing = steps.filter { $0.phase != .done }
        guard !missing.isEmpty else { return nil }
        let lines = missing.map { step in
            let title = planStep(step.id)?.title ?? step.id.rawValue
            let why = step.reason.map { ": \($0)" } ?? ""
            switch step.phase {
            case .skipped: return "- \(title) was skipped\(why)"
            case .rolledBack: return "- \(title) was taken back, but its effect has not been undone"
            case .failed: return "- \(title) did not succeed\(why)\(doubt(about: step))"
            case .pending, .ready, .held, .working, .suspended, .reviewing, .done:
                return "- \(title) \(unfinished(step))\(why)\(doubt(about: step))"
            }
        }
        return Synthesis.Part(
            title: "What was not done", text: lines.joined(separator: "\n"), sources: missing.map(\.id))
    }
}
