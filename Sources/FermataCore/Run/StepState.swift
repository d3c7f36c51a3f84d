/// Where a step stands. Each case says what it means and what may follow; `docs/state-machine.md` says by
/// which events. Undoing the last intervention leads back from any of them.
public enum StepPhase: Hashable, Sendable {
    /// It needs steps that have not ended → ready, skipped, done (taken over), rolledBack.
    case pending
    /// It may start as soon as nothing holds it → held, working, reviewing (an earlier attempt's end is
    /// unknown), pending (an edit or a rollback), skipped, done (taken over), rolledBack.
    case ready
    /// A gate must be decided before it starts → ready, failed (rejected), skipped (by default).
    case held(GateID)
    /// An attempt is in progress → suspended, reviewing, ready (another attempt), done, failed, skipped.
    case working
    /// An attempt asked and waits for the answer → ready, failed, skipped, done (taken over), pending,
    /// rolledBack.
    case suspended(GateID)
    /// A result, a failure or an unknown end waits for a verdict → ready, done, failed, skipped, pending,
    /// rolledBack.
    case reviewing(GateID)
    /// It has outputs → pending, ready or rolledBack (a rollback).
    case done
    /// It failed for good → reviewing (somebody is asked), skipped; or the run is being stopped.
    case failed
    /// It was left out → pending, ready or rolledBack (a rollback).
    case skipped
    /// A rollback took it back; effects of that rollback are still being undone → pending, ready.
    case rolledBack

    /// The word for it.
    public var word: String {
        switch self {
        case .pending: "pending"
        case .ready: "ready"
        case .held: "held"
        case .working: "working"
        case .suspended: "suspended"
        case .reviewing: "reviewing"
        case .done: "done"
        case .failed: "failed"
        case .skipped: "skipped"
        case .rolledBack: "rolledBack"
        }
    }

    /// Whether the step has come to an end, so that what needs it may start. A failed step has not: it is
    /// decided about first.
    public var isEnded: Bool { self == .done || self == .skipped }

    /// The gate that must be decided first.
    public var gate: GateID? {
        switch self {
        case .held(let gate), .suspended(let gate), .reviewing(let gate): gate
        case .pending, .ready, .working, .done, .failed, .skipped, .rolledBack: nil
        }
    }
}

extension StepPhase: JSONCodable {
    /// A word, or an object of word and gate.
    public var json: JSON {
        guard let gate else { return .string(word) }
        return .record((word, gate.json))
    }

    /// Reads a phase.
    public init(json: JSON) throws(JSONDecodingError) {
        switch json {
        case "pending": self = .pending
        case "ready": self = .ready
        case "working": self = .working
        case "done": self = .done
        case "failed": self = .failed
        case "skipped": self = .skipped
        case "rolledBack": self = .rolledBack
        default:
            if let gate = try json.optionalField("held", as: GateID.self) {
                self = .held(gate)
            } else if let gate = try json.optionalField("suspended", as: GateID.self) {
                self = .suspended(gate)
            } else {
                self = .reviewing(try json.field("reviewing"))
            }
        }
    }
}

/// Everything the log says about one step.
public struct StepState: Hashable, Sendable {
    /// The step.
    public internal(set) var id: StepID
    /// Where it stands.
    public internal(set) var phase: StepPhase
    /// The tries so far, oldest first.
    public internal(set) var attempts: [Attempt] = []
    /// What it produced; an object. Set while the result is reviewed and after.
    public internal(set) var outputs: JSON?
    /// What the agent said of its result.
    public internal(set) var assessment: Assessment?
    /// What people told the agent, for its next attempt.
    public internal(set) var instructions: [Instruction] = []
    /// The digest of the one action that a verdict lets start; gone as soon as it has started.
    public internal(set) var approvedDigest: Digest?
    /// The gate of that verdict.
    public internal(set) var approvedBy: GateID?
    /// The fields of the action that a person edited when they let it pass; an object.
    public internal(set) var actionEdits: JSON?
    /// Whether the step, or what it needs, was changed after it had been approved: it is asked about before
    /// each start, until the plan as a whole is approved again.
    public internal(set) var isChanged = false
    /// Whether the breakpoint before it has been answered or logged.
    public internal(set) var hasPassedBreakpoint = false
    /// Whether a person holds it.
    public internal(set) var isPaused = false
    /// Failed attempts since a person last said anything about the step.
    public internal(set) var failureCount = 0
    /// What the agent left when it asked, for the next invocation.
    public internal(set) var memento: JSON?
    /// The answer it waits for, or has not yet used to the end.
    public internal(set) var answer: JSON?
    /// Who supplied the outputs, when it was a person and not the agent.
    public internal(set) var takenOverBy: Actor?
    /// Why it was skipped or failed.
    public internal(set) var reason: String?
    /// The revision at which it ended.
    public internal(set) var endedAt: Revision?

    init(id: StepID, phase: StepPhase = .pending) {
        self.id = id
        self.phase = phase
    }

    /// Puts the step back to before it was tried; what was tried and what people said of it is kept.
    mutating func forgetProgress() {
        phase = .pending
        outputs = nil
        assessment = nil
        memento = nil
        answer = nil
        failureCount = 0
        reason = nil
    }

    /// The newest attempt.
    public var attempt: Attempt? { attempts.last }

    /// The key under which the newest attempt may report, while it works.
    public var workingKey: AttemptKey? {
        guard phase == .working, let attempt, attempt.status == .working else { return nil }
        return AttemptKey(
            step: id, number: attempt.number, invocation: attempt.invocation, epoch: attempt.epoch)
    }
}

extension StepState: JSONCodable {
    /// The state as JSON, for snapshots and views.
    public var json: JSON {
        .record(
            ("id", id.json), ("phase", phase.json), ("attempts", attempts.json), ("outputs", outputs),
            ("assessment", assessment?.json), ("instructions", instructions.json),
            ("approvedDigest", approvedDigest?.json), ("approvedBy", approvedBy?.json),
            ("actionEdits", actionEdits),
            ("isChanged", isChanged.json), ("hasPassedBreakpoint", hasPassedBreakpoint.json),
            ("isPaused", isPaused.json), ("failureCount", failureCount.json), ("memento", memento),
            ("answer", answer), ("takenOverBy", takenOverBy?.json), ("reason", reason?.json),
            ("endedAt", endedAt?.json))
    }

    /// Reads a state.
    public init(json: JSON) throws(JSONDecodingError) {
        id = try json.field("id")
        phase = try json.field("phase")
        attempts = try json.field("attempts")
        outputs = json["outputs"]
        assessment = try json.optionalField("assessment")
        instructions = try json.field("instructions")
        approvedDigest = try json.optionalField("approvedDigest")
        approvedBy = try json.optionalField("approvedBy")
        actionEdits = json["actionEdits"]
        isChanged = try json.field("isChanged")
        hasPassedBreakpoint = try json.field("hasPassedBreakpoint")
        isPaused = try json.field("isPaused")
        failureCount = try json.count("failureCount")
        memento = json["memento"]
        answer = json["answer"]
        takenOverBy = try json.optionalField("takenOverBy")
        reason = try json.optionalField("reason")
        endedAt = try json.optionalField("endedAt")
    }
}
