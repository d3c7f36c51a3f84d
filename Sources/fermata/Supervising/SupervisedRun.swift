import FermataCore

/// A run that is carried out or watched, shown in the way that fits where it is shown.
struct SupervisedRun: Sendable {
    /// The run as far as it has been shown.
    let start: RunState
    let surroundings: Surroundings
    let format: SupervisionOptions
    /// Whether the session ends when a gate without a default waits for a person.
    let leavesWhenWaiting: Bool
    /// Whether programs are told every event from the first on, and not only what is new.
    var tellsHistory = false

    private var run: RunID { start.id }

    /// Has the run carried out until it ends or this process is asked to leave.
    func carryOut(force: Bool) async throws -> ExitStatus {
        let end = try await surroundings.conductor.carryOut(run, force: force) { supervision in
            announce()
            return try await follow(supervision)
        }
        return end.status
    }

    /// Shows the run and leaves carrying it out to others.
    func watch() async throws -> ExitStatus {
        try await surroundings.conductor.watch(run, follow).status
    }

    /// A screen for people; lines for programs, for files, and for runs that ask nobody.
    private var isInteractive: Bool {
        !format.json && !format.plain && !leavesWhenWaiting
            && InteractiveSession.isPossible(environment: surroundings.environment)
    }

    private func follow(_ supervision: any Supervision) async throws -> SessionEnd {
        if isInteractive {
            let session = InteractiveSession(
                supervision: supervision, actor: try await surroundings.conductor.person(),
                editor: EditorLauncher(environment: surroundings.environment),
                environment: surroundings.environment)
            switch try await session.run() {
            case .ended(let phase): return .ended(phase)
            case .detached: return .detached
            }
        }
        let session = try LineSession(
            supervision: supervision, surroundings: surroundings, start: start,
            toldUpTo: format.json && tellsHistory ? .zero : start.revision,
            leavesWhenWaiting: leavesWhenWaiting, isForPrograms: format.json)
        return try await session.follow()
    }

    private func announce() {
        // Standard output belongs to the events.
        if format.json || isInteractive { return }
        surroundings.console.write("Run \(run): \(InertText.line(start.title))")
        surroundings.console.write("Look and take part from any terminal: fermata show \(run)")
        surroundings.console.write("")
    }
}
