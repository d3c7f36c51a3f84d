import FermataAPI
import FermataCore

/// The view of one run as a state machine without I/O: what happened goes in, what is to be done comes out.
struct TerminalModel {
    /// How long a notice stays when no key is pressed.
    static let noticeMilliseconds: Int64 = 20_000

    /// What can happen.
    enum Input {
        case state(RunState)
        case output(StepID, attempt: Int, [UInt8])
        case typed(TerminalInput)
        case resized(TerminalSize)
        /// A frame of the model as it is now has been painted.
        case painted
        /// Time has passed.
        case tick
        /// The engine did what was asked, or said why not.
        case performed(Deed, Outcome)
        /// The editor was closed; `nil` when the text is the same as before.
        case edited(EditTarget, String?)
        /// The editor did not work.
        case editorFailed(String)
        /// This process said something to standard error.
        case logged(String)
        /// This process no longer carries out the run.
        case lost(String)
    }

    /// How a command ended.
    enum Outcome {
        case done(RunState)
        case refused(String)
    }

    /// What is to be done.
    enum Output: Hashable {
        case perform(Command, Deed)
        case edit(EditTarget, text: String)
        /// Throw away what was typed before the person could see what it would answer.
        case dropTypedInput
        case bell
        case sleep
        case leave
        case kill
    }

    /// A command on its way, and what is said when it has arrived.
    struct Deed: Hashable {
        var label: String
        var gate: GateID?
        /// What is opened again with the person's text when the command is refused.
        var dialog: Dialog?
    }

    /// Something said in the status line.
    struct Notice: Hashable {
        enum Tone: Hashable { case plain, refusal }
        var text: String
        var tone: Tone
        var sinceMilliseconds: Int64
    }

    /// The question on the screen.
    struct ShownQuestion: Hashable {
        var gate: GateID
        var pane: ReadingPane
        /// The option that was chosen and not sent yet.
        var chosen: Int?
        /// A verdict is on its way.
        var isDecided = false
    }

    /// Whether this process carries out the run, or only watches and decides.
    let carriesOut: Bool
    let actor: Actor
    let symbols: Symbols
    var now: Moment
    var size: TerminalSize
    var state: RunState?
    /// The plan before its last edit, for the difference.
    var earlierPlan: Plan?
    var lanes = PlanLanes()
    var outputs: [StepID: StepOutput] = [:]
    /// The step that was chosen; `nil` while the selection follows what happens.
    var chosenStep: StepID?
    var question: ShownQuestion?
    var isQuestionWhole = false
    var ending: ReadingPane?
    var dialog: Dialog?
    var notice: Notice?
    /// Texts that could not be sent, by what they are about.
    var drafts: [String: String] = [:]
    var lossReason: String?
    var interruptCount = 0
    var hints: [KeyBinding] = []
    var hintsComputedAtMilliseconds: Int64?

    init(carriesOut: Bool, actor: Actor, symbols: Symbols, size: TerminalSize, now: Moment) {
        self.carriesOut = carriesOut
        self.actor = actor
        self.symbols = symbols
        self.size = size
        self.now = now
    }

    /// Takes in what happened.
    mutating func handle(_ input: Input, at moment: Moment) -> [Output] {
        now = moment
        var outputs: [Output] = []
        switch input {
        case .state(let state): outputs = take(state)
        case .output(let step, let attempt, let bytes):
            self.outputs[step, default: StepOutput()].append(bytes, attempt: attempt)
        case .typed(.key(let key)): outputs = press(key)
        case .typed(.paste(let text)): paste(text)
        case .typed(.lineEnd): endLine()
        case .resized(let size): self.size = size
        case .painted: painted()
        case .tick: forgetOldNotice()
        case .performed(let deed, let outcome): outputs = finish(deed, outcome)
        case .edited(let target, let text): finishEditing(target, text)
        case .editorFailed(let problem): say(problem, .refusal)
        case .logged(let line): say(line, .refusal)
        case .lost(let reason): lossReason = reason
        }
        outputs += settle()
        return outputs
    }

    /// The selected step: the one that was chosen, else the one that the question is about, else one that
    /// works.
    var selectedStep: StepID? {
        guard let state else { return nil }
        if let chosenStep, state[chosenStep] != nil { return chosenStep }
        if let question, let step = state[question.gate]?.step { return step }
        return
            (state.steps.first { $0.phase == .working } ?? state.steps.first { !$0.phase.isEnded }
            ?? state.steps.last)?.id
    }

    /// The gate on the screen, while it is open.
    var shownGate: Gate? {
        guard let question, let gate = state?[question.gate], gate.isOpen else { return nil }
        return gate
    }

