/// A question was put to people.
public struct GateOpened: Hashable, Sendable, JSONCodable {
    /// The gate.
    public var gate: Gate

    /// The payload as JSON.
    public var json: JSON { gate.json }

    init(gate: Gate) {
        self.gate = gate
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        gate = try Gate(json: json)
    }
}

/// A gate was decided.
public struct GateDecided: Hashable, Sendable, JSONCodable {
    /// The gate.
    public var gate: GateID
    /// The digest of what was shown.
    public var digest: Digest
    /// The verdict.
    public var verdict: Verdict
    /// The digest of the one action that it lets start, once; absent when it lets none.
    public var allows: Digest?

    /// The payload as JSON.
    public var json: JSON {
        .record(
            ("gate", gate.json), ("digest", digest.json), ("verdict", verdict.json),
            ("allows", allows?.json))
    }

    init(gate: GateID, digest: Digest, verdict: Verdict, allows: Digest?) {
        self.gate = gate
        self.digest = digest
        self.verdict = verdict
        self.allows = allows
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        gate = try json.field("gate")
        digest = try json.field("digest")
        verdict = try json.field("verdict")
        allows = try json.optionalField("allows")
    }
}

/// A gate's deadline passed and its default was taken.
public struct GateExpired: Hashable, Sendable, JSONCodable {
    /// The gate.
    public var gate: GateID
    /// The default that was taken.
    public var outcome: GateDefault
    /// The digest of the one action that it lets start, once; absent when it lets none.
    public var allows: Digest?

    /// The payload as JSON.
    public var json: JSON {
        .record(("gate", gate.json), ("outcome", outcome.json), ("allows", allows?.json))
    }

    init(gate: GateID, outcome: GateDefault, allows: Digest?) {
        self.gate = gate
        self.outcome = outcome
        self.allows = allows
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        gate = try json.field("gate")
        outcome = try json.field("outcome")
        allows = try json.optionalField("allows")
    }
}

/// A person took a gate's deadline away: from now on it waits for as long as it takes.
public struct GateHeld: Hashable, Sendable, JSONCodable {
    /// The gate.
    public var gate: GateID

    /// The payload as JSON.
    public var json: JSON { .record(("gate", gate.json)) }

    init(gate: GateID) {
        self.gate = gate
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        gate = try json.field("gate")
    }
}

/// A person gave a held gate its deadline back.
public struct GateReleased: Hashable, Sendable, JSONCodable {
    /// The gate.
    public var gate: GateID
    /// When its default is taken now: the whole declared time from here.
    public var deadline: Timestamp

    /// The payload as JSON.
    public var json: JSON { .record(("gate", gate.json), ("deadline", deadline.json)) }

    init(gate: GateID, deadline: Timestamp) {
        self.gate = gate
        self.deadline = deadline
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        gate = try json.field("gate")
        deadline = try json.field("deadline")
    }
}

/// What a gate asked about is gone.
public struct GateWithdrawn: Hashable, Sendable, JSONCodable {
    /// The gate.
    public var gate: GateID
    /// What happened to it.
    public var reason: String

    /// The payload as JSON.
    public var json: JSON { .record(("gate", gate.json), ("reason", reason.json)) }

    init(gate: GateID, reason: String) {
        self.gate = gate
        self.reason = reason
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        gate = try json.field("gate")
        reason = try json.field("reason")
    }
}
