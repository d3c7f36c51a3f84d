import ArgumentParser

/// The program.
struct FermataCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fermata",
        abstract: "Supervised runs of many agents.",
        discussion: """
            A run carries out a playbook. You can see, hold, redirect, undo or stop any of it, from this \
            terminal or any other one, and nothing is lost when a process dies or nobody answers.

            RUN is a run's name, any beginning of it that no other run shares, or `last`.
            GATE is written RUN.gN, such as 7k3m9x2q0d.g3; gN alone will do when only one run asks.

            \(ExitStatus.help())
            """,
        version: Version.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Runs",
                subcommands: [
                    RunCommand.self, RunsCommand.self, ShowCommand.self, WatchCommand.self,
                    ResumeCommand.self,
                ]),
            CommandGroup(
                name: "Questions",
                subcommands: [
                    InboxCommand.self, ApproveCommand.self, RejectCommand.self, AnswerCommand.self,
                    HoldCommand.self, ReleaseCommand.self,
                ]),
            CommandGroup(
                name: "Interventions",
                subcommands: [
                    PauseCommand.self, RedirectCommand.self, SkipCommand.self, RollbackCommand.self,
                    StopCommand.self, TakeOverCommand.self, NoteCommand.self, UndoCommand.self,
                    RedoCommand.self, AutonomyCommand.self, PlanCommand.self, BreakpointCommand.self,
                ]),
            CommandGroup(
                name: "Files and logs",
                subcommands: [PlaybookCommand.self, ConditionCommand.self, AuditCommand.self]),
            CommandGroup(name: "Servers", subcommands: [ServeCommand.self, TokenCommand.self]),
        ])

    /// Does what the command line says and ends the process.
    static func start() async {
        var command: any ParsableCommand
        do {
            command = try parse(words: Array(CommandLine.arguments.dropFirst()))
        } catch let problem as CommandLineWords.Problem {
            Console().writeError(problem.message)
            exit(withError: ExitStatus.usage.exitCode)
        } catch {
            exit(withError: error)
        }
        do {
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            exit(withError: error)
        }
    }

    /// The command that the words of a command line stand for.
    static func parse(words: [String]) throws -> any ParsableCommand {
        let reading = CommandLineWords(words, of: Self.self)
        do {
            return try parseAsRoot(reading.ordered())
        } catch let problem as CommandLineWords.Problem {
            throw problem
        } catch {
            // What the parser complains about first may only follow from it.
            guard exitCode(for: error) == .validationFailure, let problem = reading.unknownOption() else {
                throw error
            }
            throw problem
        }
    }
}
