/// What a person decides about a gate. It always carries the digest of what was shown.
public enum Verdict: Hashable, Sendable {
    /// Yes, exactly as shown.
    case approve
    /// Yes, in this version: a plan, the changed fields of an action, outputs, or a synthesis.
    case approveEdited(JSON)
    /// No, and why.
    case reject(reason: String)
    /// The answer to a question.
    case answer(JSON)

    /// The word for it.
    public var word: String {
        switch self {
        case .approve: "approve"
        case .approveEdited: "approve with edits"
        case .reject: "reject"
        case .answer: "answer"
        }
    }
}

extension Verdict: JSONCodable {
    /// The verdict as JSON.
    public var json: JSON {
        switch self {
        case .approve: .record(("verdict", "approve"))
        case .approveEdited(let edits): .record(("verdict", "approve"), ("edits", edits))
        case .reject(let reason): .record(("verdict", "reject"), ("reason", reason.json))
        case .answer(let answer): .record(("verdict", "answer"), ("answer", answer))
        }
    }

    /// Reads a verdict.
    public init(json: JSON) throws(JSONDecodingError) {
        switch try json.field("verdict", as: String.self) {
        case "approve": self = json["edits"].map(Verdict.approveEdited) ?? .approve
        case "reject": self = .reject(reason: try json.field("reason"))
        case "answer": self = .answer(try json.field("answer"))
        case let word:
            throw JSONDecodingError(
                path: "verdict", problem: "\"\(word)\" is none of approve, reject, answer")
        }
    }
}
