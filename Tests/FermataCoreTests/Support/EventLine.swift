@testable import FermataCore

extension Event {
    /// The event in a few words, for scenarios and golden files: its stored name and what distinguishes it.
    var line: String {
        let words = detail
        return words.isEmpty ? kind.rawValue : "\(kind.rawValue) \(words)"
    }

    private var detail: String {
        switch self {
        case .runCreated, .planProposed, .synthesisDrafted: ""
        case .ownerChanged(let event): "\(event.epoch)"
        case .planRevised(let event):
            "\(event.plan.revision) \(Self.list(event.touched))"
                + (event.invalidated.isEmpty ? "" : " invalidates \(Self.list(event.invalidated))")
                + (event.asksAgain ? " asks again" : "")
        case .runStarted(let event): event.gate.map { "by \($0)" } ?? "by policy"
        case .runEnded(let event): event.outcome.rawValue
        case .gateOpened(let event):
            "\(event.gate.id) \(event.gate.kind.rawValue)" + (event.gate.step.map { " \($0)" } ?? "")
        case .gateDecided(let event): "\(event.gate) \(event.verdict.word)"
        case .gateExpired(let event): "\(event.gate) \(event.outcome.word)"
        case .gateHeld(let event): "\(event.gate)"
        case .gateReleased(let event): "\(event.gate)"
        case .gateWithdrawn(let event): "\(event.gate)"
        case .stopRequested(let event): event.isFailure ? "failure" : "wish"
        case .paused(let event): event.scope.line
        case .resumed(let event): event.scope.line
        case .noteAdded(let event): event.step.map { "\($0)" } ?? "all"
        case .breakpointAdded(let event): "\(event.breakpoint.step)"
        case .breakpointRemoved(let event): "\(event.step)"
        case .breakpointLogged(let event): "\(event.step)"
        case .autonomyChanged(let event):
            (event.agent.map { "\($0) " } ?? "") + event.autonomy.rawValue
        case .interventionUndone(let event): event.label
        case .interventionRedone(let event): event.label
        case .attemptStarted, .attemptCompleted, .attemptFailed, .attemptSuspended, .attemptAbandoned,
            .attemptInterrupted, .compensationStarted, .compensationEnded, .stepRedirected, .stepSkipped,
            .stepTakenOver, .rolledBack:
            stepDetail
        }
    }

    private var stepDetail: String {
        switch self {
        case .attemptStarted(let event): "\(event.key.line) by \(event.decision.line)"
        case .attemptCompleted(let event): event.key.line + (event.isAccepted ? "" : " for review")
        case .attemptFailed(let event): event.key.line + (event.retries ? " retries" : "")
        case .attemptSuspended(let event): event.key.line
        case .attemptAbandoned(let event): "\(event.step)#\(event.number)"
        case .attemptInterrupted(let event):
            "\(event.step)#\(event.number)" + (event.repeats ? " repeats" : "")
        case .compensationStarted(let event): "\(event.step)#\(event.number)"
        case .compensationEnded(let event):
            "\(event.step)#\(event.number)" + (event.failure == nil ? "" : " failed")
        case .stepRedirected(let event): "\(event.step)"
        case .stepSkipped(let event):
            "\(event.step)" + (event.asks.isEmpty ? "" : " asks before \(Self.list(event.asks))")
        case .stepTakenOver(let event): "\(event.step)" + (event.isReviewed ? " for review" : "")
        case .rolledBack(let event):
            "\(event.step) \(Self.list(event.cone))"
                + (event.compensated.isEmpty ? "" : " undoes \(Self.list(event.compensated))")
        case .runCreated, .planProposed, .synthesisDrafted, .ownerChanged, .planRevised, .runStarted,
            .runEnded, .gateOpened, .gateDecided, .gateExpired, .gateHeld, .gateReleased, .gateWithdrawn,
            .stopRequested, .paused,
            .resumed, .noteAdded, .breakpointAdded, .breakpointRemoved, .breakpointLogged, .autonomyChanged,
            .interventionUndone, .interventionRedone:
            ""
        }
    }

    private static func list(_ steps: [StepID]) -> String {
        "[" + steps.map(\.rawValue).joined(separator: " ") + "]"
    }
}

extension AttemptKey {
    var line: String { "\(step)#\(number)" + (invocation == 1 ? "" : ".\(invocation)") }
}

extension StartDecision {
    var line: String {
        switch self {
        case .policy(let level): level.rawValue
        case .gate(let gate): "\(gate)"
        }
    }
}

extension HoldScope {
    var line: String {
        switch self {
        case .run: "run"
        case .agent(let agent): "agent \(agent)"
        case .step(let step): "step \(step)"
        }
    }
}
