import ArgumentParser
import FermataCore

/// `fermata watch`: follows a run that anybody carries out.
struct WatchCommand: JournalCommand {
    private static let watchingExitCodes: [ExitStatus] = [
        .completed, .error, .runFailed, .runStopped, .refused, .usage, .hungUp, .interrupted, .terminated,
    ]

    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Follow a run that another process carries out, and take part in it.",
        discussion: """
            In a terminal the run is shown as by `fermata run`, and its questions can be answered there. \
            What agents print is shown when an attempt ends: live output stays in the process that carries \
            the run out.

            With --json every event is printed from the first on, and verdicts and interventions are read \
            from standard input. Ctrl-C ends the watching; the run is not affected.

            EXAMPLES:
              fermata watch last
              fermata watch 7k3m --json

            \(ExitStatus.help(watchingExitCodes))
            """)

    @Argument(help: "The run: its name, the beginning of it, or last.")
    var run: RunReference
    @OptionGroup var format: SupervisionOptions
    @OptionGroup var common: CommonOptions

    func perform(in surroundings: Surroundings) async throws {
        let run = try await run.resolve(with: surroundings.conductor)
        let state = try await surroundings.conductor.state(of: run)
        let supervision = SupervisedRun(
            start: state, surroundings: surroundings, format: format, leavesWhenWaiting: false,
            tellsHistory: true)
        throw try await supervision.watch()
    }
}
