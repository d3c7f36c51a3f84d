import ArgumentParser
import FermataAPI
import FermataCore

/// A command about a gate's deadline.
protocol DeadlineCommand: JournalCommand {
    var gate: GateReference { get }
    /// What is wished of the gate.
    func command(on gate: GateID) -> Command
    /// What has been done then, as a sentence.
    func done(_ gate: String) -> String
}

extension DeadlineCommand {
    func perform(in surroundings: Surroundings) async throws {
        let (run, id) = try await gate.resolve(with: surroundings.conductor)
        let state = try await surroundings.conductor.perform(command(on: id), on: run)
        try await surroundings.tell(done(GateName(run, id).description), about: state)
    }
}

/// `fermata hold`: takes a gate's deadline away.
struct HoldCommand: DeadlineCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract: "Take a gate's deadline away, so that it waits for a person.",
        discussion: """
            Its declared default is not taken until somebody gives the deadline back with `fermata release`.

            EXAMPLES:
              fermata hold 7k3m9x2q0d.g3
              fermata hold g3

            \(decidingExitCodes)
            """)

    @Argument(help: "The gate, written RUN.gN or gN.")
    var gate: GateReference
    @OptionGroup var common: CommonOptions

    func command(on gate: GateID) -> Command { .holdGate(gate) }
    func done(_ gate: String) -> String { "Gate \(gate) waits without a deadline." }
}

/// `fermata release`: gives a held gate its deadline back.
struct ReleaseCommand: DeadlineCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Give a held gate its deadline back: its whole declared time, from now.",
        discussion: """
            EXAMPLES:
              fermata release 7k3m9x2q0d.g3
              fermata release g3

            \(decidingExitCodes)
            """)

    @Argument(help: "The gate, written RUN.gN or gN.")
    var gate: GateReference
    @OptionGroup var common: CommonOptions

    func command(on gate: GateID) -> Command { .releaseGate(gate) }
    func done(_ gate: String) -> String { "The time of gate \(gate) runs again." }
}
