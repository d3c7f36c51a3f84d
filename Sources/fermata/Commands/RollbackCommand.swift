import ArgumentParser
import FermataCore

/// `fermata rollback`: goes back to before a step.
struct RollbackCommand: JournalCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Go back to before a step: it and everything that needs it will be done again.",
        discussion: """
            Effects that have an undo are taken back first, the newest first. If some have none, nothing is \
            done, they are listed, and so is the command that goes back all the same.

            EXAMPLES:
              fermata rollback 7k3m build
              fermata rollback 7k3m build --instructions "Build with the older compiler."

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
    @OptionGroup var common: CommonOptions

    func perform(in surroundings: Surroundings) async throws {
        let run = try await run.resolve(with: surroundings.conductor)
        let command = Command.rollBack(step, instructions: instructions, accepting: accept)
        do {
            let state = try await surroundings.conductor.perform(command, on: run)
            try await surroundings.tell("Rolled back to before step \(step).", about: state)
        } catch {
            let failure = CommandFailure(error)
            guard !failure.effectsThatStay.isEmpty else { throw failure }
            throw explain(failure, of: try await surroundings.conductor.state(of: run))
        }
    }

    /// Lists what stays, and the exact command that goes back all the same.
    private func explain(_ refusal: CommandFailure, of state: RunState) -> CommandFailure {
        var failure = refusal
        let steps = refusal.effectsThatStay
        for step in steps {
            failure.message += "\n  \(step): \(state.planStep(step)?.title ?? "")"
        }
        var words = ["fermata", "rollback", state.id.rawValue, step.rawValue]
        if let instructions { words += ["--instructions", ShellText.quoted(instructions)] }
        for step in accept + steps { words += ["--accept", step.rawValue] }
        failure.message +=
            "\nTo go back and leave these effects as they are:\n  " + words.joined(separator: " ")
        return failure
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
