public import FermataCore
import FermataAPI
import FermataPlaybook
import Testing

@testable import fermata

/// A run and its view in a test: time stands still until it is moved, commands are decided by the real rules,
/// and a frame is painted after everything, as the session does.
struct TerminalScene {
    static let ada = Actor(kind: .person, name: "ada", authentication: "unix-login")
    static let ben = Actor(kind: .person, name: "ben", authentication: "unix-login")

    var state: RunState
    var model: TerminalModel
    /// What the view wanted, oldest first.
    private(set) var outputs: [TerminalModel.Output] = []
    private(set) var milliseconds: Int64 = 1_700_000_000_000

    /// A run of a playbook, carried out here, in a terminal of that size.
    init(
        _ playbook: String, columns: Int = 80, rows: Int = 24, symbols: Symbols = .unicode,
        carriesOut: Bool = true
    ) throws {
        let parsed = try PlaybookParser.parse(Array(playbook.utf8), file: "test.yaml")
        let run = try #require(RunID("k3v7q2m9xa"))
        let created = RunCreated(
            run: run, title: parsed.name, playbook: parsed,
            inputs: .object(
                parsed.inputs.compactMap { input in
                    input.defaultValue.map { JSONMember(name: input.name, value: $0) }
                }), directory: "/srv/project",
            autonomy: parsed.autonomy, isUnattended: false)
        let time = Timestamp(milliseconds: milliseconds)
        state = try RunState.create(created, in: DecisionContext(time: time, actor: Self.ada)).state
        model = TerminalModel(
            carriesOut: carriesOut, actor: Self.ada, symbols: symbols,
            size: TerminalSize(columns: columns, rows: rows),
            now: Moment(wall: time, steadyMilliseconds: milliseconds))
        try adopt()
    }

    var now: Moment { Moment(wall: Timestamp(milliseconds: milliseconds), steadyMilliseconds: milliseconds) }

    /// The screen as text.
    var screen: String { Screen(model).frame.text }

    /// The commands that the view sent.
    var commands: [Command] {
        outputs.compactMap { output in
            if case .perform(let command, _) = output { command } else { nil }
        }
    }

    /// The texts that the editor was opened with.
    var edits: [(target: EditTarget, text: String)] {
        outputs.compactMap { output in
            if case .edit(let target, let text) = output { (target, text) } else { nil }
        }
    }

    /// Something is decided, here or elsewhere, and the view hears of it.
    mutating func decide(_ command: Command, by actor: Actor = Self.ben) throws {
        let context = DecisionContext(time: now.wall, actor: actor, epoch: state.epoch)
        state = try state.decide(command, in: context).state
        handle(.state(state))
    }

    /// A next owner takes the run over.
    mutating func adopt() throws {
        let epoch = state.epoch.next
        let context = DecisionContext(time: now.wall, actor: .engine, epoch: epoch)
        state = try state.decide(.adopt(epoch, owner: "host/\(epoch)"), in: context).state
        handle(.state(state))
    }

    /// A verdict of somebody else on the gate that is open.
    mutating func decides(_ verdict: Verdict, by actor: Actor = Self.ben) throws {
        let gate = try #require(state.openGates.first.flatMap { state[$0] })
        try decide(.decide(gate.id, verdict, digest: gate.digest), by: actor)
    }

    mutating func completes(
        _ step: StepID, _ outputs: JSON = .record(("text", "All is well.")),
        _ assessment: Assessment = Assessment()
    ) throws {
        let key = try #require(state[step]?.workingKey, "\(step) does not work")
        try decide(.report(key, .completed(outputs: outputs, assessment, transcript: nil)), by: .engine)
    }

    mutating func fails(_ step: StepID, _ message: String = "The compiler found 3 errors.") throws {
        let key = try #require(state[step]?.workingKey, "\(step) does not work")
        let failure = AttemptFailure(kind: .permanent, message: message)
        try decide(.report(key, .failed(failure, cost: nil, transcript: nil)), by: .engine)
    }

    mutating func asks(_ step: StepID, _ text: String, options: [String] = []) throws {
        let key = try #require(state[step]?.workingKey, "\(step) does not work")
        let question = Question(text: text, options: options)
        try decide(
            .report(key, .suspended(question, memento: .null, Assessment(), transcript: nil)), by: .engine)
    }

    /// An agent prints.
    mutating func prints(_ step: StepID, _ text: String) {
        handle(.output(step, attempt: 1, Array(text.utf8)))
    }

    /// Lets time pass.
    mutating func wait(milliseconds: Int64) {
        self.milliseconds += milliseconds
        handle(.tick)
    }

    /// Long enough for a question on the screen to be decidable.
    mutating func waitUntilArmed() { wait(milliseconds: ReadingPane.armingDelayMilliseconds) }

    /// Types keys, one after the other.
    mutating func press(_ keys: TerminalKey...) {
        for key in keys { handle(.typed(.key(key))) }
    }

    /// Types a text.
    mutating func type(_ text: String) {
        for character in text { handle(.typed(.key(.character(character)))) }
    }

    /// The person closes the editor, having left that text.
    mutating func leavesEditor(with text: String?) throws {
        let edit = try #require(edits.last, "no editor was opened")
        handle(.edited(edit.target, text))
    }

    /// Everything the view sent is decided by the rules, and it hears what came of it.
    mutating func performAll() {
        let sent = outputs
        outputs = []
        for output in sent {
            guard case .perform(let command, let deed) = output else { continue }
            let context = DecisionContext(time: now.wall, actor: Self.ada, epoch: state.epoch)
            do {
                state = try state.decide(command, in: context).state
                handle(.performed(deed, .done(state)))
            } catch {
                handle(.performed(deed, .refused("\(error)")))
            }
        }
    }

    mutating func resize(columns: Int, rows: Int) {
        handle(.resized(TerminalSize(columns: columns, rows: rows)))
    }

    mutating func forgetOutputs() { outputs = [] }

    mutating func handle(_ input: TerminalModel.Input) {
        outputs += model.handle(input, at: now)
        outputs += model.handle(.painted, at: now)
    }
}

extension StepID: ExpressibleByStringLiteral {
    /// A name written in a test.
    public init(stringLiteral value: String) {
        guard let name = StepID(value) else { preconditionFailure("\"\(value)\" is no name of a step") }
        self = name
    }
}
