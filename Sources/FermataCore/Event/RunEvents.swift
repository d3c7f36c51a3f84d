/// A run was created from a playbook.
public struct RunCreated: Hashable, Sendable, JSONCodable {
    /// The run.
    public var run: RunID
    /// What the run is called in lists.
    public var title: String
    /// The playbook, whole: a later change of the file does not reach the run.
    public var playbook: Playbook
    /// The inputs by name; an object.
    public var inputs: JSON
    /// The directory the agents work in, absolute.
    public var directory: String
    /// The level of the run.
    public var autonomy: Autonomy
    /// Whether nobody will answer: a gate takes its declared default at once.
    public var isUnattended: Bool

    /// The payload as JSON.
    public var json: JSON {
        .record(
            ("run", run.json), ("title", title.json), ("playbook", playbook.json), ("inputs", inputs),
            ("directory", directory.json), ("autonomy", autonomy.json), ("isUnattended", isUnattended.json))
    }

    /// Creates the payload: what a caller supplies to make a run.
    public init(
        run: RunID, title: String, playbook: Playbook, inputs: JSON, directory: String, autonomy: Autonomy,
        isUnattended: Bool
    ) {
        self.run = run
        self.title = title
        self.playbook = playbook
        self.inputs = inputs
        self.directory = directory
        self.autonomy = autonomy
        self.isUnattended = isUnattended
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        run = try json.field("run")
        title = try json.field("title")
        playbook = try json.field("playbook")
        inputs = try json.field("inputs")
        directory = try json.field("directory")
        autonomy = try json.field("autonomy")
        isUnattended = try json.field("isUnattended")
    }
}

/// A process took over carrying out the run.
public struct OwnerChanged: Hashable, Sendable, JSONCodable {
    /// Counts the owners.
    public var epoch: Epoch
    /// Host and process, for people.
    public var owner: String

    /// The payload as JSON.
    public var json: JSON { .record(("epoch", epoch.json), ("owner", owner.json)) }

    init(epoch: Epoch, owner: String) {
        self.epoch = epoch
        self.owner = owner
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        epoch = try json.field("epoch")
        owner = try json.field("owner")
    }
}

/// The plan of the playbook was proposed.
public struct PlanProposed: Hashable, Sendable, JSONCodable {
    /// The plan's revision.
    public var revision: Int

    /// The payload as JSON.
    public var json: JSON { .record(("revision", revision.json)) }

    init(revision: Int) {
        self.revision = revision
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        revision = try json.count("revision")
    }
}

/// A person edited the plan.
public struct PlanRevised: Hashable, Sendable, JSONCodable {
    /// The new plan, whole.
    public var plan: Plan
    /// Steps that are new, gone or different.
    public var touched: [StepID]
    /// Steps downstream of them whose approvals no longer hold.
    public var invalidated: [StepID]
    /// Whether the touched steps are asked about before they start.
    public var asksAgain: Bool

    /// The payload as JSON.
    public var json: JSON {
        .record(
            ("plan", plan.json), ("touched", touched.json), ("invalidated", invalidated.json),
            ("asksAgain", asksAgain.json))
    }

    init(plan: Plan, touched: [StepID], invalidated: [StepID], asksAgain: Bool) {
        self.plan = plan
        self.touched = touched
        self.invalidated = invalidated
        self.asksAgain = asksAgain
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        plan = try json.field("plan")
        touched = try json.field("touched")
        invalidated = try json.field("invalidated")
        asksAgain = try json.field("asksAgain")
    }
}

/// The plan was let pass and steps may start.
public struct RunStarted: Hashable, Sendable, JSONCodable {
    /// The digest of the plan that was let pass.
    public var plan: Digest
    /// The gate that let it pass; absent when policy asked nobody.
    public var gate: GateID?

    /// The payload as JSON.
    public var json: JSON { .record(("plan", plan.json), ("gate", gate?.json)) }

    init(plan: Digest, gate: GateID?) {
        self.plan = plan
        self.gate = gate
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        plan = try json.field("plan")
        gate = try json.optionalField("gate")
    }
}

/// The synthesis was put together from the steps' outputs.
public struct SynthesisDrafted: Hashable, Sendable, JSONCodable {
    /// The synthesis.
    public var synthesis: Synthesis

    /// The payload as JSON.
    public var json: JSON { .record(("synthesis", synthesis.json)) }

    init(synthesis: Synthesis) {
        self.synthesis = synthesis
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        synthesis = try json.field("synthesis")
    }
}

/// The run came to its end.
public struct RunEnded: Hashable, Sendable, JSONCodable {
    /// `completed`, `stopped` or `failed`.
    public var outcome: RunPhase
    /// Why, when it did not complete.
    public var reason: String?
    /// The synthesis as it was accepted, when it was edited.
    public var synthesis: Synthesis?

    /// The payload as JSON.
    public var json: JSON {
        .record(("outcome", outcome.json), ("reason", reason?.json), ("synthesis", synthesis?.json))
    }

    init(outcome: RunPhase, reason: String?, synthesis: Synthesis?) {
        self.outcome = outcome
        self.reason = reason
        self.synthesis = synthesis
    }

    /// Reads the payload.
    public init(json: JSON) throws(JSONDecodingError) {
        outcome = try json.field("outcome")
        reason = try json.optionalField("reason")
        synthesis = try json.optionalField("synthesis")
    }
}
