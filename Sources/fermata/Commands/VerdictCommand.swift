import ArgumentParser
import FermataAPI
import FermataCore

/// What `approve`, `reject` and `answer` share: a verdict never goes out on anything but what was shown.
struct VerdictOptions: ParsableArguments {
    @Option(name: .long, help: "The digest of what you were shown, from `show --json` or `inbox --json`.")
    var digest: Digest?

    @Flag(name: .long, help: "Do not ask back. The verdict is bound to what this command shows.")
    var yes = false
}

/// A command that decides a gate.
protocol VerdictCommand: JournalCommand {
    var gate: GateReference { get }
    var options: VerdictOptions { get }
    func verdict(on gate: Gate, in state: RunState, _ surroundings: Surroundings) async throws -> Verdict
}

extension VerdictCommand {
    func perform(in surroundings: Surroundings) async throws {
        let (run, id) = try await gate.resolve(with: surroundings.conductor)
        let shown = try await surroundings.conductor.state(of: run)
        guard let gate = shown[id] else { throw Refusal.unknownGate(id) }
        guard gate.isOpen else { throw Refusal.gateClosed(id, gate.status) }
        let console = surroundings.console
        for line in GateText(gate: gate, state: shown).lines { console.write(line) }
        let verdict = try await verdict(on: gate, in: shown, surroundings)
        if options.digest == nil, !options.yes {
            guard Console.isInteractive else {
                throw CommandFailure(
                    "Without a terminal nobody can confirm that this is what you mean. "
                        + "Give --digest \(gate.digest) "
                        + "if you have seen what is shown above, or --yes.", status: .usage)
            }
            guard Confirmation.ask("Send \"\(verdict.word)\"?", on: console) else {
                throw CommandFailure("Nothing was sent.", status: .refused)
            }
        }
        let decided = Command.decide(id, verdict, digest: options.digest ?? gate.digest)
        let state = try await surroundings.conductor.perform(decided, on: run)
        console.write("")
        console.write(
            "Gate \(GateText.reference(run, id)): \(verdict.word). "
                + RunText(state: state, now: surroundings.now).standing
        )
        try await surroundings.tellWhoGoesOn(with: state)
    }
}

extension Surroundings {
    /// Says how the run goes on when nobody carries it out.
    func tellWhoGoesOn(with state: RunState) async throws {
        guard !state.phase.isFinal, try await conductor.owner(of: state.id) == nil else { return }
        // An owner that has just brought the run to its end is not there any more either.
        guard try await !conductor.state(of: state.id).phase.isFinal else { return }
        console.write("Nobody carries the run out just now: `fermata resume \(state.id)` goes on.")
    }
}

/// `fermata approve`: yes.
struct ApproveCommand: VerdictCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Say yes to a gate, exactly as it is shown or with edits.",
        discussion: """
            The question is shown first, and the verdict is bound to exactly that by its digest: if it has \
            changed meanwhile, the verdict is refused.

            EXAMPLES:
              fermata approve 7k3m9x2q0d.g3
              fermata approve g3 --yes
              fermata approve g3 --edit better.yaml    # YAML or JSON
              fermata approve g3 --editor

            \(ExitStatus.help([.completed, .error, .refused, .usage]))
            """)

    @Argument(help: "The gate, written RUN.gN or gN.")
    var gate: GateReference
    @Option(
        name: .long, help: "Approve the version in this file instead; - reads standard input.",
        completion: .file())
    var edit: String?
    @Flag(name: .long, help: "Edit what the gate asks about in your editor, and approve that.")
    var editor = false
    @OptionGroup var options: VerdictOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if edit != nil, editor { throw ValidationError("--edit and --editor exclude each other.") }
        if edit == "-", options.digest == nil, !options.yes {
            throw ValidationError("--edit - needs --digest or --yes: standard input cannot also answer.")
        }
    }

    func verdict(on gate: Gate, in state: RunState, _ surroundings: Surroundings) async throws -> Verdict {
        guard edit != nil || editor else { return .approve }
        guard let target = EditTarget(gate, in: state) else {
            throw Refusal.verdictNotAllowed(
                gate.id, gate.kind, word: "approve with edits", allowed: gate.allowedVerdicts)
        }
        let text = try await editedText(of: target, in: state, surroundings)
        let version: EditedVersion
        do {
            version = try target.read(text, in: state)
        } catch .unchanged {
            throw CommandFailure(
                "Your version is the same as what is shown; approve it without edits.", status: .refused)
        } catch .unreadable(let problem) {
            throw CommandFailure(problem, code: Refusal.invalidEdit("").code, status: .refused)
        }
        surroundings.console.write("  your version:")
        for line in version.changes { surroundings.console.write("  \(InertText.line(line))") }
        guard case .decide(_, let verdict, _) = version.command else {
            preconditionFailure("an edited gate is always decided")
        }
        return verdict
    }

    private func editedText(
        of target: EditTarget, in state: RunState, _ surroundings: Surroundings
    ) async throws -> String {
        let before = target.text(in: state)
        guard let edit else {
            let launcher = EditorLauncher(environment: surroundings.environment)
            return try await launcher.edit(before, fileExtension: EditTarget.fileExtension) ?? before
        }
        let bytes = try FileAccess.read(edit, limit: EditorLauncher.maximumByteCount)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw FileProblem(path: edit, problem: "is not UTF-8 text")
        }
        return text
    }
}

/// `fermata reject`: no, and why.
struct RejectCommand: VerdictCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject",
        abstract: "Say no to a gate, with the reason.",
        discussion: """
            A rejected result is tried again and the agent is told the reason; what else follows is shown \
            with the question.

            EXAMPLES:
              fermata reject 7k3m9x2q0d.g3 --reason "The tag is missing."

            \(ExitStatus.help([.completed, .error, .refused, .usage]))
            """)

    @Argument(help: "The gate, written RUN.gN or gN.")
    var gate: GateReference
    @Option(name: .long, help: "Why; the agent is told.")
    var reason: String
    @OptionGroup var options: VerdictOptions
    @OptionGroup var common: CommonOptions

    func verdict(on gate: Gate, in state: RunState, _ surroundings: Surroundings) -> Verdict {
        .reject(reason: reason)
    }
}

/// `fermata answer`: the answer to a question.
struct AnswerCommand: VerdictCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer",
        abstract: "Answer the question of an agent, or say whether something happened.",
        discussion: """
            EXAMPLES:
              fermata answer 7k3m9x2q0d.g3 "Use the second one."
              fermata answer g4 yes

            \(ExitStatus.help([.completed, .error, .refused, .usage]))
            """)

    @Argument(help: "The gate, written RUN.gN or gN.")
    var gate: GateReference
    @Argument(help: "The answer; one of the options if there are any.")
    var text: String
    @OptionGroup var options: VerdictOptions
    @OptionGroup var common: CommonOptions

    func verdict(on gate: Gate, in state: RunState, _ surroundings: Surroundings) -> Verdict {
        .answer(.string(text))
    }
}
