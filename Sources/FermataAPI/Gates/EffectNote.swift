public import FermataCore

/// What something changes and whether that can be taken back, in the words that every list shows.
public struct EffectNote: Hashable, Sendable {
    /// How much the words must stand out.
    public enum Weight: String, CaseIterable, Sendable, JSONCodable {
        /// Nothing outside the run's directory.
        case plain
        /// The world, and a command is named that takes it back.
        case outside
        /// The world, and nothing takes it back.
        case irreversible
    }

    /// How much the words must stand out.
    public var weight: Weight
    /// The words.
    public var text: String

    /// What a step or an action changes.
    ///
    /// - Parameters:
    ///   - effect: What it changes.
    ///   - undo: The command that compensates it.
    public init(_ effect: Effect, undo: String?) {
        switch effect {
        case .none: (weight, text) = (.plain, "Changes nothing")
        case .workspace: (weight, text) = (.plain, "Changes files")
        case .external:
            (weight, text) =
                undo == nil ? (.irreversible, "Cannot be undone") : (.outside, "Acts outside")
        }
    }

    /// What a step of a plan changes.
    public init(_ step: PlanStep) {
        self.init(step.effect, undo: step.undo)
    }

    /// What a yes to a gate sets going.
    ///
    /// - Parameters:
    ///   - subject: What it asks about.
    ///   - step: The step it holds.
    init(_ subject: GateSubject, of step: PlanStep?) {
        switch subject {
        case .action(let action), .unknownOutcome(let action), .compensation(let action, _):
            self.init(action.effect, undo: action.undo)
        case .failure(_, let next?): self.init(next.effect, undo: next.undo)
        case .failure(_, nil), .question: self.init(step?.effect ?? .none, undo: step?.undo)
        case .forbidden: self.init(weight: .plain, text: "Starts nothing")
        case .start: self.init(weight: .plain, text: "Makes the plan")
        case .plan: self.init(weight: .plain, text: "Starts the steps")
        case .result: self.init(weight: .plain, text: "Lets steps go on")
        case .synthesis: self.init(weight: .plain, text: "Ends the run")
        }
    }

    private init(weight: Weight, text: String) {
        self.weight = weight
        self.text = text
    }

    /// The note of something of which nothing is known: it is taken for the worst.
    static let unknown = EffectNote(.external, undo: nil)

    /// The note as JSON.
    public var json: JSON { .record(("weight", weight.json), ("text", text.json)) }
}
