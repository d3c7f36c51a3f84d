/// Policy or a person let an action pass, and its owner is about to launch it.
public struct AttemptStarted: Hashable, Sendable, JSONCodable {
    /// Names the invocation.
    public var key: AttemptKey
    /// The digest of the action.
    public var digest: Digest
    /// What let it pass.
    public var decision: StartDecision
    /// Exactly what is launched; absent in logs from before it was recorded.
    public var action: Action?
    /// What undoes its effect on the world, as it is let pass with it; absent when nothing does.
    public var compensation: Action?
    /// The level of autonomy that held for its agent; absent in logs from before it was recorded.
    public var level: Autonomy?

    /// The payload as JSON.
    public var json: JSON {
        .record(
            ("key", key.json), ("digest", digest.json), ("decision", decision.json),
            ("action", action?.json), ("compensation", compensation?.json), ("level", level?.json))
    }

    init(
        key: AttemptKey, digest: Digest, decision: StartDecision, action: Action?,
        compensation: Action? = nil, level: Autonomy?
    ) {
        self.key = key
        self.digest = digest
        self.decision = decision
        self.action = action
        self.compensation = compensation
        self.level = level
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        key = try json.field("key")
        digest = try json.field("digest")
        decision = try json.field("decision")
        action = try json.optionalField("action")
        compensation = try json.optionalField("compensation")
        level = try json.optionalField("level")
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
    /// Whether it surely changed nothing in the world; absent in logs from before it was recorded.
    public var isHarmless: Bool?

    /// The payload as JSON.
    public var json: JSON {
        .record(
            ("key", key.json), ("failure", failure.json), ("transcript", transcript?.json),
            ("retries", retries.json), ("cost", cost?.json), ("isHarmless", isHarmless?.json))
    }

    init(
        key: AttemptKey, failure: AttemptFailure, transcript: Digest?, retries: Bool, cost: Double?,
        isHarmless: Bool?
    ) {
        self.key = key
        self.failure = failure
        self.transcript = transcript
        self.retries = retries
        self.cost = cost
        self.isHarmless = isHarmless
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        key = try json.field("key")
        failure = try json.field("failure")
        transcript = try json.optionalField("transcript")
        retries = try json.field("retries")
        cost = try json.optionalField("cost")
        isHarmless = try json.optionalField("isHarmless")
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
    /// Whether it surely changed nothing in the world so far; absent in logs from before it was recorded.
    public var isHarmless: Bool?

    /// The payload as JSON.
    public var json: JSON {
        .record(
            ("key", key.json), ("question", question.json), ("memento", memento),
            ("transcript", transcript?.json), ("cost", cost?.json), ("isHarmless", isHarmless?.json))
    }

    init(
        key: AttemptKey, question: Question, memento: JSON, transcript: Digest?, cost: Double?,
        isHarmless: Bool?
    ) {
        self.key = key
        self.question = question
        self.memento = memento
        self.transcript = transcript
        self.cost = cost
        self.isHarmless = isHarmless
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        key = try json.field("key")
        question = try json.field("question")
        memento = json["memento"] ?? .null
        transcript = try json.optionalField("transcript")
        cost = try json.optionalField("cost")
        isHarmless = try json.optionalField("isHarmless")
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
