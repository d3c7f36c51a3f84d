import FermataCore

/// Counts lines by their kind, for one period after another.
struct LogTallyStateMachine {
    /// How long lines of a kind are counted before the count is told, in seconds.
    static let periodSeconds = 60
    /// The most kinds that are told apart in a period. Two lines for each, and one for all others, are all
    /// that a period has.
    static let maximumKindCount = 50

    /// A kind of line.
    struct Key: Hashable, Sendable {
        let kind: String

        init(_ kind: String) { self.kind = kind }
    }

    private var counts: [Key: Int] = [:]
    private var order: [Key] = []
    private var otherCount = 0
    private var beganAt: Timestamp?

    /// Counts a line.
    /// - Returns: whether it is to be logged now, as the first of its kind.
    mutating func note(_ key: Key, at now: Timestamp) -> Bool {
        if beganAt == nil { beganAt = now }
        if let count = counts[key] {
            counts[key] = count + 1
            return false
        }
        guard counts.count < Self.maximumKindCount else {
            otherCount += 1
            return false
        }
        counts[key] = 0
        order.append(key)
        return true
    }

    /// Ends the period if it is over, or in any case when there is no time.
    /// - Returns: how many lines of which kind were not logged, `nil` as the kind of all that were too many
    ///   to tell apart; `nil` when the period goes on.
    mutating func end(at now: Timestamp?) -> [(key: Key?, count: Int)]? {
        guard let beganAt else { return nil }
        if let now {
            let age = now.milliseconds(since: beganAt)
            // A clock that was set back must not stretch the period.
            guard age < 0 || age >= Int64(Self.periodSeconds) * 1000 else { return nil }
        }
        var due: [(key: Key?, count: Int)] = order.compactMap { key in
            counts[key].flatMap { $0 > 0 ? (key: key, count: $0) : nil }
        }
        if otherCount > 0 { due.append((key: nil, count: otherCount)) }
        self = LogTallyStateMachine()
        return due
    }
}
