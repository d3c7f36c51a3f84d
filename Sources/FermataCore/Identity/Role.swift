/// What a person may do. Each role includes the ones before it.
public enum Role: String, CaseIterable, Sendable, Comparable, JSONCodable {
    /// Reads: runs, gates, logs, playbooks.
    case viewer
    /// Makes runs from known playbooks, intervenes, edits plans, writes notes. Can have more asked, never
    /// less.
    case `operator`
    /// Decides: verdicts, more autonomy, removing breakpoints, withdrawing.
    case approver
    /// Manages access, runs playbooks of their own, takes runs by force.
    case admin

    /// Orders by what is permitted.
    public static func < (left: Role, right: Role) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .operator: 1
        case .approver: 2
        case .admin: 3
        }
    }
}
