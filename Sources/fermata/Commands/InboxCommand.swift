import ArgumentParser
import FermataCore
import FermataJournal

/// `fermata inbox`: the questions that wait for somebody, over all runs.
struct InboxCommand: JournalCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox",
        abstract: "List the gates that wait for somebody, the oldest first.",
        discussion: """
            `fermata show RUN` shows exactly what each gate asks about.

            EXAMPLES:
              fermata inbox
              fermata inbox --json

            \(ExitStatus.help([.completed, .error, .refused, .usage]))
            """)

    @Option(name: .long, help: "How many at most.")
    var limit = 50

    @OptionGroup var format: FormatOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (1...GateQuery.maximumLimit).contains(limit) else {
            throw ValidationError("--limit takes 1 to \(GateQuery.maximumLimit).")
        }
    }

    func perform(in surroundings: Surroundings) async throws {
        var gates = try await surroundings.conductor.openGates(limit: limit)
        let isFull = gates.count == limit
        for run in Set(gates.map(\.run)).sorted() {
            guard let damage = try await surroundings.conductor.damage(of: run) else { continue }
            gates.removeAll { $0.run == run }
            surroundings.console.writeError(
                "Left out, the log of their run is damaged: the questions of \(damage). "
                    + "`fermata audit verify \(run)` says more.")
        }
        if format.json {
            for gate in gates { surroundings.console.write(gate.json.encoded()) }
            return
        }
        guard !gates.isEmpty else {
            surroundings.console.write("Nothing waits for you.")
            return
        }
        let now = surroundings.now
        for line in GateTable(gates: gates, now: now).lines { surroundings.console.write(line) }
        if isFull {
            surroundings.console.writeError("There may be more: fermata inbox --limit \(limit * 2)")
        }
    }
}
