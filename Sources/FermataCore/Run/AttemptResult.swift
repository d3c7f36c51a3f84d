/// What an agent says about its own result.
public struct Assessment: Hashable, Sendable, JSONCodable {
    /// The largest cost of one attempt. Sums of as many of them as a run can have stay finite, and small
    /// costs are not lost in them.
    public static let maximumCost: Double = 1e12
    /// How unsure it is, 0 (certain) to 1.
    public var uncertainty: Double?
    /// What the attempt cost, in the currency the playbook's budget is meant in; never negative.
    public var cost: Double?
    /// One or two sentences about what was done.
    public var summary: String?

    /// Creates an assessment.
    public init(uncertainty: Double? = nil, cost: Double? = nil, summary: String? = nil) {
        self.uncertainty = uncertainty
        self.cost = cost
        self.summary = summary
    }

    /// The assessment as JSON.
    public var json: JSON {
        .record(("uncertainty", uncertainty?.json), ("cost", cost?.json), ("summary", summary?.json))
    }

    /// Reads an assessment; figures out of range are refused.
    public init(json: JSON) throws(JSONDecodingError) {
        uncertainty = try json.optionalField("uncertainty")
        cost = try json.optionalField("cost")
        summary = try json.optionalField("summary")
        if let uncertainty, !(0...1).contains(uncertainty) {
            throw JSONDecodingError(path: "uncertainty", problem: "a number from 0 to 1 was expected")
        }
        if let cost, !(cost >= 0 && cost.isFinite) {
            throw JSONDecodingError(path: "cost", problem: "a number not below 0 was expected")
        }
    }

    /// Reads an assessment that an agent has just given; a cost that no attempt can have is refused. One that
    /// an earlier version has let into a log is read all the same, and counts as the largest.
    public init(reported json: JSON) throws(JSONDecodingError) {
        try self.init(json: json)
        if let cost, cost > Self.maximumCost {
            throw JSONDecodingError(path: "cost", problem: "a number from 0 to 1e12 was expected")
        }
    }
}

/// Why an attempt did not end well.
public struct AttemptFailure: Error, Hashable, Sendable, JSONCodable {
    /// What may be concluded about trying again.
    public enum Kind: String, CaseIterable, Sendable, JSONCodable {
        /// It was refused before anything of it was started, so it has done nothing.
        case notBegun
        /// It ended by itself, in good order, and may go better next time.
        case transient
        /// It ended by itself, in good order, and will fail again unless something changes.
        case permanent
        /// It was started, and how far it came before its end is not known.
        case uncertain
        /// It ran out of time.
        case timedOut
        /// It was stopped on a person's wish.
        case cancelled
        /// A person, or a rule that nobody can approve past, refused it before it began.
        case refused
    }

    /// What may be concluded about trying again.
    public var kind: Kind
    /// What happened, for people.
    public var message: String

    /// Creates a failure.
    public init(kind: Kind, message: String) {
        self.kind = kind
        self.message = message
    }

    /// The failure as JSON.
    public var json: JSON { .record(("kind", kind.json), ("message", message.json)) }

    /// Reads a failure.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init(kind: try json.field("kind"), message: try json.field("message"))
    }
}

/// What an agent asks a person.
public struct Question: Hashable, Sendable, JSONCodable {
    /// The question.
    public var text: String
    /// Answers to choose from; any text is an answer when there are none.
    public var options: [String]

    /// Creates a question.
    public init(text: String, options: [String] = []) {
        self.text = text
        self.options = options
    }

    /// The question as JSON.
    public var json: JSON { .record(("text", text.json), ("options", options.isEmpty ? nil : options.json)) }

    /// Reads a question.
    public init(json: JSON) throws(JSONDecodingError) {
        self.init(text: try json.field("text"), options: try json.optionalField("options") ?? [])
    }
}
