import ArgumentParser
import FermataCore
import FermataPlaybook

/// `fermata run`: makes a run from a playbook and carries it out here.
struct RunCommand: JournalCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Make a run from a playbook and carry it out.",
        discussion: """
            In a terminal the run is shown as it goes and asks its questions there; elsewhere, and with \
            --plain, one line tells each thing that happens. Any other terminal can look and take part \
            meanwhile.

            Ctrl-C once stops the run in good order, twice kills what runs. Closing the terminal loses \
            nothing: `fermata resume RUN` goes on.

            With --server the playbook is sent to the server, or named there if there is no such file. The \
            server carries the run out, with --detach, too; leaving this command changes nothing.

            EXAMPLES:
              fermata run Examples/release-gate/playbook.yaml --input repository=~/src/app
              fermata run nightly.yaml --unattended
              fermata run nightly.yaml --detach

            \(ExitStatus.help())
            """)

    @Argument(help: ArgumentHelp("The playbook, a YAML file.", valueName: "playbook"), completion: .file())
    var playbook: String

    @Option(name: .long, help: ArgumentHelp("A value for an input of the playbook.", valueName: "name=value"))
    var input: [NamedValue] = []

    @Option(name: .long, help: "How much is asked: manual, guided, supervised or autonomous.")
    var autonomy: Autonomy?

    @Option(name: .long, help: "What the run is called in lists; the playbook's name otherwise.")
    var title: String?

    @Option(
        name: .long, help: "The directory the agents work in; this one otherwise.", completion: .directory)
    var directory: String?

    @Flag(
        name: .long,
        help: "Ask nobody: gates take their declared default at once; one without ends with code 5.")
    var unattended = false

    @Flag(name: .long, help: "Only make the run and print its name; `fermata resume` carries it out.")
    var detach = false

    @OptionGroup var format: SupervisionOptions
    @OptionGroup var common: CommonOptions

    func perform(in surroundings: Surroundings) async throws {
        let created = try await create(in: surroundings)
        if detach {
            surroundings.console.write(created.rawValue)
            return
        }
        let start = try await surroundings.conductor.state(of: created, at: Revision(1))
        let supervision = SupervisedRun(
            start: start, surroundings: surroundings, format: format, leavesWhenWaiting: unattended,
            tellsHistory: true)
        throw try await supervision.carryOut(force: false)
    }

    private func create(in surroundings: Surroundings) async throws -> RunID {
        var values: [String: String] = [:]
        for value in input {
            guard values.updateValue(value.value, forKey: value.name) == nil else {
                throw ValidationError("The input \(value.name) is given twice.")
            }
        }
        let (origin, inputs) = try origin(with: values, in: surroundings)
        return try await surroundings.conductor.create(
            RunOrder(
                origin: origin, title: title, inputs: inputs, directory: directory, autonomy: autonomy,
                isUnattended: unattended))
    }

    private func origin(
        with values: [String: String], in surroundings: Surroundings
    ) throws -> (RunOrder.Origin, inputs: JSON) {
        if surroundings.conductor.offersPlaybooks, !FileAccess.exists(playbook) {
            let members = input.map { JSONMember(name: $0.name, value: .string($0.value)) }
            return (.offered(playbook), .object(members))
        }
        let bytes = try FileAccess.read(playbook, limit: PlaybookParser.maximumByteCount)
        let parsed = try PlaybookParser.parse(bytes, file: playbook)
        let inputs = try InputResolver.resolve(
            parsed.inputs, given: values, workingDirectory: try FileAccess.workingDirectory(),
            homeDirectory: LoginIdentity.homeDirectory(surroundings.environment))
        return (.file(playbook, source: String(decoding: bytes, as: UTF8.self), parsed), inputs)
    }
}

/// `name=value` on the command line.
struct NamedValue: ExpressibleByArgument, Hashable {
    var name: String
    var value: String

    init?(argument: String) {
        guard let separator = argument.firstIndex(of: "="), separator != argument.startIndex else {
            return nil
        }
        name = String(argument[..<separator])
        value = String(argument[argument.index(after: separator)...])
    }
}
