import ArgumentParser
import FermataAPI
import FermataCore
import FermataJournal

/// `fermata resume`: lifts a hold, and goes on with a run that nobody carries out.
struct ResumeCommand: JournalCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Lift a hold, and go on with a run that nobody carries out.",
        discussion: """
            Two things, each where it applies. If the run is paused, or --step or --agent names something \
            that is, the hold is lifted; that works from any terminal. And if no process carries the run \
            out, because it was closed, killed or only made with --detach, this one does from here on, as \
            `fermata run` does.

            Completed steps are not run again. What was in the middle of changing the world when its process \
            died is asked about.

            EXAMPLES:
              fermata resume last
              fermata resume 7k3m --step build --hold-only
              fermata resume 7k3m --force     # take the run away from the process that carries it out

            \(ExitStatus.help())
            """)

    @Argument(help: "The run: its name, the beginning of it, or last.")
    var run: RunReference

    @OptionGroup var scope: ScopeOptions

    @Flag(name: .long, help: "Only lift the hold; carry nothing out here.")
    var holdOnly = false

    @Flag(name: .long, help: "Take the run from a living process that carries it out.")
    var force = false

    @Flag(name: .long, help: "End with code 5 when a gate without a default waits for a person.")
    var unattended = false

    @OptionGroup var format: SupervisionOptions
    @OptionGroup var common: CommonOptions

    func perform(in surroundings: Surroundings) async throws {
        let run = try await run.resolve(with: surroundings.conductor)
        var state = try await surroundings.conductor.state(of: run)
        let isLifted = try await liftHold(of: state, in: surroundings)
        if isLifted { state = try await surroundings.conductor.state(of: run) }
        if holdOnly { return }
        let owner = try await surroundings.conductor.settledOwner(of: run)
        if let owner, !force {
            guard isLifted else {
                throw CommandFailure(JournalError.leased(by: Owner(id: owner, label: owner)))
            }
            say("\(owner) goes on with the run.", surroundings)
            return
        }
        if state.phase.isFinal { throw CommandFailure(Refusal.runEnded(state.phase)) }
        say("Going on with run \(run) \(surroundings.conductor.place).", surroundings)
        let supervision = SupervisedRun(
            start: state, surroundings: surroundings, format: format, leavesWhenWaiting: unattended)
        throw try await supervision.carryOut(force: force)
    }

    /// Lifts what was named, or the hold on the whole run if there is one.
    private func liftHold(of state: RunState, in surroundings: Surroundings) async throws -> Bool {
        let scope = scope.scope
        guard scope != .run || state.isPaused || holdOnly else { return false }
        try await surroundings.conductor.perform(.resume(scope), on: state.id)
        say("Resumed \(scope.words) of run \(state.id).", surroundings)
        return true
    }

    private func say(_ text: String, _ surroundings: Surroundings) {
        // Standard output belongs to the events.
        if format.json { surroundings.console.writeError(text) } else { surroundings.console.write(text) }
    }
}
