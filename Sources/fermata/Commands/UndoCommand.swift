import ArgumentParser
import FermataCore

/// `fermata undo`: takes the last intervention back.
struct UndoCommand: TakeBackCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Undo the last intervention, if it can still be undone.",
        discussion: """
            `fermata show RUN` names what would be undone and whose it was, if anything can be. It is \
            refused when somebody has intervened since this command, or the --revision that you give, saw \
            it. `fermata redo RUN` does it again.

            EXAMPLES:
              fermata undo last
              fermata undo 7k3m --revision 12

            \(decidingExitCodes)
            """)

    @Argument(help: "The run: its name, the beginning of it, or last.")
    var run: RunReference
    @OptionGroup var seen: SeenRevision
    @OptionGroup var common: CommonOptions

    func record(in state: RunState) -> UndoRecord? { state.undoable }
    func command(_ revision: Revision?) -> Command { .undo(revision) }
    static func done(_ record: UndoRecord) -> String { "Undone: \(record.words)." }
}

/// `fermata redo`: does again what was undone last.
struct RedoCommand: TakeBackCommand {
    static let configuration = CommandConfiguration(
        commandName: "redo",
        abstract: "Do again what was undone last, until something new happens.",
        discussion: """
            `fermata show RUN` names what would be done again and whose it was, if anything can be.

            EXAMPLES:
              fermata redo last
              fermata redo 7k3m --revision 13

            \(decidingExitCodes)
            """)

    @Argument(help: "The run: its name, the beginning of it, or last.")
    var run: RunReference
    @OptionGroup var seen: SeenRevision
    @OptionGroup var common: CommonOptions

    func record(in state: RunState) -> UndoRecord? { state.redoable }
    func command(_ revision: Revision?) -> Command { .redo(revision) }
    static func done(_ record: UndoRecord) -> String { "Done again: \(record.words)." }
}

/// What `undo` and `redo` may be bound to instead of what they see themselves.
struct SeenRevision: ParsableArguments {
    @Option(
        name: .long,
        help: "The revision of what you were shown, as `show` names it; refused if something else came last.")
    var revision: Int?

    func validate() throws {
        if let revision, revision < 1 { throw ValidationError("--revision takes a revision from 1.") }
    }
}

/// A command that takes something back. It says what, and is bound to that by its revision, so that it never
/// takes back something else that came meanwhile.
protocol TakeBackCommand: JournalCommand {
    var run: RunReference { get }
    var seen: SeenRevision { get }
    /// What would be taken back now.
    func record(in state: RunState) -> UndoRecord?
    func command(_ revision: Revision?) -> Command
    /// What has been done then, as a sentence.
    static func done(_ record: UndoRecord) -> String
}

extension TakeBackCommand {
    func perform(in surroundings: Surroundings) async throws {
        let conductor = surroundings.conductor
        let run = try await run.resolve(with: conductor)
        let shown = try await conductor.state(of: run)
        guard let record = record(in: shown) else {
            // The rules say why, in the same words wherever the run is.
            let context = DecisionContext(time: surroundings.now, actor: try await conductor.person())
            _ = try shown.decide(command(nil), in: context)
            throw Refusal.nothingToRedo
        }
        let revision = seen.revision.map { Revision($0) } ?? record.revision
        let state = try await conductor.perform(command(revision), on: run)
        try await surroundings.tell(Self.done(record), about: state)
    }
}

extension UndoRecord {
    /// What it was and whose, in words.
    var words: String { "\(label), by \(by.name)" }
}
