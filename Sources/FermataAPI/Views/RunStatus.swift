public import FermataCore

/// Where a run stands, in the one word that lists and the head of a page show.
public enum RunStatus: String, CaseIterable, Sendable, JSONCodable {
    /// Its plan waits to be approved, or is not proposed yet.
    case proposed
    /// Agents work, or will as soon as they can.
    case running
    /// At least one question waits for a person.
    case waiting
    /// A person holds all of it.
    case paused
    /// It is being stopped.
    case stopping
    /// Its result is put together.
    case concluding
    /// Its result was accepted.
    case done
    /// It was ended early.
    case stopped
    /// A step's failure ended it.
    case failed
    /// Its log is damaged, and it is put aside.
    case damaged

    /// The status of a folded run.
    public init(_ state: RunState) {
        if state.stop != nil, !state.phase.isFinal {
            self = .stopping
        } else {
            self.init(
                phase: state.phase, isPaused: state.isPaused, openGateCount: state.openGates.count)
        }
    }

    /// The status as far as a list's line tells it; a run that is being stopped shows as running.
    public init(_ summary: RunSummary) {
        if summary.damage != nil {
            self = .damaged
            return
        }
        self.init(
            phase: summary.phase, isPaused: summary.isPaused, openGateCount: summary.openGateCount)
    }

    private init(phase: RunPhase, isPaused: Bool, openGateCount: Int) {
        self =
            switch phase {
            case .completed: .done
            case .stopped: .stopped
            case .failed: .failed
            case .drafting, .proposed, .running, .concluding:
                if isPaused {
                    .paused
                } else {
                    switch phase {
                    case .drafting, .proposed: .proposed
                    case .concluding: openGateCount > 0 ? .waiting : .concluding
                    case .running, .completed, .stopped, .failed: openGateCount > 0 ? .waiting : .running
                    }
                }
            }
    }
}
