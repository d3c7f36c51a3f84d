/// What distinguishes two revisions of a plan, step by step.
public struct PlanDiff: Hashable, Sendable {
    /// One step's difference.
    public enum Change: Hashable, Sendable {
        /// The step is new.
        case added(PlanStep)
        /// The step is gone.
        case removed(PlanStep)
        /// The step stayed and these fields have other values, each as it stands in the step's JSON.
        case changed(StepID, [FieldChange])
    }

    /// A field of a step with its value before and after; `null` stands for absent.
    public struct FieldChange: Hashable, Sendable {
        /// The field's name in a playbook.
        public let field: String
        /// The value before.
        public let before: JSON
        /// The value after.
        public let after: JSON
    }

    /// The changes, those of kept and new steps in the order of the new plan, then the removed ones.
    public let changes: [Change]
    /// Whether steps that are in both plans stand in another order.
    public let isReordered: Bool

    /// Compares two plans.
    public init(from old: Plan, to new: Plan) {
        let before = Dictionary(old.steps.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Set(new.steps.map(\.id))
        var changes: [Change] = []
        for step in new.steps {
            guard let previous = before[step.id] else {
                changes.append(.added(step))
                continue
            }
            let fields = Self.fieldChanges(from: previous, to: step)
            if !fields.isEmpty { changes.append(.changed(step.id, fields)) }
        }
        changes += old.steps.filter { !after.contains($0.id) }.map(Change.removed)
        self.changes = changes
        isReordered =
            old.steps.map(\.id).filter(after.contains) != new.steps.map(\.id).filter { before[$0] != nil }
    }

    /// Whether the plans are the same.
    public var isEmpty: Bool { changes.isEmpty && !isReordered }

    /// The steps that are new, gone or different.
    public var touched: [StepID] {
        changes.map { change in
            switch change {
            case .added(let step), .removed(let step): step.id
            case .changed(let id, _): id
            }
        }
    }

    private static func fieldChanges(from old: PlanStep, to new: PlanStep) -> [FieldChange] {
        guard old != new, case .object(let before) = old.json, case .object(let after) = new.json else {
            return []
        }
        let names =
            before.map(\.name) + after.map(\.name).filter { name in !before.contains { $0.name == name } }
        return names.compactMap { name in
            let (left, right) = (old.json[name] ?? .null, new.json[name] ?? .null)
            return left == right ? nil : FieldChange(field: name, before: left, after: right)
        }
    }
}
