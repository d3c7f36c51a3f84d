import ArgumentParser

@main
struct Main: AsyncParsableCommand {
    enum Benchmark: String, CaseIterable, ExpressibleByArgument {
        case sequential
        case parallel
    }

    static let configuration = CommandConfiguration(
        commandName: "fermata-bench", abstract: "Measures what the design gives a number for.",
        discussion: "Everything is compared within one process run; figures are medians.")

    @Argument(help: "Which benchmarks to run; all when none is named.")
    var benchmarks: [Benchmark] = []

    func run() async throws {
        for benchmark in benchmarks.isEmpty ? Benchmark.allCases : benchmarks {
            switch benchmark {
            case .sequential: try await StepBenchmarks.sequential()
            case .parallel: try await StepBenchmarks.parallel()
            }
        }
    }
}
