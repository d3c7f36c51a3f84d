public import FermataCore

/// A gate's line in the inbox.
public struct GateLine: Hashable, Sendable {
    /// What the journal's list says of it.
    public var summary: GateSummary
    /// What its run is called.
    public var runTitle: String
    /// The agent whose step it holds.
    public var agent: AgentID?
    /// Whether a yes sets nothing going that changes the world for good. Files that a command writes are not
    /// restored, whatever this says.
    public var isReversible: Bool
    /// Whether what a yes sets going changes the world outside the workspace.
    public var isExternal: Bool
    /// What a yes sets going, in words.
    public var effectNote: EffectNote
    /// What it asks about, in a word for programs.
    private var about: String
    /// All of it, where a line has room for that: then it may be decided in place.
    private var extract: GateExtract?

    /// What follows when nobody answers, in a sentence.
    public var silence: String

    /// The line of a gate of a folded run; `nil` when the run has no such gate.
    public init?(_ gate: GateID, in state: RunState) {
        guard let summary = state.summary(of: gate), let gate = state[gate] else { return nil }
        self.summary = summary
        runTitle = state.title
        silence = gate.silence(in: state)
        let step = gate.step.flatMap(state.planStep)
        agent = step?.agent
        effectNote = EffectNote(gate.subject, of: step)
        about = gate.about
        extract = gate.isOpen ? GateExtract(of: gate) : nil
        switch gate.subject {
        case .action(let action), .unknownOutcome(let action), .compensation(let action, _):
            isExternal = action.effect == .external
            isReversible = !isExternal || action.undo != nil
        case .failure(_, let next?):
            isExternal = next.effect == .external
            isReversible = !isExternal || next.undo != nil
        case .failure, .question:
            isExternal = step?.effect == .external
            isReversible = step?.isIrreversible != true
        case .start, .plan, .result, .synthesis, .forbidden:
            isExternal = false
            isReversible = true
        }
    }

    /// The line as far as the journal's list tells it: what a yes sets going is not known, and so taken for
    /// external and irreversible.
    public init(_ summary: GateSummary, runTitle: String) {
        self.summary = summary
        self.runTitle = runTitle
        silence = Gate.silence(
            openedAt: summary.openedAt, deadline: summary.deadline, onTimeout: summary.onTimeout)
        isReversible = false
        isExternal = true
        effectNote = .unknown
        about = summary.kind.about
    }

    /// The line as JSON.
    public var json: JSON { .object(members) }

    var members: [JSONMember] {
        let record = JSON.record(
            ("gate", GateName(summary.run, summary.gate).json), ("run", summary.run.json),
            ("runTitle", runTitle.json), ("number", summary.gate.json), ("kind", summary.kind.json),
            ("step", summary.step?.json), ("agent", agent?.json),
            ("title", BoundedValue.text(summary.title).json), ("openedAt", summary.openedAt.json),
            ("deadline", summary.deadline?.json), ("onTimeout", summary.onTimeout?.json),
            ("silence", silence.json), ("digest", summary.digest.json),
            ("isReversible", isReversible.json), ("isExternal", isExternal.json), ("about", about.json),
            ("kindTitle", (about == "failure" ? "Failure" : summary.kind.title).json),
            ("effectNote", effectNote.json), ("isHeld", summary.isHeld.json),
            ("silenceWords", summary.silenceWords.json),
            ("isDecidableInPlace", (extract != nil).json), ("extract", extract?.json))
        guard case .object(let members) = record else { return [] }
        return members
    }
}
