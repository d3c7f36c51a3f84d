/// Decides what a supervisor does with the processes of one attempt: pure, with times as arguments.
///
/// ```
/// running ⇄ paused            pause, resume
/// running, paused → ending    stop, time limit, engine gone, or the command ended and left others behind
/// ending → killing            the grace period is over
/// any → ended                 no process is left
/// ```
/// Times are milliseconds of a clock that only goes forward.
struct SupervisionStateMachine {
    /// What is to be done to the processes.
    enum Output: Hashable {
        /// Hold all of them still.
        case holdAll
        /// Let all of them go on.
        case releaseAll
        /// Ask the command's own process group to end, and wake it so that it can.
        case terminateCommand
        /// Ask everything that is left to end, and wake it so that it can.
        case terminateAll
        /// Kill everything that is left.
        case killAll
    }

    private enum Phase {
        case running(deadline: Int64?)
        case paused(remaining: Int64?)
        case ending(SupervisionReport.EndCause, killAt: Int64)
        case killing(SupervisionReport.EndCause)
    }

    private let graceMilliseconds: Int64
    private var phase: Phase
    private var commandStatus: CommandStatus?

    /// Starts with a command that runs since `now`.
    init(now: Int64, graceMilliseconds: Int64, timeLimitMilliseconds: Int64?) {
        self.graceMilliseconds = graceMilliseconds
        phase = .running(deadline: timeLimitMilliseconds.map { now &+ $0 })
    }

    /// When ``clockAdvanced(now:)`` wants to be called next, if ever.
    var nextDeadline: Int64? {
        switch phase {
        case .running(let deadline): deadline
        case .paused: nil
        case .ending(_, let killAt): killAt
        case .killing: nil
        }
    }

    /// Whether killing has begun: from then on it is repeated until nothing is left.
    var isKilling: Bool {
        if case .killing = phase { true } else { false }
    }

    /// Takes an order of the engine; `nil` says that the engine is gone.
    mutating func ordered(_ order: SupervisionOrder?, now: Int64) -> [Output] {
        switch order {
        case .pause:
            guard case .running(let deadline) = phase else { return [] }
            phase = .paused(remaining: deadline.map { max(0, $0 - now) })
            return [.holdAll]
        case .resume:
            guard case .paused(let remaining) = phase else { return [] }
            phase = .running(deadline: remaining.map { now &+ $0 })
            return [.releaseAll]
        case .stop: return end(.order, now: now)
        case nil: return end(.engineGone, now: now)
        }
    }

    /// Notes that the command itself has ended; others may still run.
    mutating func commandEnded(_ status: CommandStatus, now: Int64) -> [Output] {
        commandStatus = status
        switch phase {
        case .running, .paused:
            phase = .ending(.itself, killAt: now &+ graceMilliseconds)
            return [.terminateAll]
        case .ending: return [.terminateAll]
        case .killing: return [.killAll]
        }
    }

    /// Notes that time has passed.
    mutating func clockAdvanced(now: Int64) -> [Output] {
        switch phase {
        case .running(let deadline):
            guard let deadline, now >= deadline else { return [] }
            return end(.timeLimit, now: now)
        case .paused: return []
        case .ending(let cause, let killAt):
            guard now >= killAt else { return [] }
            phase = .killing(cause)
            return [.killAll]
        case .killing: return [.killAll]
        }
    }

    /// The report to give once no process is left.
    func report() -> SupervisionReport {
        guard let commandStatus else { return .commandLost }
        switch phase {
        case .running, .paused: return .ended(commandStatus, cause: .itself)
        case .ending(let cause, _), .killing(let cause): return .ended(commandStatus, cause: cause)
        }
    }

    private mutating func end(_ cause: SupervisionReport.EndCause, now: Int64) -> [Output] {
        switch phase {
        case .running, .paused:
            phase = .ending(cause, killAt: now &+ graceMilliseconds)
            return [.terminateCommand]
        case .ending, .killing:
            return []
        }
    }
}
