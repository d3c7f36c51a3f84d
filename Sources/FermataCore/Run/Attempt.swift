/// Names one invocation of one attempt under one owner. Only the newest key of a step may report anything.
public struct AttemptKey: Hashable, Sendable, JSONCodable {
    /// The step.
    public var step: StepID
    /// Which try at the step, from 1.
    public var number: Int
    /// Which invocation of that try, from 1: a suspended attempt is invoked again with the answer.
    public var invocation: Int
    /// The owner's epoch.
    public var epoch: Epoch

    /// Creates a key.
    public init(step: StepID, number: Int, invocation: Int, epoch: Epoch) {
        self.step = step
        self.number = number
        self.invocation = invocation
        self.epoch = epoch
    }

    /// The key as JSON.
    public var json: JSON {
        .record(
            ("step", step.json), ("number", number.json),
            ("invocation", invocation == 1 ? nil : invocation.json),
            ("epoch", epoch.json))
    }

    /// Reads a key.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init(
            step: try json.field("step"), number: try json.count("number", from: 1),
            invocation: try json.optionalCount("invocation", from: 1) ?? 1, epoch: try json.field("epoch"))
    }
}

/// One try at a step.
public struct Attempt: Hashable, Sendable, JSONCodable {
    /// How a try can stand.
    public enum Status: Hashable, Sendable {
        /// The agent works.
        case working
        /// The agent asked and has ended; it is invoked again with the answer.
        case suspended
        /// The agent came to an end.
        case completed
        /// The agent failed.
        case failed(AttemptFailure)
        /// A person's wish made it pointless: it can never report again.
        case abandoned
        /// The engine died in the middle of it.
        case interrupted
    }

    /// Which try, from 1.
    public var number: Int
    /// How often the agent has been invoked for it.
    public var invocation: Int
    /// The owner's epoch when it was invoked last.
    public var epoch: Epoch
    /// The digest of the action it carries out.
    public var digest: Digest
    /// When it was started.
    public var startedAt: Timestamp
    /// When it ended.
    public var endedAt: Timestamp?
    /// How it stands.
    public var status: Status
    /// The digest of the kept output.
    public var transcript: Digest?
    /// The gate whose verdict let it start; absent when policy did.
    public var gate: GateID?
    /// Exactly what it does; kept of a step's newest attempt only.
    public var action: Action?

    /// The attempt as JSON.
    public var json: JSON {
        .record(
            ("number", number.json), ("invocation", invocation.json), ("epoch", epoch.json),
            ("digest", digest.json), ("startedAt", startedAt.json), ("endedAt", endedAt?.json),
            ("status", status.json), ("transcript", transcript?.json),
            ("gate", gate?.json), ("action", action?.json))
    }

    init(
        number: Int, invocation: Int, epoch: Epoch, digest: Digest, startedAt: Timestamp,
        endedAt: Timestamp? = nil, status: Status, transcript: Digest? = nil, gate: GateID? = nil,
        action: Action? = nil
    ) {
        self.number = number
        self.invocation = invocation
        self.epoch = epoch
        self.digest = digest
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.status = status
        self.transcript = transcript
        self.gate = gate
        self.action = action
    }

    /// Reads an attempt.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init(
            number: try json.count("number", from: 1), invocation: try json.count("invocation", from: 1),
            epoch: try json.field("epoch"), digest: try json.field("digest"),
            startedAt: try json.field("startedAt"), endedAt: try json.optionalField("endedAt"),
            status: try json.field("status"), transcript: try json.optionalField("transcript"),
            gate: try json.optionalField("gate"), action: try json.optionalField("action"))
    }
}

extension Attempt.Status: JSONCodable {
    /// A word, or an object with the failure.
    public var json: JSON {
        switch self {
        case .working: "working"
        case .suspended: "suspended"
        case .completed: "completed"
        case .failed(let failure): .record(("failed", failure.json))
        case .abandoned: "abandoned"
        case .interrupted: "interrupted"
        }
    }

    /// Reads a status.
    public init(json: JSON) throws(JSONDecodingError) {
        switch json {
        case "working": self = .working
        case "suspended": self = .suspended
        case "completed": self = .completed
        case "abandoned": self = .abandoned
        case "interrupted": self = .interrupted
        default: self = .failed(try json.field("failed"))
        }
    }
}
