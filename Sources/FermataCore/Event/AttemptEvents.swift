/// Policy or a person let an action pass, and its owner is about to launch it.
public struct AttemptStarted: Hashable, Sendable, JSONCodable {
    /// Names the invocation.
    public var key: AttemptKey
    /// The digest of the action.
    public var digest: Digest
    /// What let it pass.
    public var decision: StartDecision

    /// The payload as JSON.
    public var json: JSON { .record(("key", key.json), ("digest", digest.json), ("decision", decision.json)) }

    init(key: AttemptKey, digest: Digest, decision: StartDecision) {
        self.key = key
        self.digest = digest
        self.decision = decision
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        key = try json.field("key")
        digest = try json.field("digest")
        decision = try json.field("decision")
    }
}

/// An agent came to an end.
public struct AttemptCompleted: Hashable, Sendable, JSONCodable {
    /// Names the invocation.
    public var key: AttemptKey
    /// What it produced; an object.
    public var outputs: JSON
    /// What it says of it.
    public var assessment: Assessment
    /// The digest of the kept output.
    public var transcript: Digest?
    /// Whether policy accepted the result without asking.
    public var isAccepted: Bool

    /// The payload as JSON.
    public var json: JSON {
        .record(
            ("key", key.json), ("outputs", outputs), ("assessment", assessment.json),
            ("transcript", transcript?.json), ("isAccepted", isAccepted.json))
    }

    init(key: AttemptKey, outputs: JSON, assessment: Assessment, transcript: Digest?, isAccepted: Bool) {
        self.key = key
        self.outputs = outputs
        self.assessment = assessment
        self.transcript = transcript
        self.isAccepted = isAccepted
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        key = try json.field("key")
        outputs = json["outputs"] ?? .null
        assessment = try json.field("assessment")
        transcript = try json.optionalField("transcript")
        isAccepted = try json.field("isAccepted")
    }
}

/// An agent failed.
public struct AttemptFailed: Hashable, Sendable, JSONCodable {
    /// Names the invocation.
    public var key: AttemptKey
    /// How.
    public var failure: AttemptFailure
    /// The digest of the kept output.
    public var transcript: Digest?
    /// Whether another attempt follows without asking.
    public var retries: Bool
    /// What it cost.
    public var cost: Double?

    /// The payload as JSON.
    public var json: JSON {
        .record(
            ("key", key.json), ("failure", failure.json), ("transcript", transcript?.json),
            ("retries", retries.json), ("cost", cost?.json))
    }

    init(key: AttemptKey, failure: AttemptFailure, transcript: Digest?, retries: Bool, cost: Double?) {
        self.key = key
        self.failure = failure
        self.transcript = transcript
        self.retries = retries
        self.cost = cost
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        key = try json.field("key")
        failure = try json.field("failure")
        transcript = try json.optionalField("transcript")
        retries = try json.field("retries")
        cost = try json.optionalField("cost")
    }
}

/// An agent asked a person and ended.
public struct AttemptSuspended: Hashable, Sendable, JSONCodable {
    /// Names the invocation.
    public var key: AttemptKey
    /// What it asks.
    public var question: Question
    /// What it wants back with the answer.
    public var memento: JSON
    /// The digest of the kept output.
    public var transcript: Digest?
    /// What it cost so far.
    public var cost: Double?

    /// The payload as JSON.
    public var json: JSON {
        .record(
            ("key", key.json), ("question", question.json), ("memento", memento),
            ("transcript", transcript?.json), ("cost", cost?.json))
    }

    init(key: AttemptKey, question: Question, memento: JSON, transcript: Digest?, cost: Double?) {
        self.key = key
        self.question = question
        self.memento = memento
        self.transcript = transcript
        self.cost = cost
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        key = try json.field("key")
        question = try json.field("question")
        memento = json["memento"] ?? .null
        transcript = try json.optionalField("transcript")
        cost = try json.optionalField("cost")
    }
}

/// A person's wish made an attempt pointless; it can never report again.
public struct AttemptAbandoned: Hashable, Sendable, JSONCodable {
    /// The step.
    public var step: StepID
    /// The attempt.
    public var number: Int
    /// The wish.
    public var reason: String

    /// The payload as JSON.
    public var json: JSON { .record(("step", step.json), ("number", number.json), ("reason", reason.json)) }

    init(step: StepID, number: Int, reason: String) {
        self.step = step
        self.number = number
        self.reason = reason
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        step = try json.field("step")
        number = try json.field("number")
        reason = try json.field("reason")
    }
}

/// An attempt was found without its owner.
public struct AttemptInterrupted: Hashable, Sendable, JSONCodable {
    /// The step.
    public var step: StepID
    /// The attempt.
    public var number: Int
    /// Whether it is safe to try again without asking.
    public var repeats: Bool

    /// The payload as JSON.
    public var json: JSON { .record(("step", step.json), ("number", number.json), ("repeats", repeats.json)) }

    init(step: StepID, number: Int, repeats: Bool) {
        self.step = step
        self.number = number
        self.repeats = repeats
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        step = try json.field("step")
        number = try json.field("number")
        repeats = try json.field("repeats")
    }
}

/// The command that undoes a step's effect is about to be launched.
public struct CompensationStarted: Hashable, Sendable, JSONCodable {
    /// The step.
    public var step: StepID
    /// The owner's epoch.
    public var epoch: Epoch
    /// Which try, from 1.
    public var number: Int

    /// The payload as JSON.
    public var json: JSON { .record(("step", step.json), ("epoch", epoch.json), ("number", number.json)) }

    init(step: StepID, epoch: Epoch, number: Int) {
        self.step = step
        self.epoch = epoch
        self.number = number
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        step = try json.field("step")
        epoch = try json.field("epoch")
        number = try json.field("number")
    }
}

/// The command that undoes a step's effect came to an end.
public struct CompensationEnded: Hashable, Sendable, JSONCodable {
    /// The step.
    public var step: StepID
    /// Which try.
    public var number: Int
    /// How it failed; absent when it did not.
    public var failure: AttemptFailure?
    /// The digest of the kept output.
    public var transcript: Digest?

    /// The payload as JSON.
    public var json: JSON {
        .record(
            ("step", step.json), ("number", number.json), ("failure", failure?.json),
            ("transcript", transcript?.json))
    }

    init(step: StepID, number: Int, failure: AttemptFailure?, transcript: Digest?) {
        self.step = step
        self.number = number
        self.failure = failure
        self.transcript = transcript
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        step = try json.field("step")
        number = try json.field("number")
        failure = try json.optionalField("failure")
        transcript = try json.optionalField("transcript")
    }
}
