import ArgumentParser
import FermataAPI
import FermataCore
import FermataPlaybook
import FermataSQLite

/// `fermata plan`: a run's plan as data.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show a run's plan, or edit it while the run goes on.",
        subcommands: [ShowPlanCommand.self, EditPlanCommand.self])
}

/// `fermata plan show`.
struct ShowPlanCommand: JournalCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a run's plan.",
        discussion: """
            EXAMPLES:
              fermata plan show last
              fermata plan show 7k3m --yaml > plan.yaml    # to be edited and sent with plan edit --file

            \(ExitStatus.help([.completed, .error, .refused, .usage]))
            """)

    @Argument(help: "The run: its name, the beginning of it, or last.")
    var run: RunReference
    @Flag(name: .long, help: "Print the YAML that `plan edit` takes.")
    var yaml = false
    @OptionGroup var format: FormatOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if yaml, format.json { throw ValidationError("--yaml and --json exclude each other.") }
    }

    func perform(in surroundings: Surroundings) async throws {
        let run = try await run.resolve(with: surroundings.conductor)
        let state = try await surroundings.conductor.state(of: run)
        if format.json {
            surroundings.console.write(state.plan.json.encoded())
        } else if yaml {
            var text = PlanDocument.text(of: state.plan, in: state.playbook)
            while text.hasSuffix("\n") { text.removeLast() }
            surroundings.console.write(text)
        } else {
            surroundings.console.write("Plan of run \(run), revision \(state.plan.revision)")
            for line in state.plan.steps.flatMap(PlanText.lines) { surroundings.console.write(line) }
        }
    }
}

/// `fermata plan edit`.
struct EditPlanCommand: JournalCommand {
    /// The largest plan that is read, in bytes.
    private static let fileLimit = PlaybookParser.maximumByteCount

    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Edit a run's plan: add, remove, reorder or rewire steps, before or while it runs.",
        discussion: """
            Opens your editor (VISUAL, else EDITOR) on the plan as YAML. What is different is shown, and \
            sent when you say so. Only what you change and what needs it is asked about and done again; the \
            rest is kept.

            If somebody else edited the plan meanwhile, yours is refused and kept in a file. With --base, an \
            edited file is only taken for the revision it was made from.

            EXAMPLES:
              fermata plan edit last
              fermata plan edit 7k3m --file plan.yaml --base 1 --yes

            \(ExitStatus.help([.completed, .error, .refused, .usage, .playbook]))
            """)

    @Argument(help: "The run: its name, the beginning of it, or last.")
    var run: RunReference
    @Option(
        name: .long, help: "A file with the edited plan, in place of an editor; - reads standard input.",
        completion: .file())
    var file: String?
    @Option(name: .long, help: "The revision of the plan that the file was made from; the newest otherwise.")
    var base: Int?
    @Flag(name: .long, help: "Do not ask back.")
    var yes = false
    @OptionGroup var common: CommonOptions

    func perform(in surroundings: Surroundings) async throws {
        let run = try await run.resolve(with: surroundings.conductor)
        let state = try await surroundings.conductor.state(of: run)
        if let base, base != state.plan.revision {
            throw CommandFailure(Refusal.stalePlanRevision(base: base, actual: state.plan.revision))
        }
        guard let text = try await editedText(of: state, in: surroundings) else {
            throw CommandFailure(Refusal.planUnchanged)
        }
        do {
            try await send(text, for: state, in: surroundings)
        } catch {
            throw try keeping(text, of: state, in: surroundings, after: CommandFailure(error))
        }
    }

    private func editedText(of state: RunState, in surroundings: Surroundings) async throws -> String? {
        if let file {
            let bytes = try FileAccess.read(file, limit: Self.fileLimit)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw FileProblem(path: file, problem: "is not UTF-8 text")
            }
            return text
        }
        guard Console.isInteractive else {
            throw CommandFailure(
                "Without a terminal there is no editor: give the edited plan with --file.", status: .usage)
        }
        let before = PlanDocument.text(of: state.plan, in: state.playbook)
        return try await EditorLauncher(environment: surroundings.environment)
            .edit(before, fileExtension: EditTarget.fileExtension)
    }

    private func send(_ text: String, for state: RunState, in surroundings: Surroundings) async throws {
        let console = surroundings.console
        let edited = try PlanDocument.parse(
            text, file: file ?? "plan", revision: state.plan.revision + 1, in: state.playbook)
        let diff = PlanDiff(from: state.plan, to: edited)
        guard !diff.isEmpty else { throw Refusal.planUnchanged }
        for line in diff.lines { console.write(InertText.line(line)) }
        if !yes {
            guard Console.isInteractive else {
                throw CommandFailure(
                    "Without a terminal nobody can confirm the difference: add --yes.", status: .usage)
            }
            guard Confirmation.ask("Send this plan?", on: console) else {
                throw CommandFailure("Nothing was sent.", status: .refused)
            }
        }
        let command = Command.editPlan(baseRevision: state.plan.revision, steps: edited.steps)
        let after = try await surroundings.conductor.perform(command, on: state.id)
        try await surroundings.tell("The plan is now at revision \(after.plan.revision).", about: after)
    }

    /// What a person wrote in their editor is never lost with the refusal.
    private func keeping(
        _ text: String, of state: RunState, in surroundings: Surroundings, after failure: CommandFailure
    ) throws -> CommandFailure {
        guard file == nil else { return failure }
        let folder = try JournalLocation.named(by: surroundings.environment).directory
        let path = try FileAccess.keepDraft(
            text, named: "plan-\(state.id)-r\(state.plan.revision).yaml", in: folder)
        var failure = failure
        failure.message +=
            "\nYour text is kept. Look at it, then send it again:\n"
            + "  fermata plan edit \(state.id) --file \(ShellText.quoted(path))"
        return failure
    }
}

extension FileAccess {
    /// Keeps a text that could not be sent, in a file that nobody else reads and that replaces nothing.
    static func keepDraft(_ text: String, named name: String, in directory: String) throws(FileProblem)
        -> String
    {
        let path = "\(directory)/\(CrockfordText.random(length: 4))-\(name)"
        try write(Array(text.utf8), toNew: path)
        return path
    }
}
