import ArgumentParser
import FermataCore

/// `fermata take-over`: the person supplies a step's outputs.
struct TakeOverCommand: InterventionCommand {
    /// The largest file of outputs, in bytes.
    private static let fileLimit = 8 << 20

    static let configuration = CommandConfiguration(
        commandName: "take-over",
        abstract: "Supply a step's outputs yourself, in place of its agent.",
        discussion: """
            What the step does just now is ended, and what needs it goes on with your outputs. Values given \
            with --output are texts; a file can hold any JSON.

            EXAMPLES:
              fermata take-over 7k3m review --output verdict=good --output text="Looks fine."
              fermata take-over 7k3m review --file outputs.json

            \(decidingExitCodes)
            """)

    @Argument(help: "The run: its name, the beginning of it, or last.")
    var run: RunReference
    @Argument(help: "The step.")
    var step: StepID
    @Option(name: .long, help: ArgumentHelp("An output.", valueName: "name=value"))
    var output: [NamedValue] = []
    @Option(
        name: .long, help: "A file with all outputs, a JSON object; - reads standard input.",
        completion: .file())
    var file: String?
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard output.isEmpty != (file == nil) else {
            throw ValidationError("Give the outputs either with --output or with --file.")
        }
        guard Set(output.map(\.name)).count == output.count else {
            throw ValidationError("An output is given twice.")
        }
    }

    func command(in surroundings: Surroundings) throws -> Command {
        guard let file else {
            let members = output.map { JSONMember(name: $0.name, value: .string($0.value)) }
            return .takeOver(step, outputs: .object(members))
        }
        return .takeOver(step, outputs: try FileAccess.readJSON(file, limit: Self.fileLimit))
    }

    var done: String { "Took over step \(step)." }
}

extension FileAccess {
    /// Reads a file of JSON.
    static func readJSON(_ path: String, limit: Int) throws -> JSON {
        let bytes = try read(path, limit: limit)
        do {
            return try JSON(parsingInput: bytes)
        } catch {
            throw FileProblem(path: path, problem: "is no JSON: \(error)")
        }
    }
}
