/// What only the command line can refuse: names that programs are told, which never change.
enum CommandErrorCode: CaseIterable {
    /// Several runs begin with what was written.
    case ambiguousRun
    /// Several runs have an open gate of that number.
    case ambiguousGate
    /// The run does not have that many events.
    case unknownRevision
    /// A line on standard input is no order.
    case invalidOrder

    /// The name.
    var code: String {
        switch self {
        case .ambiguousRun: "run.ambiguous"
        case .ambiguousGate: "gate.ambiguous"
        case .unknownRevision: "run.revision-unknown"
        case .invalidOrder: "order.invalid"
        }
    }
}
