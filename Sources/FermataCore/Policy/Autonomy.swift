/// How much is done before a person is asked.
public enum Autonomy: String, CaseIterable, Sendable, Comparable, JSONCodable {
    /// Every step and action is asked about.
    case manual
    /// Critical ones are: high impact, external effect, high uncertainty, cost over its threshold, unknown
    /// tools.
    case guided
    /// Errors, the budget, and what is forbidden or unknown are.
    case supervised
    /// Emergencies only: the budget is exhausted, repeated failure, rules marked `always`.
    case autonomous

    /// Orders from the most asking to the least.
    public static func < (left: Autonomy, right: Autonomy) -> Bool { left.order < right.order }

    private var order: Int {
        switch self {
        case .manual: 0
        case .guided: 1
        case .supervised: 2
        case .autonomous: 3
        }
    }
}
