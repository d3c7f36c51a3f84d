import ArgumentParser
import FermataCore

/// `fermata breakpoint`: where the run is held for a person.
struct BreakpointCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "breakpoint",
        abstract: "Hold a run before a step.",
        subcommands: [AddBreakpointCommand.self, ListBreakpointsCommand.self, RemoveBreakpointCommand.self])
}

/// `fermata breakpoint add`.
struct AddBreakpointCommand: InterventionCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Hold the run before a step.",
        discussion: """
            EXAMPLES:
              fermata breakpoint add 7k3m deploy
              fermata breakpoint add 7k3m test --level guided --log-only

            \(decidingExitCodes)
            """)

    @Argument(help: "The run: its name, the beginning of it, or last.")
    var run: RunReference
    @Argument(help: "The step.")
    var step: StepID
    @Option(
        name: .long,
        help: "At which autonomy and below it fires: manual, guided, supervised, autonomous, always.")
    var level = Breakpoint.Level.always
    @Flag(name: .long, help: "Only leave a mark in the log.")
    var logOnly = false
    @OptionGroup var common: CommonOptions

    func command(in surroundings: Surroundings) throws -> Command {
        .addBreakpoint(Breakpoint(step: step, level: level, logOnly: logOnly))
    }
    var done: String { "Added a breakpoint before step \(step)." }
}

/// `fermata breakpoint remove`.
struct RemoveBreakpointCommand: InterventionCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove the breakpoint before a step.",
        discussion: """
            A run that is held at it goes on.

            EXAMPLES:
              fermata breakpoint remove 7k3m deploy

            \(decidingExitCodes)
            """)

    @Argument(help: "The run: its name, the beginning of it, or last.")
    var run: RunReference
    @Argument(help: "The step.")
    var step: StepID
    @OptionGroup var common: CommonOptions

    func command(in surroundings: Surroundings) throws -> Command { .removeBreakpoint(step) }
    var done: String { "Removed the breakpoint before step \(step)." }
}

/// `fermata breakpoint list`.
struct ListBreakpointsCommand: JournalCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the breakpoints of a run.",
        discussion: """
            EXAMPLES:
              fermata breakpoint list 7k3m

            \(ExitStatus.help([.completed, .error, .refused, .usage]))
            """)

    @Argument(help: "The run: its name, the beginning of it, or last.")
    var run: RunReference
    @OptionGroup var format: FormatOptions
    @OptionGroup var common: CommonOptions

    func perform(in surroundings: Surroundings) async throws {
        let run = try await run.resolve(with: surroundings.conductor)
        let state = try await surroundings.conductor.state(of: run)
        if format.json {
            for breakpoint in state.breakpoints { surroundings.console.write(breakpoint.json.encoded()) }
        } else if state.breakpoints.isEmpty {
            surroundings.console.write("No breakpoints.")
        } else {
            for line in RunText(state: state, now: surroundings.now).breakpointLines {
                surroundings.console.write(line)
            }
        }
    }
}
