package import FermataCore

extension Breakpoint {
    /// The members of a breakpoint in an order.
    package static let memberNames = ["step", "level", "logOnly"]
}

extension Verdict {
    /// The members of each verdict, by its word, besides the gate and the digest.
    package static let memberNames = [
        "approve": ["verdict", "edits"], "reject": ["verdict", "reason"], "answer": ["verdict", "answer"],
    ]

    /// The verdict of an order, which has no members but those of its word and some others.
    package init(order json: JSON, besides others: [String]) throws(JSONDecodingError) {
        self = try Verdict(json: json)
        let word = try json.field("verdict", as: String.self)
        try json.requireMembers(among: (Self.memberNames[word] ?? []) + others)
    }
}
