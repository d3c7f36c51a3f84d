import ArgumentParser
import FermataAPI
import FermataCore

/// `fermata rollback`: goes back to before a step.
struct RollbackCommand: JournalCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Go back to before a step: it and everything that needs it will be done again.",
        discussion: """
            What it would do is shown first: the steps, the effects that are undone and by which command, \
            and those that stay. Where there are effects you are asked, and the rollback is bound to what \
            was shown by its digest: if it would do anything else by now, it is refused. Without a terminal, \
            --digest or --yes confirms it, and every step whose effect stays must be named with --accept.

            EXAMPLES:
              fermata rollback 7k3m build
              fermata rollback 7k3m build --instructions "Build with the older compiler."
              fermata rollback 7k3m build --preview --json

            \(decidingExitCodes)
            """)

    @Argument(help: "The run: its name, the beginning of it, or last.")
    var run: RunReference
    @Argument(help: "The step.")
    var step: StepID
    @Option(name: .long, help: "What the step's agent shall do differently.")
    var instructions: String?
    @Option(
        name: .long, help: ArgumentHelp("A step whose effect stays, as you have seen.", valueName: "step"))
    var accept: [StepID] = []
    @Flag(name: .long, help: "Only show what it would do, and the digest of that.")
    var preview = false
    @Option(name: .long, help: "The digest of what you were shown, from --preview.")
    var digest: Digest?
    @Flag(name: .long, help: "Do not ask back. The rollback is bound to what this command shows.")
    var yes = false
    @OptionGroup var format: FormatOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if format.json, !preview { throw ValidationError("--json goes together with --preview.") }
        if preview, yes || digest != nil || !accept.isEmpty || instructions != nil {
            throw ValidationError("--preview only shows, so there is nothing to confirm or to tell with it.")
        }
    }

    func perform(in surroundings: Surroundings) async throws {
        let run = try await run.resolve(with: surroundings.conductor)
        if preview { return try await show(run, surroundings) }
        while try await !rollBack(run, surroundings) {
            surroundings.console.write("By now it would do something else. Look again.")
            surroundings.console.write("")
        }
    }

    private func show(_ run: RunID, _ surroundings: Surroundings) async throws {
        let state = try await surroundings.conductor.state(of: run)
        let preview = try RollbackPreview(to: step, in: state)
        if format.json {
            surroundings.console.write(preview.json.encoded())
            return
        }
        for line in RollbackText(outlook: try outlook(in: state), state: state).lines {
            surroundings.console.write(line)
        }
        surroundings.console.write("digest: \(preview.digest)")
    }

    private func outlook(in state: RunState) throws -> RollbackOutlook {
        // Whatever would be refused even with every confirmation is refused before anything is asked.
        _ = try RollbackPreview(to: step, in: state)
        guard let outlook = state.rollbackOutlook(of: step) else {
            throw Refusal.unknownStep(step, nearest: nil)
        }
        return outlook
    }

    /// Shows what it would do, asks where that is due, and does exactly that.
    ///
    /// - Returns: Whether it was done; otherwise it would do something else by now, and somebody must look.
    private func rollBack(_ run: RunID, _ surroundings: Surroundings) async throws -> Bool {
        let conductor = surroundings.conductor
        let shown = try await conductor.state(of: run)
        let outlook = try outlook(in: shown)
        let isAsked = try confirm(outlook, of: shown, on: surroundings.console)
        let accepting = isAsked ? outlook.leaves.map(\.step) : accept
        let command = Command.rollBack(
            step, instructions: instructions, accepting: accepting, preview: digest ?? outlook.digest)
        do {
            let state = try await conductor.perform(command, on: run)
            try await surroundings.tell("Rolled back to before step \(step).", about: state)
            return true
        } catch {
            let failure = CommandFailure(error)
            let stale = Refusal.stalePreview(step, shown: outlook.digest, actual: outlook.digest)
            guard isAsked, failure.code == stale.code else { throw failure }
            return false
        }
    }

    /// Sees to it that whoever rolls back knows what that does to the world.
    ///
    /// - Returns: Whether a person was asked and said yes.
    private func confirm(
        _ outlook: RollbackOutlook, of state: RunState, on console: Console
    ) throws -> Bool {
        guard outlook.needsConfirmation, digest == nil else { return false }
        for line in RollbackText(outlook: outlook, state: state).lines { console.write(line) }
        let missing = outlook.leaves.map(\.step).filter { !accept.contains($0) }
        if yes || !Console.isInteractive, !missing.isEmpty {
            throw CommandFailure(
                Refusal.effectsCannotBeUndone(missing),
                howTo: words(accepting: accept + missing, outlook, of: state))
        }
        if yes { return false }
        guard Console.isInteractive else {
            throw CommandFailure(
                Refusal.previewRequired(step, actual: outlook.digest),
                howTo: words(accepting: accept, outlook, of: state))
        }
        let question =
            outlook.leaves.isEmpty
            ? "Roll back to before \(step)?" : "Roll back, and leave what cannot be undone?"
        guard Confirmation.ask(question, on: console) else {
            throw CommandFailure("Nothing was done.", status: .refused)
        }
        return true
    }

    /// The exact command that does what was shown.
    private func words(accepting: [StepID], _ outlook: RollbackOutlook, of state: RunState) -> String {
        var words = ["fermata", "rollback", state.id.rawValue, step.rawValue]
        if let instructions { words += ["--instructions", ShellText.quoted(instructions)] }
        var named: Set<StepID> = []
        for step in accepting where named.insert(step).inserted { words += ["--accept", step.rawValue] }
        return (words + ["--digest", "\(outlook.digest)"]).joined(separator: " ")
    }
}

extension CommandFailure {
    /// A rollback that nobody has confirmed, and the command that confirms what was shown.
    fileprivate init(_ refusal: Refusal, howTo command: String) {
        self.init(refusal)
        message += "\nTo do exactly what is shown above:\n  \(command)"
    }
}

/// Text as a shell reads it back.
enum ShellText {
    private static let plain = Set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,@".utf8)

    /// One word: in single quotes unless it needs none.
    static func quoted(_ text: String) -> String {
        if !text.isEmpty, text.utf8.allSatisfy(plain.contains) { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
            + "'"
    }
}
