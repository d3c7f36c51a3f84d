import FermataCore

/// One way to answer a gate, as a control: what there is to press depends on what is asked, and on nothing
/// that arrives later.
struct GateChoice: Hashable, Sendable {
    /// What a control does.
    enum Act: Hashable, Sendable {
        /// Says yes.
        case approve
        /// Says yes, and stops again at the next steps: they get breakpoints first.
        case once(breakpoints: [StepID])
        /// Says yes to a version of the person's own.
        case edit
        /// Says no, with a reason.
        case reject
        /// Answers a question in the person's words.
        case answer
        /// Answers one of two words.
        case settle(String)
        /// Does something to the step instead.
        case intervene(StepIntervention)
    }

    /// What it does.
    var act: Act
    /// The words on it.
    var label: String
    /// Whether it ends something that cannot be begun again.
    var isDangerous = false

    /// All ways to answer a gate, the first one being what most people want.
    ///
    /// - Parameters:
    ///   - gate: An open gate.
    ///   - following: The steps that come right after the one it holds and have no breakpoint.
    /// - Returns: the choices; which they are depends on the gate alone.
    static func all(for gate: Gate, following: [StepID]) -> [GateChoice] {
        let approve = GateChoice(act: .approve, label: approveLabel(gate))
        let edit = GateChoice(act: .edit, label: "Edit")
        let reject = GateChoice(act: .reject, label: rejectLabel(gate.subject))
        switch gate.subject {
        case .start: return [approve, reject]
        case .plan, .result, .synthesis: return [approve, edit, reject]
        case .action:
            guard gate.kind == .breakpoint else { return [approve, edit, reject] }
            let once = GateChoice(act: .once(breakpoints: following), label: "Continue, then stop")
            return [approve, once, edit, reject]
        case .failure:
            return [
                approve, GateChoice(act: .intervene(.redirect), label: "Redirect"),
                GateChoice(act: .intervene(.takeOver), label: "Take over"),
                GateChoice(act: .intervene(.skip), label: "Skip"),
                GateChoice(act: .reject, label: reject.label, isDangerous: true),
            ]
        case .forbidden:
            return [
                GateChoice(act: .intervene(.skip), label: "Skip"),
                GateChoice(act: .reject, label: reject.label, isDangerous: true),
            ]
        case .question: return [GateChoice(act: .answer, label: "Answer"), reject]
        case .unknownOutcome:
            return [
                GateChoice(act: .settle("yes"), label: "Yes, it happened"),
                GateChoice(act: .settle("no"), label: "No, it did not"),
            ]
        case .compensation:
            return [
                GateChoice(act: .settle("yes"), label: "Yes, it is undone"),
                GateChoice(act: .settle("no"), label: "No, try again"),
                reject,
            ]
        }
    }

    private static func approveLabel(_ gate: Gate) -> String {
        if gate.kind == .breakpoint { return "Continue" }
        return switch gate.subject {
        case .start, .plan: "Start"
        case .failure: "Try again"
        case .synthesis: "Accept result"
        case .action, .result, .forbidden, .question, .unknownOutcome, .compensation: "Approve"
        }
    }

    private static func rejectLabel(_ subject: GateSubject) -> String {
        switch subject {
        case .start: "Do not start"
        case .failure, .forbidden: "Stop the run"
        case .synthesis: "Send back"
        case .question: "Do not answer"
        case .compensation: "Give it up"
        case .plan, .action, .result, .unknownOutcome: "Reject"
        }
    }

    /// The choice as JSON: `name` for programs, and what its verdict needs besides the digest.
    var json: JSON {
        let (name, verdict): (String, String?) =
            switch act {
            case .approve: ("approve", "approve")
            case .once: ("once", "approve")
            case .edit: ("edit", nil)
            case .reject: ("reject", "reject")
            case .answer: ("answer", "answer")
            case .settle(let word): (word, "answer")
            case .intervene(let intervention): (intervention.rawValue, nil)
            }
        var answer: String?
        var breakpoints: [StepID]?
        var ability: StepIntervention?
        switch act {
        case .settle(let word): answer = word
        case .once(let steps): breakpoints = steps
        case .intervene(let intervention): ability = intervention
        case .approve, .edit, .reject, .answer: break
        }
        return .record(
            ("name", name.json), ("label", label.json), ("verdict", verdict?.json), ("answer", answer?.json),
            ("breakpointsFirst", breakpoints?.json), ("intervention", ability?.json),
            ("isDangerous", isDangerous ? true : nil))
    }
}
