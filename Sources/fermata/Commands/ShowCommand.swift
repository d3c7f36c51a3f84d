import ArgumentParser
import FermataCore

/// `fermata show`: everything about one run, now or as it was.
struct ShowCommand: JournalCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a run: where it stands, its steps, open gates and synthesis.",
        discussion: """
            With --at the run is shown as it was after that many events.

            EXAMPLES:
              fermata show last
              fermata show 7k3m --at 12
              fermata show 7k3m --json

            \(ExitStatus.help([.completed, .error, .refused, .usage]))
            """)

    @Argument(help: "The run: its name, the beginning of it, or last.")
    var run: RunReference

    @Option(name: .long, help: "Show the run as it was after that many events.")
    var at: Int?

    @OptionGroup var format: FormatOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if let at, at < 1 { throw ValidationError("--at takes a revision from 1.") }
    }

    func perform(in surroundings: Surroundings) async throws {
        let run = try await run.resolve(with: surroundings.conductor)
        let state: RunState
        if let at {
            state = try await surroundings.conductor.state(of: run, at: Revision(at))
            guard state.revision == Revision(at) else {
                throw CommandFailure(
                    "Run \(run) has only \(state.revision) events.",
                    code: CommandErrorCode.unknownRevision.code,
                    status: .refused)
            }
        } else {
            state = try await surroundings.conductor.state(of: run)
        }
        if format.json {
            surroundings.console.write(state.json.encoded())
            return
        }
        for line in RunText(state: state, now: surroundings.now).lines {
            surroundings.console.write(line)
        }
        if at == nil, !state.phase.isFinal {
            let owner = try await surroundings.conductor.owner(of: run)
            let who =
                owner.map { "carried out by \($0)" } ?? "nobody carries it out: fermata resume \(run)"
            surroundings.console.write("")
            surroundings.console.write(who)
        }
    }
}
