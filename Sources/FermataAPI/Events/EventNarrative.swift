public import FermataCore

/// What an event means, in a few words for people. Text of agents and people stands in it as it is.
public struct EventNarrative: Hashable, Sendable {
    /// The step it is about, if any.
    public var step: StepID?
    /// What happened.
    public var text: String

    /// A narrative that was told elsewhere.
    public init(step: StepID?, text: String) {
        self.step = step
        self.text = text
    }

    /// Describes an event by who made it happen and the state after it.
    public init(_ event: Event, by actor: Actor, in state: RunState) {
        (step, text) = Self.describe(event, by: actor.kind == .engine ? nil : actor.name, in: state)
    }

    private static func describe(_ event: Event, by person: String?, in state: RunState) -> (StepID?, String)
    {
        let who = person ?? "the engine"
        return switch event {
        case .runCreated(let event):
            (nil, "created by \(who): \(event.title), autonomy \(event.autonomy.rawValue)")
        case .ownerChanged(let event): (nil, "carried out by \(event.owner)")
        case .planProposed(let event): (nil, "plan proposed, revision \(event.revision)")
        case .planRevised(let event):
            (nil, "plan edited by \(who), now revision \(event.plan.revision): \(list(event.touched))")
        case .runStarted: (nil, "started: \(state.steps.count) steps")
        case .synthesisDrafted: (nil, "synthesis drafted")
        case .runEnded(let event): (nil, event.outcome.rawValue + suffix(event.reason))
        case .gateOpened(let event):
            (event.gate.step, "gate \(event.gate.id) opened: \(event.gate.title(in: state))")
        case .gateDecided(let event):
            (state[event.gate]?.step, "gate \(event.gate) \(words(for: event.verdict)), by \(who)")
        case .gateExpired(let event):
            (
                state[event.gate]?.step,
                "gate \(event.gate) took its declared default: \(event.outcome.sentence)"
            )
        case .gateHeld(let event):
            (state[event.gate]?.step, "gate \(event.gate) held by \(who): it waits without a deadline")
        case .gateReleased(let event):
            (state[event.gate]?.step, "gate \(event.gate) released by \(who): its time runs again")
        case .gateWithdrawn(let event):
            (state[event.gate]?.step, "gate \(event.gate) withdrawn: \(event.reason)")
        case .attemptStarted(let event): (event.key.step, words(for: event.key))
        case .attemptCompleted(let event):
            (
                event.key.step,
                (event.isAccepted ? "done" : "finished, to be reviewed") + suffix(event.assessment.summary)
            )
        case .attemptFailed(let event): (event.key.step, words(for: event))
        case .attemptSuspended(let event): (event.key.step, "asks: \(event.question.text)")
        case .attemptAbandoned(let event): (event.step, "attempt abandoned: \(event.reason)")
        case .attemptInterrupted(let event): (event.step, words(for: event))
        case .compensationStarted(let event): (event.step, "being undone")
        case .compensationEnded(let event):
            (event.step, event.failure.map { "undoing failed: \($0.message)" } ?? "undone")
        case .stepRedirected(let event): (event.step, "redirected by \(who): \(event.instructions)")
        case .stepSkipped(let event): (event.step, "skipped: \(event.reason)")
        case .stepTakenOver(let event): (event.step, "taken over by \(who)")
        case .rolledBack(let event): (event.step, "rolled back by \(who): \(list(event.cone))")
        case .paused(let event): (event.scope.step, "\(event.scope.words) paused by \(who)")
        case .resumed(let event): (event.scope.step, "\(event.scope.words) resumed by \(who)")
        case .stopRequested(let event): (nil, "stopping: \(event.reason)")
        case .noteAdded(let event): (event.step, "note by \(who): \(event.text)")
        case .breakpointAdded(let event): (event.breakpoint.step, "breakpoint added by \(who)")
        case .breakpointRemoved(let event): (event.step, "breakpoint removed by \(who)")
        case .breakpointLogged(let event): (event.step, "passed a breakpoint that only logs")
        case .autonomyChanged(let event):
            (
                nil,
                "autonomy of \(event.agent.map { "agent \($0)" } ?? "the run") "
                    + "set to \(event.autonomy.rawValue) by \(who)"
            )
        case .interventionUndone(let event): (nil, "undone by \(who): \(event.label)")
        case .interventionRedone(let event): (nil, "done again by \(who): \(event.label)")
        }
    }

    private static func suffix(_ text: String?) -> String { text.map { ": \($0)" } ?? "" }

    private static func list(_ steps: [StepID]) -> String { steps.map(\.rawValue).joined(separator: ", ") }

    private static func words(for verdict: Verdict) -> String {
        switch verdict {
        case .approve: "approved"
        case .approveEdited: "approved with edits"
        case .reject(let reason): "rejected: \(reason)"
        case .answer(let answer): "answered: \(answer.text)"
        }
    }

    private static func words(for key: AttemptKey) -> String {
        if key.invocation > 1 { return "goes on with the answer" }
        return key.number == 1 ? "started" : "started, attempt \(key.number)"
    }

    private static func words(for event: AttemptFailed) -> String {
        "\(event.failure.kind.words): \(event.failure.message)"
            + (event.retries ? " It is tried again." : "")
    }

    private static func words(for event: AttemptInterrupted) -> String {
        "attempt \(event.number) was cut short"
            + (event.repeats ? " and is tried again" : "; somebody is asked before it is tried again")
    }
}

extension GateDefault {
    /// What was taken, in words.
    package var sentence: String {
        switch self {
        case .approve, .reject, .skip, .stop: word
        case .answer(let text): "answer \"\(text)\""
        }
    }
}

extension HoldScope {
    /// What is held, in words.
    package var words: String {
        switch self {
        case .run: "the run"
        case .agent(let agent): "agent \(agent)"
        case .step(let step): "step \(step)"
        }
    }

    /// The step that is held, if it is one.
    package var step: StepID? {
        switch self {
        case .run, .agent: nil
        case .step(let step): step
        }
    }
}
