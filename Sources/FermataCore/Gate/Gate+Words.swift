extension Gate {
    /// The question in a sentence.
    public func title(in state: RunState) -> String {
        let name = step.flatMap(state.planStep)?.title ?? step?.rawValue ?? state.title
        return switch subject {
        case .start: "Start \"\(state.title)\"?"
        case .plan(let revision):
            revision == 1 ? "Is this the plan?" : "Is this the plan now (revision \(revision))?"
        case .action: kind == .breakpoint ? "Go on with \"\(name)\"?" : "Run \"\(name)\"?"
        case .result: "Is the result of \"\(name)\" good enough?"
        case .failure(let failure, _):
            failure.kind == .refused
                ? "\"\(name)\" was refused. Run it all the same?" : "\"\(name)\" failed. Try it again?"
        case .forbidden: "\"\(name)\" is forbidden here. End the run?"
        case .synthesis: "Is this the result?"
        case .question(let question): question.text
        case .unknownOutcome: "\"\(name)\" was cut short. Did it happen?"
        case .compensation: "Undoing \"\(name)\" did not end well. Is it undone?"
        }
    }

    /// What a verdict or silence leads to.
    public struct Consequences: Hashable, Sendable {
        /// What follows a yes, or an answer.
        public var approve: String
        /// What follows a no; `nil` when no is not an answer.
        public var reject: String?
        /// What follows when nobody answers.
        public var silence: String
    }

    /// What each way of deciding leads to, in sentences.
    public func consequences(in state: RunState) -> Consequences {
        let (approve, reject) = words
        return Consequences(approve: approve, reject: reject, silence: silence(in: state))
    }

    private var words: (approve: String, reject: String?) {
        switch subject {
        case .start: ("The plan is proposed.", "The run is stopped.")
        case .plan: ("Steps start that need nothing else.", "Nothing starts until the plan is edited.")
        case .action: ("Exactly this is started.", "It is not started, and the step counts as failed.")
        case .result:
            (
                "Steps that need it go on with it.",
                "The step is tried again and told your reason. What is asked about before it starts is asked."
            )
        case .failure: ("Exactly this is started, once.", "The run is stopped as failed.")
        case .forbidden:
            ("Nobody can approve it: edit the plan, or skip the step.", "The run is stopped as failed.")
        case .synthesis: ("The run is complete.", "The run is held, so that you can roll back or edit.")
        case .question: ("The agent goes on with your answer.", "The step counts as failed.")
        case .unknownOutcome: ("Yes: it counts as done. No: exactly this is started again, once.", nil)
        case .compensation:
            ("Yes: it counts as undone. No: it is tried again.", "It is given up, and the effect stays.")
        }
    }

    /// Whether a failure is a person's no to an action: nothing of it was started then.
    public var wasRefused: Bool {
        reasons.contains { $0.rule == .refused }
    }

    /// What follows when nobody answers, in a sentence, with the steps that the default lets run.
    public func silence(in state: RunState) -> String {
        let sentence = Self.silence(openedAt: openedAt, deadline: deadline, onTimeout: onTimeout)
        guard deadline != nil, let onTimeout else { return sentence }
        let steps = stepsLetRun(by: onTimeout, in: state)
        guard !steps.isEmpty else { return sentence }
        let shown = steps.prefix(Self.maximumNamedStepCount).map { step in
            step.isIrreversible
                ? "\(step.id) (cannot be undone)"
                : step.effect == .external ? "\(step.id) (external)" : "\(step.id)"
        }
        let more = steps.count - shown.count
        return sentence + " That lets run: " + shown.joined(separator: ", ")
            + (more > 0 ? " and \(more) more." : ".")
    }

    /// More steps are counted and not named.
    private static let maximumNamedStepCount = 8

    /// The steps that may start because of a default, in the order of the plan: the gate's own where that is
    /// what waits, and everything that needs it.
    private func stepsLetRun(by outcome: GateDefault, in state: RunState) -> [PlanStep] {
        switch outcome {
        case .reject, .stop: return []
        case .approve, .answer, .skip: break
        }
        let cone: Set<StepID>
        switch subject {
        case .start, .plan: cone = Set(state.plan.steps.map(\.id))
        case .synthesis, .compensation, .forbidden: return []
        case .action, .result, .failure, .question, .unknownOutcome:
            guard let step else { return [] }
            var below = Set(state.plan.cone(of: [step]))
            switch (subject, outcome) {
            case (.result, _), (.unknownOutcome, _), (_, .skip): below.remove(step)
            case (.start, _), (.plan, _), (.action, _), (.failure, _), (.forbidden, _), (.synthesis, _),
                (.question, _), (.compensation, _):
                break
            }
            cone = below
        }
        return state.plan.steps.filter { cone.contains($0.id) && state[$0.id]?.phase.isEnded != true }
    }

    /// What follows when nobody answers, in a sentence.
    public static func silence(
        openedAt: Timestamp, deadline: Timestamp?, onTimeout: GateDefault?
    ) -> String {
        guard let onTimeout, let deadline else { return "It waits for you." }
        let seconds = max(0, deadline.milliseconds(since: openedAt) / 1000)
        let what =
            switch onTimeout {
            case .approve: "it approves itself"
            case .reject: "it is rejected"
            case .skip: "the step is skipped"
            case .stop: "the run is stopped"
            case .answer(let text): "the answer is \"\(text)\""
            }
        return seconds == 0
            ? "Nobody is asked: \(what)." : "After \(seconds) seconds without a verdict \(what)."
    }
}

extension RunState {
    /// A gate's line in the inbox.
    public func summary(of gate: GateID) -> GateSummary? {
        self[gate].map { gate in
            GateSummary(
                run: id, gate: gate.id, kind: gate.kind, step: gate.step, title: gate.title(in: self),
                openedAt: gate.openedAt, deadline: gate.deadline, onTimeout: gate.onTimeout,
                digest: gate.digest)
        }
    }
}
