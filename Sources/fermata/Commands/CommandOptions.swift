import ArgumentParser

/// What every command that has a log understands.
struct LogOptions: ParsableArguments {
    @Flag(name: .long, help: "Tell on standard error what the engine does. FERMATA_LOG=LEVEL does, too.")
    var verbose = false
}

/// What every command about runs understands.
struct CommonOptions: ParsableArguments {
    @OptionGroup var log: LogOptions

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Ask the server at this address, and not this machine's journal. FERMATA_SERVER does, too.",
            valueName: "url"))
    var server: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A file with the token for the server; otherwise FERMATA_TOKEN, or client-token in FERMATA_HOME.",
            valueName: "file"),
        completion: .file())
    var tokenFile: String?

    @Option(
        name: .long,
        help: ArgumentHelp("The certificates that the server's must come from, PEM.", valueName: "file"),
        completion: .file())
    var serverCertificate: String?
}

/// How a command that shows something shows it.
struct FormatOptions: ParsableArguments {
    @Flag(name: .long, help: "Print JSON for programs.")
    var json = false
}

/// A command about the runs of a journal: this machine's, or a server's. It knows neither, only the conductor
/// in its surroundings. Whatever it throws is told in words and ends the process with its own code.
protocol JournalCommand: AsyncParsableCommand {
    var common: CommonOptions { get }
    /// Does what needs no journal, and says whether that was all.
    func performAlone(on console: Console) throws -> Bool
    func perform(in surroundings: Surroundings) async throws
}

extension JournalCommand {
    func performAlone(on console: Console) throws -> Bool { false }

    mutating func run() async throws {
        let console = Console()
        do {
            if try performAlone(on: console) { return }
            let surroundings = try Surroundings.open(common, console: console)
            do {
                try await perform(in: surroundings)
            } catch {
                await surroundings.conductor.close()
                throw error
            }
            await surroundings.conductor.close()
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
