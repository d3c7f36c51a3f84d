import ArgumentParser
import FermataAPI
import FermataCore
import FermataJournal
import FermataRuntime

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
        let run = try await run.resolve(in: surroundings.journal)
        var loaded = try await surroundings.load(run)
        let isLifted = try await liftHold(of: loaded, in: surroundings)
        if isLifted { loaded = try await surroundings.load(run) }
        if holdOnly { return }
        let owner = try await surroundings.owner(of: run)
        if let owner, !force {
            guard isLifted else { throw CommandFailure(JournalError.leased(by: owner)) }
            say("\(owner.label) goes on with the run.", surroundings)
            return
        }
        if loaded.state.phase.isFinal { throw CommandFailure(Refusal.runEnded(loaded.state.phase)) }
        say("Going on with run \(run) here.", surroundings)
        let supervision = SupervisedRun(
            start: loaded, surroundings: surroundings, format: format, leavesWhenWaiting: unattended)
        throw try await supervision.carryOut(force: force)
    }

    /// Lifts what was named, or the hold on the whole run if there is one.
    private func liftHold(of loaded: LoadedRun, in surroundings: Surroundings) async throws -> Bool {
        let scope = scope.scope
        guard scope != .run || loaded.state.isPaused || holdOnly else { return false }
        try await surroundings.perform(.resume(scope), on: loaded)
        say("Resumed \(scope.words) of run \(loaded.state.id).", surroundings)
        return true
    }

    private func say(_ text: String, _ surroundings: Surroundings) {
        // Standard output belongs to the events.
        if format.json { surroundings.console.writeError(text) } else { surroundings.console.write(text) }
    }
}
