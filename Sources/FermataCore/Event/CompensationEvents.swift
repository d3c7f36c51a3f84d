/// The command that undoes an effect is about to be launched.
public struct CompensationStarted: Hashable, Sendable, JSONCodable {
    /// The effect; absent in logs from before effects were numbered: the one that was owed first.
    public var effect: EffectID?
    /// The step that had it.
    public var step: StepID
    /// The owner's epoch.
    public var epoch: Epoch
    /// Which try, from 1.
    public var number: Int
    /// The digest of the action, which was recorded with the effect; absent where the effect is.
    public var digest: Digest?

    /// The payload as JSON.
    public var json: JSON {
        .record(
            ("effect", effect?.json), ("step", step.json), ("epoch", epoch.json), ("number", number.json),
            ("digest", digest?.json))
    }

    init(key: CompensationKey, digest: Digest) {
        effect = key.effect
        step = key.step
        epoch = key.epoch
        number = key.number
        self.digest = digest
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        effect = try json.optionalField("effect")
        step = try json.field("step")
        epoch = try json.field("epoch")
        number = try json.field("number")
        digest = try json.optionalField("digest")
    }
}

/// The command that undoes an effect came to an end.
public struct CompensationEnded: Hashable, Sendable, JSONCodable {
    /// The effect; absent in logs from before effects were numbered: the one that was owed first.
    public var effect: EffectID?
    /// The step that had it.
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
            ("effect", effect?.json), ("step", step.json), ("number", number.json),
            ("failure", failure?.json), ("transcript", transcript?.json))
    }

    init(effect: EffectID, step: StepID, number: Int, failure: AttemptFailure?, transcript: Digest?) {
        self.effect = effect
        self.step = step
        self.number = number
        self.failure = failure
        self.transcript = transcript
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        effect = try json.optionalField("effect")
        step = try json.field("step")
        number = try json.field("number")
        failure = try json.optionalField("failure")
        transcript = try json.optionalField("transcript")
    }
}
