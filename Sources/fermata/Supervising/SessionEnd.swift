import FermataCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How a session with a run came to its end.
enum SessionEnd: Hashable, Sendable {
    /// The run has ended.
    case ended(RunPhase)
    /// A gate without a default waits, and the run was to go on without people.
    case waits(GateID)
    /// The person closed the view; the run can be resumed.
    case detached
    /// A signal asked this process to leave; the run can be resumed.
    case left(signal: Int32)
    /// Another process carries the run out now, or the journal failed.
    case lost(CommandFailure)

    /// How the process ends.
    var status: ExitStatus {
        switch self {
        case .ended(let phase): ExitStatus(phase)
        case .waits: .waits
        case .detached: .completed
        case .left(SIGINT): .interrupted
        case .left(let signal): signal == SIGHUP ? .hungUp : .terminated
        case .lost: .error
        }
    }
}
