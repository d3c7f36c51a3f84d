/// One action that was let loose on the world: the ledger of a run has one for every attempt whose action has
/// an external effect, whatever becomes of its step, its plan or its attempt.
public struct RecordedEffect: Hashable, Sendable, JSONCodable {
    /// What is known of it.
    public enum Status: String, CaseIterable, Sendable, JSONCodable {
        /// It is being done.
        case underway
        /// It was cut short, or asked, and nobody knows whether it took effect.
        case unknown
        /// It came to its end and failed; it may have taken effect all the same.
        case failed
        /// It took effect.
        case happened
        /// It is known not to have taken effect.
        case absent
        /// It took effect and was undone.
        case undone
        /// It stays: somebody went back to before it knowing that, or gave up its undoing.
        case left
    }

    /// Its number within the run.
    public var id: EffectID
    /// The step that did it.
    public var step: StepID
    /// The try that did it.
    public var attempt: Int
    /// The digest of the action.
    public var action: Digest
    /// What undoes it, as it was when it was let pass; absent when nothing does.
    public var compensation: Action?
    /// What is known of it.
    public var status: Status
    /// The revision at which it was begun, or at which it was last known to have gone on: the order in which
    /// effects are compensated.
    public var at: Revision

    init(
        id: EffectID, step: StepID, attempt: Int, action: Digest, compensation: Action?, status: Status,
        at revision: Revision
    ) {
        self.id = id
        self.step = step
        self.attempt = attempt
        self.action = action
        self.compensation = compensation
        self.status = status
        at = revision
    }

    /// Whether the world may be different because of it, and a rollback must say what becomes of it.
    public var isOutstanding: Bool {
        switch status {
        case .underway, .unknown, .failed, .happened: true
        case .absent, .undone, .left: false
        }
    }

    /// Whether doing the action again could do it twice, so that somebody is asked first. Where that is
    /// declared to be the same as doing it once, a failed end asks nobody, but one that nobody knows still
    /// does.
    public func asksBeforeRepetition(isIdempotent: Bool) -> Bool {
        switch status {
        case .underway, .unknown, .happened, .left: true
        case .failed: !isIdempotent
        case .absent, .undone: false
        }
    }

    /// The effect as JSON.
    public var json: JSON {
        .record(
            ("id", id.json), ("step", step.json), ("attempt", attempt.json), ("action", action.json),
            ("compensation", compensation?.json), ("status", status.json), ("at", at.json))
    }

    /// Reads an effect.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init(
            id: try json.field("id"), step: try json.field("step"), attempt: try json.field("attempt"),
            action: try json.field("action"), compensation: try json.optionalField("compensation"),
            status: try json.field("status"), at: try json.field("at"))
    }
}

/// Names one try at undoing an effect under one owner.
public struct CompensationKey: Hashable, Sendable, JSONCodable {
    /// The effect.
    public var effect: EffectID
    /// The step that had it.
    public var step: StepID
    /// Which try, from 1.
    public var number: Int
    /// The owner's epoch.
    public var epoch: Epoch

    /// Creates a key.
    public init(effect: EffectID, step: StepID, number: Int, epoch: Epoch) {
        self.effect = effect
        self.step = step
        self.number = number
        self.epoch = epoch
    }

    /// The key as JSON.
    public var json: JSON {
        .record(
            ("effect", effect.json), ("step", step.json), ("number", number.json), ("epoch", epoch.json))
    }

    /// Reads a key.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init(
            effect: try json.field("effect"), step: try json.field("step"), number: try json.field("number"),
            epoch: try json.field("epoch"))
    }
}

/// The undoing of one effect, owed by a rollback.
public struct Compensation: Hashable, Sendable, JSONCodable {
    /// How it can stand.
    public enum Status: Hashable, Sendable {
        /// Its turn has not come, or it is to be tried again.
        case waiting
        /// The command runs under this owner.
        case working(Epoch)
        /// It failed or its end is unknown, and a person is asked.
        case reviewing(GateID)
    }

    /// The effect.
    public var effect: EffectID
    /// The step that had it.
    public var step: StepID
    /// What undoes it, as it was recorded when the effect was let pass.
    public var action: Action
    /// The digest of that action.
    public var digest: Digest
    /// How often it was tried.
    public var number: Int
    /// How it stands.
    public var status: Status

    init(effect: EffectID, step: StepID, action: Action, digest: Digest) {
        self.effect = effect
        self.step = step
        self.action = action
        self.digest = digest
        number = 0
        status = .waiting
    }

    /// The key under which it may report, while it works.
    public var workingKey: CompensationKey? {
        guard case .working(let epoch) = status else { return nil }
        return CompensationKey(effect: effect, step: step, number: number, epoch: epoch)
    }

    /// The compensation as JSON.
    public var json: JSON {
        let status: JSON =
            switch self.status {
            case .waiting: "waiting"
            case .working(let epoch): .record(("working", epoch.json))
            case .reviewing(let gate): .record(("reviewing", gate.json))
            }
        return .record(
            ("effect", effect.json), ("step", step.json), ("action", action.json),
            ("digest", digest.json), ("number", number.json), ("status", status))
    }

    /// Reads a compensation.
    public init(json: JSON) throws(JSONDecodingError) {
        effect = try json.field("effect")
        step = try json.field("step")
        action = try json.field("action")
        digest = try json.field("digest")
        number = try json.field("number")
        let status: JSON = try json.field("status")
        if status == "waiting" {
            self.status = .waiting
        } else if let epoch = try status.optionalField("working", as: Epoch.self) {
            self.status = .working(epoch)
        } else {
            self.status = .reviewing(try status.field("reviewing"))
        }
    }
}
