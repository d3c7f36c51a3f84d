import FermataAPI
import FermataCore

/// What a rollback would do, in lines for people: everything that its digest covers.
struct RollbackText {
    let outlook: RollbackOutlook
    let state: RunState

    /// One thing to know before.
    struct Fact: Hashable {
        /// How it stands out.
        enum Weight: Hashable { case plain, undone, stays }
        var text: String
        var weight: Weight
        var indent = 2
        /// What is shown below it exactly as it is.
        var exact: [String] = []
    }

    /// The steps, then the effects that are undone in the order of undoing, then those that stay.
    var facts: [Fact] {
        var facts = [
            Fact(text: "These go back to the beginning and are done again:", weight: .plain, indent: 0)
        ]
        facts += outlook.cone.map { Fact(text: "\($0): \(title(of: $0))", weight: .plain) }
        if !outlook.undoes.isEmpty {
            facts.append(
                Fact(text: "These effects are undone first, in this order:", weight: .undone, indent: 0))
        }
        for effect in outlook.undoes {
            facts.append(
                Fact(
                    text: "\(words(for: effect)): undone by", weight: .undone,
                    exact: effect.compensation.map(GateText.lines) ?? []))
        }
        if !outlook.leaves.isEmpty {
            facts.append(
                Fact(text: "These effects stay, because nothing undoes them:", weight: .stays, indent: 0))
        }
        for effect in outlook.leaves { facts.append(Fact(text: words(for: effect), weight: .stays)) }
        return facts
    }

    /// The facts as lines.
    var lines: [String] {
        facts.flatMap { fact in
            [String(repeating: " ", count: fact.indent) + InertText.line(fact.text)]
                + fact.exact.map { "    " + $0 }
        }
    }

    private func words(for effect: RecordedEffect) -> String {
        let standing: String? =
            switch effect.status {
            case .underway: "at work"
            case .unknown: "nobody knows whether it happened"
            case .failed: "it failed, and may have happened all the same"
            case .happened, .absent, .undone, .left: nil
            }
        let attempt = "\(effect.step), attempt \(effect.attempt): \(title(of: effect.step))"
        return attempt + (standing.map { " (\($0))" } ?? "")
    }

    private func title(of step: StepID) -> String {
        let planned = state.planStep(step) ?? state.removedPlanSteps.first { $0.id == step }
        return planned?.title ?? step.rawValue
    }
}
