import ArgumentParser
import FermataCore
import FermataJournal

/// `fermata runs`: all runs, the newest first.
struct RunsCommand: JournalCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List runs, the newest first.",
        discussion: """
            EXAMPLES:
              fermata runs --phase running --phase proposed
              fermata runs --json --limit 100 --after 7k3m9x2q0d

            \(ExitStatus.help([.completed, .error, .refused, .usage]))
            """)

    @Option(
        name: .long,
        help: "Only runs in this phase: \(RunPhase.allCases.map(\.rawValue).joined(separator: ", ")).")
    var phase: [RunPhase] = []

    @Option(name: .long, help: "How many at most.")
    var limit = 50

    @Option(name: .long, help: ArgumentHelp("Only runs listed after this one.", valueName: "run"))
    var after: RunReference?

    @OptionGroup var format: FormatOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (1...RunQuery.maximumLimit).contains(limit) else {
            throw ValidationError("--limit takes 1 to \(RunQuery.maximumLimit).")
        }
    }

    func perform(in surroundings: Surroundings) async throws {
        let after = try await after?.resolve(with: surroundings.conductor)
        var runs = try await surroundings.conductor.runs(RunQuery(phases: phase, after: after, limit: limit))
        for index in runs.indices where runs[index].damage == nil {
            runs[index].damage = try await surroundings.conductor.damage(of: runs[index].run)
        }
        if format.json {
            for run in runs { surroundings.console.write(run.json.encoded()) }
            return
        }
        guard !runs.isEmpty else {
            surroundings.console.write("No runs.")
            return
        }
        for line in RunTable(runs: runs).lines { surroundings.console.write(line) }
        for run in runs {
            guard let damage = run.damage else { continue }
            surroundings.console.writeError(
                "Put aside, its log is damaged: \(damage). `fermata audit verify \(run.run)` says more.")
        }
        if runs.count == limit, let last = runs.last {
            surroundings.console.writeError("More: fermata runs --after \(last.run)")
        }
    }
}
