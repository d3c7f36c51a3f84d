/// What exactly a gate asks about: the very thing whose digest the verdict must carry.
public enum GateSubject: Hashable, Sendable {
    /// The start of the run with these inputs.
    case start(inputs: JSON)
    /// The plan of this revision.
    case plan(revision: Int)
    /// What a step is about to do.
    case action(Action)
    /// What an attempt has produced.
    case result(outputs: JSON, Assessment)
    /// How the last attempt failed, or why none was begun; to approve is to start exactly `next`, once.
    /// `next` is absent in logs from before it was part of the question.
    case failure(AttemptFailure, next: Action?)
    /// What a rule forbids a step to do, and the rule's reason: nobody can approve it.
    case forbidden(Action, reason: String)
    /// The synthesis.
    case synthesis(Synthesis)
    /// An agent's question.
    case question(Question)
    /// An action that was begun and whose end is unknown.
    case unknownOutcome(Action)
    /// The compensation of a step, whose end is unknown or which failed.
    case compensation(Action, AttemptFailure)
}

/// Where a gate stands.
public enum GateStatus: Hashable, Sendable {
    /// It waits for a verdict.
    case open
    /// Somebody decided.
    case decided(Verdict, by: Actor, at: Timestamp)
    /// The deadline passed and the declared default was taken.
    case expired(GateDefault, at: Timestamp)
    /// What it asked about is gone.
    case withdrawn(reason: String, at: Timestamp)
}

/// A durable question that holds something until a verdict.
public struct Gate: Hashable, Sendable {
    /// Its number within the run.
    public var id: GateID
    /// What kind of question it is.
    public var kind: GateKind
    /// The step it holds, if it holds only one.
    public var step: StepID?
    /// Why it was opened.
    public var reasons: [AskReason]
    /// What it asks about.
    public var subject: GateSubject
    /// The digest of the subject: what a verdict must carry.
    public var digest: Digest
    /// When it was opened.
    public var openedAt: Timestamp
    /// When the default is taken; `nil` waits for as long as it takes.
    public var deadline: Timestamp?
    /// The default, declared in the playbook.
    public var onTimeout: GateDefault?
    /// The person who took its deadline away, so that it waits although it has a default.
    public var heldBy: Actor?
    /// The form of what it asks about. A gate of an older form is withdrawn and asked anew, because what was
    /// shown did not cover everything that would be done.
    public var form: Int
    /// Where it stands.
    public var status: GateStatus

    /// The form of gates that are opened now.
    public static let currentForm = 2

    /// Whether it waits for a verdict.
    public var isOpen: Bool { status == .open }

    /// Creates a gate.
    init(
        id: GateID, kind: GateKind, step: StepID? = nil, reasons: [AskReason], subject: GateSubject,
        digest: Digest, openedAt: Timestamp, deadline: Timestamp? = nil, onTimeout: GateDefault? = nil,
        heldBy: Actor? = nil, form: Int = Gate.currentForm, status: GateStatus = .open
    ) {
        self.id = id
        self.kind = kind
        self.step = step
        self.reasons = reasons
        self.subject = subject
        self.digest = digest
        self.openedAt = openedAt
        self.deadline = deadline
        self.onTimeout = onTimeout
        self.heldBy = heldBy
        self.form = form
        self.status = status
    }
}

extension GateSubject: JSONCodable {
    /// The subject as JSON.
    public var json: JSON {
        switch self {
        case .start(let inputs): .record(("start", inputs))
        case .plan(let revision): .record(("plan", revision.json))
        case .action(let action): .record(("action", action.json))
        case .result(let outputs, let assessment):
            .record(("result", .record(("outputs", outputs), ("assessment", assessment.json))))
        case .failure(let failure, let next): .record(("failure", failure.json), ("next", next?.json))
        case .forbidden(let action, let reason):
            .record(("forbidden", action.json), ("reason", reason.json))
        case .synthesis(let synthesis): .record(("synthesis", synthesis.json))
        case .question(let question): .record(("question", question.json))
        case .unknownOutcome(let action): .record(("unknownOutcome", action.json))
        case .compensation(let action, let failure):
            .record(("compensation", .record(("action", action.json), ("failure", failure.json))))
        }
    }

    /// Reads a subject.
    public init(json: JSON) throws(JSONDecodingError) {
        if let inputs = json["start"] {
            self = .start(inputs: inputs)
        } else if let revision = try json.optionalField("plan", as: Int.self) {
            self = .plan(revision: revision)
        } else if let action = try json.optionalField("action", as: Action.self) {
            self = .action(action)
        } else if let result = json["result"] {
            self = .result(outputs: try result.field("outputs"), try result.field("assessment"))
        } else if let failure = try json.optionalField("failure", as: AttemptFailure.self) {
            self = .failure(failure, next: try json.optionalField("next"))
        } else if let action = try json.optionalField("forbidden", as: Action.self) {
            self = .forbidden(action, reason: try json.field("reason"))
        } else if let synthesis = try json.optionalField("synthesis", as: Synthesis.self) {
            self = .synthesis(synthesis)
        } else if let question = try json.optionalField("question", as: Question.self) {
            self = .question(question)
        } else if let action = try json.optionalField("unknownOutcome", as: Action.self) {
            self = .unknownOutcome(action)
        } else if let compensation = json["compensation"] {
            self = .compensation(try compensation.field("action"), try compensation.field("failure"))
        } else {
            throw JSONDecodingError(problem: "an unknown subject of a gate")
        }
    }
}

extension GateStatus: JSONCodable {
    /// The status as JSON.
    public var json: JSON {
        switch self {
        case .open: "open"
        case .decided(let verdict, let actor, let time):
            .record(("decided", verdict.json), ("by", actor.json), ("at", time.json))
        case .expired(let outcome, let time): .record(("expired", outcome.json), ("at", time.json))
        case .withdrawn(let reason, let time): .record(("withdrawn", reason.json), ("at", time.json))
        }
    }

    /// Reads a status.
    public init(json: JSON) throws(JSONDecodingError) {
        if json == "open" {
            self = .open
        } else if let verdict = try json.optionalField("decided", as: Verdict.self) {
            self = .decided(verdict, by: try json.field("by"), at: try json.field("at"))
        } else if let outcome = try json.optionalField("expired", as: GateDefault.self) {
            self = .expired(outcome, at: try json.field("at"))
        } else {
            self = .withdrawn(reason: try json.field("withdrawn"), at: try json.field("at"))
        }
    }
}

extension Gate: JSONCodable {
    /// The gate as JSON; the status is left out while it is open.
    public var json: JSON {
        .record(
            ("gate", id.json), ("kind", kind.json), ("step", step?.json), ("reasons", reasons.json),
            ("subject", subject.json), ("digest", digest.json), ("openedAt", openedAt.json),
            ("deadline", deadline?.json), ("onTimeout", onTimeout?.json), ("heldBy", heldBy?.json),
            ("form", form == 1 ? nil : form.json), ("status", isOpen ? nil : status.json))
    }

    /// Reads a gate.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init(
            id: try json.field("gate"), kind: try json.field("kind"), step: try json.optionalField("step"),
            reasons: try json.field("reasons"), subject: try json.field("subject"),
            digest: try json.field("digest"), openedAt: try json.field("openedAt"),
            deadline: try json.optionalField("deadline"), onTimeout: try json.optionalField("onTimeout"),
            heldBy: try json.optionalField("heldBy"), form: try json.optionalField("form") ?? 1,
            status: try json.optionalField("status") ?? .open)
    }
}
