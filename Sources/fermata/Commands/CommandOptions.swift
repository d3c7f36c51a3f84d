import ArgumentParser

/// What every command about runs understands.
struct CommonOptions: ParsableArguments {
    @Flag(name: .long, help: "Tell on standard error what the engine does. FERMATA_LOG=LEVEL does, too.")
    var verbose = false
}

/// How a command that shows something shows it.
struct FormatOptions: ParsableArguments {
    @Flag(name: .long, help: "Print JSON for programs.")
    var json = false
}

/// A command about the runs of a journal, wherever that is. Whatever it throws is told in words and ends the
/// process with its own code.
protocol JournalCommand: AsyncParsableCommand {
    var common: CommonOptions { get }
    func perform(in surroundings: Surroundings) async throws
}

extension JournalCommand {
    mutating func run() async throws {
        let console = Console()
        do {
            try await perform(in: Surroundings.open(common, console: console))
        } catch let status as ExitStatus {
            throw status.exitCode
        } catch let error as ValidationError {
            throw error
        } catch let exit as ExitCode {
            throw exit
        } catch {
            throw CommandFailure(error).report(to: console)
        }
    }
}

extension CommandFailure {
    /// Tells the person, and gives the code to end with.
    func report(to console: Console) -> ExitCode {
        for line in message.split(separator: "\n", omittingEmptySubsequences: false) {
            console.writeError(InertText.line(String(line)))
        }
        return status.exitCode
    }
}
