public import FermataCore
import FermataPlaybook

/// A gate with everything a verdict rests on.
public struct GateView: Hashable, Sendable {
    /// Texts to edit that are longer are left out, in bytes; the whole is in the run's state.
    public static let maximumDocumentByteCount = 65_536

    /// Its line in the inbox.
    public var line: GateLine
    private let gate: Gate
    private let consequences: Gate.Consequences
    private let document: String?
    private let changes: GateChanges
    private let isWhole: Bool
    private let choices: [GateChoice]

    /// The gate of a folded run, open or closed; `nil` when the run has no such gate. Of the whole nothing is
    /// cut, however long it is.
    public init?(_ id: GateID, in state: RunState, isWhole: Bool = false) {
        guard let line = GateLine(id, in: state), let gate = state[id] else { return nil }
        self.line = line
        self.gate = gate
        consequences = gate.consequences(in: state)
        document = gate.isOpen ? EditTarget(gate, in: state)?.text(in: state) : nil
        changes = GateChanges(of: gate, in: state, isWhole: isWhole)
        self.isWhole = isWhole
        choices = gate.isOpen ? GateChoice.all(for: gate, following: Self.following(gate, in: state)) : []
    }

    /// The steps that need the one that a breakpoint holds and have no breakpoint of their own.
    static func following(_ gate: Gate, in state: RunState) -> [StepID] {
        guard gate.kind == .breakpoint, let step = gate.step, let index = state.graph.position[step] else {
            return []
        }
        let marked = Set(state.breakpoints.map(\.step))
        return state.graph.dependents[index].map { state.plan.steps[$0].id }.filter { !marked.contains($0) }
    }

    /// Whether a plain yes decides it and can be taken back, so that it may be decided together with others
    /// of its kind once each was opened.
    private var isBatchable: Bool {
        switch gate.subject {
        case .action, .result: line.isReversible
        case .start, .plan, .failure, .forbidden, .synthesis, .question, .unknownOutcome, .compensation:
            false
        }
    }

    /// Whether the view holds all that a yes rests on. Where it does not, only what a view of the whole holds
    /// can be approved as read.
    private var isShownWhole: Bool {
        guard !isWhole else { return true }
        switch gate.subject {
        // Their lines say all of it.
        case .plan, .synthesis, .forbidden, .action, .unknownOutcome: return changes.isWhole
        case .result(_, let assessment):
            return changes.isWhole && Self.isWithinBounds(assessment.summary ?? "")
        case .failure(let failure, _), .compensation(_, let failure):
            return changes.isWhole && Self.isWithinBounds(failure.message)
        case .question(let question): return Self.isWithinBounds(question.text)
        case .start: return BoundedValue.json(gate.subject.json) == gate.subject.json
        }
    }

    private static func isWithinBounds(_ text: String) -> Bool {
        text.utf8.count <= BoundedValue.maximumByteCount
    }

    private func bounded(_ value: JSON) -> JSON { isWhole ? value : BoundedValue.json(value) }

    /// The view as JSON; unless the whole is wanted, the subject is bounded by `BoundedValue`.
    public var json: JSON {
        let isDocumentWhole = (document?.utf8.count ?? 0) <= Self.maximumDocumentByteCount
        var question: JSON?
        if case .question(let asked) = gate.subject {
            question = .record(
                ("text", (isWhole ? asked.text : BoundedValue.text(asked.text)).json),
                ("options", asked.options.json))
        }
        let record = JSON.record(
            ("reasons", gate.reasons.map(\.detail).json), ("subject", bounded(gate.subject.json)),
            (
                "consequences",
                .record(
                    ("approve", consequences.approve.json), ("reject", consequences.reject?.json),
                    ("silence", consequences.silence.json))
            ), ("verdicts", .array(gate.allowedVerdicts.map { Self.word(for: $0).json })),
            ("question", question), ("document", isDocumentWhole ? document?.json : nil),
            ("changes", changes.lines.isEmpty ? nil : .array(changes.lines.map(\.json))),
            ("isShownWhole", isShownWhole.json), ("choices", .array(choices.map(\.json))),
            ("isBatchable", isBatchable.json),
            ("heldBy", gate.heldBy?.name.json), ("status", gate.isOpen ? nil : gate.status.json))
        guard case .object(let members) = record else { return record }
        return .object(line.members + members)
    }

    private static func word(for verdict: String) -> String {
        verdict == Verdict.approveEdited(.null).word ? "edit" : verdict
    }
}
