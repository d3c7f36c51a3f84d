import ArgumentParser

@main
struct Main: AsyncParsableCommand {
    enum Benchmark: String, CaseIterable, ExpressibleByArgument {
        // First, while this process is small: a child's peak memory counts its parent's until it has begun.
        case ready
        case sequential
        case parallel
        case approval
        case waiting
        case streams
        case verdicts
        case cel
    }

    static let configuration = CommandConfiguration(
        commandName: "fermata-bench", abstract: "Measures what the design gives a number for.",
        discussion: "What is compared is measured within one process run; figures are medians.")

    @Argument(help: "Which benchmarks to run; all when none is named.")
    var benchmarks: [Benchmark] = []

    @Option(
        help: ArgumentHelp("Lists the gates of a journal; used by the benchmark itself.", visibility: .hidden)
    )
    var list: String?

    func run() async throws {
        if let list { return try await WaitingBenchmarks.printListing(of: list) }
        for benchmark in benchmarks.isEmpty ? Benchmark.allCases : benchmarks {
            switch benchmark {
            case .sequential: try await StepBenchmarks.sequential()
            case .parallel: try await StepBenchmarks.parallel()
            case .approval: try await WaitingBenchmarks.approval()
            case .waiting: try await WaitingBenchmarks.waiting()
            case .ready: try WaitingBenchmarks.ready()
            case .streams: try await StreamBenchmarks.streams()
            case .verdicts: try await StreamBenchmarks.verdicts()
            case .cel: try ConditionBenchmarks.measure()
            }
        }
    }
}
