import ArgumentParser
import FermataCore

/// `fermata stop`: ends a run early, in good order.
struct StopCommand: JournalCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "End a run early, in good order.",
        discussion: """
            Nothing new starts; what works is asked to end, and killed after a grace period. What was done \
            is kept, and the synthesis says what was not. If nobody carries the run out, this command brings \
            it to its end.

            EXAMPLES:
              fermata stop last --reason "The wrong branch."

            \(decidingExitCodes)
            """)

    @Argument(help: "The run: its name, the beginning of it, or last.")
    var run: RunReference
    @Option(name: .long, help: "Why.")
    var reason = ""
    @OptionGroup var common: CommonOptions

    func perform(in surroundings: Surroundings) async throws {
        let run = try await run.resolve(with: surroundings.conductor)
        let conductor = surroundings.conductor
        var state = try await conductor.state(of: run)
        let owner = try await conductor.settledOwner(of: run)
        // A stop that was asked for already is only brought to its end, where nobody else does.
        if state.stop == nil || state.phase.isFinal || owner != nil {
            state = try await conductor.perform(.stop(reason: reason), on: run)
        }
        if !state.phase.isFinal, try await conductor.settledOwner(of: run) == nil {
            // An owner that has just brought the run to its end is not there any more either.
            state = try await conductor.state(of: run)
            if !state.phase.isFinal { return try await bringToEnd(state, in: surroundings) }
        }
        try await surroundings.tell(state.phase.isFinal ? "Stopped." : "Stopping.", about: state)
    }

    private func bringToEnd(_ state: RunState, in surroundings: Surroundings) async throws {
        let supervision = SupervisedRun(
            start: state, surroundings: surroundings, format: SupervisionOptions(plain: true),
            leavesWhenWaiting: false)
        surroundings.console.write(
            "Nobody carries the run out; it is brought to its end \(surroundings.conductor.place).")
        let status = try await supervision.carryOut(force: false)
        guard status == .runStopped || status == .runFailed else { throw status }
    }
}

extension SupervisionOptions {
    /// The options as if they had been written.
    init(plain: Bool) {
        self.init()
        json = false
        self.plain = plain
    }
}
