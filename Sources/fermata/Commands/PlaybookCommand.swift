import ArgumentParser
import FermataCore
import FermataPlaybook

/// `fermata playbook`: about playbooks, without a run.
struct PlaybookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "playbook",
        abstract: "Check playbooks, and help editors to.",
        subcommands: [ValidatePlaybookCommand.self, PlaybookSchemaCommand.self])
}

/// `fermata playbook validate`.
struct ValidatePlaybookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check a playbook and list every mistake with its place.",
        discussion: """
            The file is read and checked here, whether or not FERMATA_SERVER names a server.

            EXAMPLES:
              fermata playbook validate nightly.yaml
              fermata playbook validate nightly.yaml --json

            \(ExitStatus.help([.completed, .error, .usage, .playbook]))
            """)

    @Argument(help: "The playbook, a YAML file; - reads standard input.", completion: .file())
    var file: String
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let console = Console()
        do {
            let bytes = try FileAccess.read(file, limit: PlaybookParser.maximumByteCount)
            let playbook = try PlaybookParser.parse(bytes, file: file)
            console.write(
                format.json ? JSON.record(("valid", true)).encoded() : Self.summary(of: playbook, in: file))
        } catch let error as PlaybookError where format.json {
            console.write(error.json.encoded())
            throw ExitStatus.playbook.exitCode
        } catch {
            throw CommandFailure(error).report(to: console)
        }
    }

    private static func summary(of playbook: Playbook, in file: String) -> String {
        let counts = [
            (playbook.plan.steps.count, "step"), (playbook.agents.count, "agent"),
            (playbook.inputs.count, "input"),
        ].map { "\($0) \($1)\($0 == 1 ? "" : "s")" }
        return InertText.line("\(file): valid: \(playbook.name), \(counts.joined(separator: ", "))")
    }
}

extension PlaybookError {
    /// The mistakes for programs.
    fileprivate var json: JSON {
        .record(
            ("valid", false), ("omitted", omittedCount.json),
            (
                "mistakes",
                .array(
                    mistakes.map {
                        .record(
                            ("file", $0.file.json), ("line", $0.position.line.json),
                            ("column", $0.position.column.json), ("message", $0.message.json))
                    })
            ))
    }
}

/// `fermata playbook schema`.
struct PlaybookSchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of playbooks, for editors.",
        discussion: """
            EXAMPLES:
              fermata playbook schema > playbook.schema.json
            """)

    func run() async throws {
        var text = PlaybookSchema.text
        while text.hasSuffix("\n") { text.removeLast() }
        Console().write(text)
    }
}