    /// Whether a decision that is typed now counts.
    var isArmed: Bool {
        guard let question, !question.isDecided, shownGate != nil else { return false }
        return question.pane.isArmed(at: now)
    }

    mutating func say(_ text: String, _ tone: Notice.Tone = .plain) {
        notice = Notice(text: text, tone: tone, sinceMilliseconds: now.steadyMilliseconds)
    }

    private mutating func forgetOldNotice() {
        guard let notice, dialog == nil,
            now.steadyMilliseconds - notice.sinceMilliseconds >= Self.noticeMilliseconds
        else { return }
        self.notice = nil
    }

    // States

    private mutating func take(_ new: RunState) -> [Output] {
        guard let old = state else {
            state = new
            lanes = PlanLanes(new.plan)
            return new.openGates.isEmpty ? [] : [.bell]
        }
        guard new.revision > old.revision else { return [] }
        state = new
        if new.plan != old.plan {
            earlierPlan = old.plan
            lanes = PlanLanes(new.plan)
        }
        hintsComputedAtMilliseconds = nil
        tellAboutClosedQuestion(in: new)
        let arrived = new.openGates.contains { $0.number > old.gates.count }
        return arrived ? [.bell] : []
    }

    /// A question that was closed by somebody else, or by itself, does not vanish without a word.
    private mutating func tellAboutClosedQuestion(in state: RunState) {
        guard let question, let gate = state[question.gate], !gate.isOpen, !question.isDecided else { return }
        let kept = dialog == nil ? "" : " Your text is kept."
        say("\(Self.sentence(about: gate))\(kept)", dialog == nil ? .plain : .refusal)
    }

    static func sentence(about gate: Gate) -> String {
        switch gate.status {
        case .open: "Question \(gate.id) is open."
        case .decided(let verdict, let actor, _):
            "\(actor.name) decided question \(gate.id): \(verdict.word)."
        case .expired(let outcome, _):
            "Nobody answered question \(gate.id) in time; its default was taken: \(outcome.word)."
        case .withdrawn(let reason, _): "Question \(gate.id) was withdrawn: \(reason)"
        }
    }

    private mutating func finish(_ deed: Deed, _ outcome: Outcome) -> [Output] {
        switch outcome {
        case .done(let state):
            if notice?.tone != .refusal { say(deed.label) }
            return take(state)
        case .refused(let reason):
            if question?.gate == deed.gate { question?.isDecided = false }
            say(reason, .refusal)
            if dialog == nil { dialog = deed.dialog }
            return []
        }
    }

    // What follows from any input

    /// Brings the question, the end and the dialogs in line with the state and the size of the terminal.
    private mutating func settle() -> [Output] {
        guard let state else { return [] }
        if state.phase.isFinal {
            question = nil
            dialog = nil
            let lines = EndingText(state: state, columns: max(10, size.columns - 2), symbols: symbols).lines
            if ending == nil {
                ending = ReadingPane(lines)
                notice = nil
                return [.dropTypedInput]
            }
            ending?.replace(with: lines)
            return []
        }
        var outputs: [Output] = []
        if shownGate == nil, dialog == nil || question == nil {
            question = nil
            if let next = state.openGates.first { outputs += show(next) }
        } else if let gate = shownGate {
            let lines = questionLines(gate)
            question?.pane.replace(with: lines)
        }
        refreshDialog()
        refreshHints()
        return outputs
    }

    /// Shows another question; what was typed before it could be read does not count for it.
    mutating func show(_ gate: GateID) -> [Output] {
        guard let gate = state?[gate] else { return [] }
        isQuestionWhole = false
        question = ShownQuestion(gate: gate.id, pane: ReadingPane(questionLines(gate)))
        return [.dropTypedInput]
    }

    /// The question's text as wide as its place.
    private func questionLines(_ gate: Gate) -> [StyledLine] {
        guard let state else { return [] }
        return QuestionText(
            gate: gate, state: state, earlierPlan: earlierPlan, columns: layout.questionTextColumns,
            symbols: symbols
        ).lines
    }

    /// A frame of the model has been painted: what is on it can be read from now on.
    private mutating func painted() {
        let place = layout
        switch dialog {
        case .confirm(var confirmation):
            confirmation.pane.painted(rows: place.overlayTextRows, at: now)
            dialog = .confirm(confirmation)
        case .review(var review):
            review.pane.painted(rows: place.overlayTextRows, at: now)
            dialog = .review(review)
        case .help, .step: break
        case .line, nil:
            guard var question, question.gate == shownGate?.id else { return }
            question.pane.painted(rows: place.questionTextRows, at: now)
            self.question = question
        }
    }
}
