import ArgumentParser
import FermataAPI
import FermataCore

/// A command that intervenes in a run, whoever carries it out.
protocol InterventionCommand: JournalCommand {
    var run: RunReference { get }
    /// What is wished.
    func command(in surroundings: Surroundings) throws -> Command
    /// What has been done then, as a sentence.
    var done: String { get }
}

extension InterventionCommand {
    func perform(in surroundings: Surroundings) async throws {
        let run = try await run.resolve(with: surroundings.conductor)
        let state = try await surroundings.conductor.perform(try command(in: surroundings), on: run)
        try await surroundings.tell(done, about: state)
    }
}

extension Surroundings {
    /// Says what has been done, where the run stands now, and how it goes on when nobody carries it out.
    func tell(_ done: String, about state: RunState) async throws {
        console.write("\(InertText.line(done)) Run \(state.id): \(RunText(state: state, now: now).standing)")
        try await tellWhoGoesOn(with: state)
    }
}

/// The exit codes of commands that decide something and return.
let decidingExitCodes = ExitStatus.help([.completed, .error, .refused, .usage])

/// `fermata pause`: holds the run, a step or an agent.
struct PauseCommand: InterventionCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Hold a run, one step, or one agent.",
        discussion: """
            Nothing new starts, and commands that work are held where they are. `fermata resume RUN` lifts \
            the hold.

            EXAMPLES:
              fermata pause last
              fermata pause 7k3m --step build
              fermata pause 7k3m --agent shell

            \(decidingExitCodes)
            """)

    @Argument(help: "The run: its name, the beginning of it, or last.")
    var run: RunReference
    @OptionGroup var scope: ScopeOptions
    @OptionGroup var common: CommonOptions

    func command(in surroundings: Surroundings) throws -> Command { .pause(scope.scope) }
    var done: String { "Paused \(scope.scope.words)." }
}

/// `fermata redirect`: tells a step's agent to do it differently.
struct RedirectCommand: InterventionCommand {
    static let configuration = CommandConfiguration(
        commandName: "redirect",
        abstract: "Tell a step's agent to do it differently.",
        discussion: """
            What the step does just now is ended, and another attempt gets the instructions and what the \
            earlier one printed.

            EXAMPLES:
              fermata redirect 7k3m test "Run only the unit tests."

            \(decidingExitCodes)
            """)

    @Argument(help: "The run: its name, the beginning of it, or last.")
    var run: RunReference
    @Argument(help: "The step.")
    var step: StepID
    @Argument(help: "What to do instead.")
    var text: String
    @OptionGroup var common: CommonOptions

    func command(in surroundings: Surroundings) throws -> Command { .redirect(step, instructions: text) }
    var done: String { "Redirected step \(step)." }
}

/// `fermata skip`: leaves a step out.
struct SkipCommand: InterventionCommand {
    static let configuration = CommandConfiguration(
        commandName: "skip",
        abstract: "Leave a step out.",
        discussion: """
            What needs the step goes on without its outputs, unless --with-dependents leaves that out, too. \
            The synthesis says what was skipped.

            EXAMPLES:
              fermata skip 7k3m test --reason "The tests are known to be broken."
              fermata skip 7k3m build --with-dependents

            \(decidingExitCodes)
            """)

    @Argument(help: "The run: its name, the beginning of it, or last.")
    var run: RunReference
    @Argument(help: "The step.")
    var step: StepID
    @Flag(name: .long, help: "Also leave out everything that needs it.")
    var withDependents = false
    @Option(name: .long, help: "Why.")
    var reason = ""
    @OptionGroup var common: CommonOptions

    func command(in surroundings: Surroundings) throws -> Command {
        .skip(step, includingDependents: withDependents, reason: reason)
    }
    var done: String { "Skipped step \(step)\(withDependents ? " and what needs it" : "")." }
}

/// `fermata undo`: takes the last intervention back.
struct UndoCommand: InterventionCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Undo the last intervention, if it can still be undone.",
        discussion: """
            `fermata show RUN` names what would be undone, if anything can be.

            EXAMPLES:
              fermata undo last

            \(decidingExitCodes)
            """)

    @Argument(help: "The run: its name, the beginning of it, or last.")
    var run: RunReference
    @OptionGroup var common: CommonOptions

    func command(in surroundings: Surroundings) throws -> Command { .undo() }
    var done: String { "Undid the last intervention." }
}

/// `fermata autonomy`: how much is asked from now on.
struct AutonomyCommand: InterventionCommand {
    static let configuration = CommandConfiguration(
        commandName: "autonomy",
        abstract: "Set how much is asked from now on, in the whole run or of one agent.",
        discussion: """
            manual asks for every step; guided for critical ones; supervised for errors, the budget and the \
            unknown; autonomous only in emergencies. Gates that are open stay open.

            EXAMPLES:
              fermata autonomy 7k3m supervised
              fermata autonomy 7k3m manual --agent deployer

            \(decidingExitCodes)
            """)

    @Argument(help: "The run: its name, the beginning of it, or last.")
    var run: RunReference
    @Argument(help: "manual, guided, supervised or autonomous.")
    var level: Autonomy
    @Option(name: .long, help: "Only the steps of this agent.")
    var agent: AgentID?
    @OptionGroup var common: CommonOptions

    func command(in surroundings: Surroundings) throws -> Command { .setAutonomy(agent, level) }
    var done: String {
        "Set the autonomy of \(agent.map { "agent \($0)" } ?? "the run") to \(level.rawValue)."
    }
}
