import ArgumentParser
import FermataCore

/// `fermata note`: tells agents something for their next attempt.
struct NoteCommand: InterventionCommand {
    static let configuration = CommandConfiguration(
        commandName: "note",
        abstract: "Tell one step's agent, or every agent still to work, something for its next attempt.",
        usage: "fermata note <run> [<step>] <text>",
        discussion: """
            A note ends nothing that works. A step that waits to be approved is asked about again, with the \
            note.

            EXAMPLES:
              fermata note 7k3m "The staging server is down until noon."
              fermata note 7k3m deploy "Use the second mirror."

            \(decidingExitCodes)
            """)

    @Argument(help: "The run: its name, the beginning of it, or last.")
    var run: RunReference
    @Argument(help: ArgumentHelp("The step, if it is for one only, and the note.", valueName: "words"))
    var words: [String]
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (1...2).contains(words.count) else {
            throw ValidationError(
                "Write the note as one argument, in quotes, with the step before it if it is for one.")
        }
        if words.count == 2, StepID(words[0]) == nil {
            throw ValidationError(
                "\"\(words[0])\" cannot be a step. Write the note as one argument, in quotes.")
        }
    }

    private var step: StepID? { words.count == 2 ? StepID(words[0]) : nil }

    func command(in surroundings: Surroundings) throws -> Command {
        .note(step, text: words[words.count - 1])
    }
    var done: String { "Left a note for \(step.map { "step \($0)" } ?? "every step that is still to come")." }
}
