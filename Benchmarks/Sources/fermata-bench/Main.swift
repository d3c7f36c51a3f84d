import ArgumentParser

@main
struct Main: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fermata-bench", abstract: "Measures what the design gives a number for.",
        subcommands: [All.self], defaultSubcommand: All.self)

    struct All: AsyncParsableCommand {
        func run() async throws {
            try await StepBenchmarks.sequential()
            try await StepBenchmarks.parallel()
        }
    }
}
