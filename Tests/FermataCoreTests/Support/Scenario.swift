import Testing

@testable import FermataCore

/// One run in a test: a playbook is given, commands are tried, and events or refusals are expected.
///
/// Every command that is tried is also put through the checks that hold for any command (`StateAudit`):
/// deciding twice gives the same, folding the events gives the state that was decided, the state and the
/// events survive being written and read, and no state is one that nothing can lead out of.
struct Scenario {
    private(set) var state: RunState
    private(set) var events: [Event] = []
    /// What the last command led to.
    private(set) var last: [Event] = []
    private var audit: StateAudit
    var time = Timestamp(milliseconds: 1_700_000_000_000)
    var actor = Actor.ada
    /// The epoch under which commands are tried; `nil` for a process that only decides.
    var epoch: Epoch?

    /// A run that is created and, unless it is said otherwise, adopted by a first owner.
    init(
        _ playbook: Playbook, inputs: JSON = .record(("target", "staging")), isOwned: Bool = true,
        isUnattended: Bool = false, _ location: SourceLocation = #_sourceLocation
    ) {
        let created = RunCreated(
            run: "run-1", title: "A test", playbook: playbook, inputs: inputs, directory: "/tmp/work",
            autonomy: playbook.autonomy, isUnattended: isUnattended)
        let context = DecisionContext(time: time, actor: .ada)
        let before = RunState(created, at: time)
        do {
            let decision = try RunState.create(created, in: context)
            state = decision.state
            audit = StateAudit(creation: decision, in: context, location)
            events = decision.events
            last = decision.events
        } catch {
            Issue.record("the run could not be created: \(error)", sourceLocation: location)
            state = before
            audit = StateAudit(state: before)
        }
        if isOwned { adopt(location) }
    }

    /// A next owner takes the run over, and goes on as that owner.
    mutating func adopt(_ location: SourceLocation = #_sourceLocation) {
        epoch = state.epoch.next
        when(.adopt(state.epoch.next, owner: "host/1"), by: .engine, location)
    }

    /// Tries a command that is expected to be accepted.
    mutating func when(
        _ command: Command, by actor: Actor? = nil, _ location: SourceLocation = #_sourceLocation
    ) {
        let context = DecisionContext(time: time, actor: actor ?? self.actor, epoch: epoch)
        let command = confirmed(command)
        do {
            let decision = try state.decide(command, in: context)
            audit.check(decision, of: command, from: state, in: context, location)
            state = decision.state
            events += decision.events
            last = decision.events
        } catch {
            last = []
            Issue.record("refused (\(error.code)): \(error)", sourceLocation: location)
        }
    }

    /// Tries a command that may be accepted or refused; the code of the refusal, if it is.
    @discardableResult
    mutating func tries(
        _ command: Command, by actor: Actor, _ location: SourceLocation = #_sourceLocation
    ) -> String? {
        let context = DecisionContext(time: time, actor: actor, epoch: epoch)
        do {
            _ = try state.decide(confirmed(command), in: context)
        } catch {
            return error.code
        }
        when(command, by: actor, location)
        return nil
    }

    /// The same as `tries` without the checks that hold for any command, where thousands are tried.
    mutating func triesUnchecked(_ command: Command, by actor: Actor) -> String? {
        let context = DecisionContext(time: time, actor: actor, epoch: epoch)
        do {
            let decision = try state.decide(confirmed(command), in: context)
            (state, last) = (decision.state, decision.events)
            return nil
        } catch {
            return error.code
        }
    }

    /// Lets time pass; nothing happens by itself.
    mutating func wait(seconds: Int) { time = time.adding(seconds: seconds) }

    /// Expects that the last command led to exactly these events.
    func then(_ lines: String..., at location: SourceLocation = #_sourceLocation) {
        #expect(last.map(\.line) == lines, sourceLocation: location)
    }

    /// Expects that a command is refused with that code, and that the refusal says why.
    func refuses(
        _ command: Command, _ code: String, by actor: Actor? = nil,
        _ location: SourceLocation = #_sourceLocation
    ) {
        let context = DecisionContext(time: time, actor: actor ?? self.actor, epoch: epoch)
        do {
            let decision = try state.decide(confirmed(command), in: context)
            let lines = decision.events.map(\.line)
            Issue.record("accepted, with \(lines), in place of \(code)", sourceLocation: location)
        } catch {
            #expect(error.code == code, "\(error)", sourceLocation: location)
            #expect(!error.description.isEmpty, sourceLocation: location)
        }
    }

    /// A rollback as it is confirmed: by what is shown of it now.
    private func confirmed(_ command: Command) -> Command {
        guard case .rollBack(let step, let instructions, let accepting, nil) = command else { return command }
        return .rollBack(
            step, instructions: instructions, accepting: accepting,
            preview: state.rollbackOutlook(of: step)?.digest)
    }

    // What tests look at

    /// What undoes an effect just now.
    var undoing: Action? {
        for owed in state.obligations.owed {
            if case .compensation = owed.key { return owed.action }
        }
        return nil
    }

    /// Which phases have followed which so far.
    var transitions: Set<Transition> { audit.transitions }

    func phase(_ step: StepID) -> String { state[step]?.phase.word ?? "not in the plan" }

    var phases: String {
        state.steps.map { "\($0.id):\($0.phase.word)" }.joined(separator: " ")
    }

    /// The newest open gate, of the step if one is named.
    func gate(_ step: StepID? = nil, _ location: SourceLocation = #_sourceLocation) -> Gate {
        let open = state.openGates.compactMap { state[$0] }
        if let gate = open.last(where: { step == nil || $0.step == step }) { return gate }
        Issue.record("no gate is open", sourceLocation: location)
        return Gate(
            id: GateID(999), kind: .question, step: step, reasons: [], subject: .start(inputs: .null),
            digest: Digest(of: JSON.null), openedAt: time, deadline: nil, onTimeout: nil, status: .open)
    }

    func key(_ step: StepID, _ location: SourceLocation = #_sourceLocation) -> AttemptKey {
        if let key = state[step]?.workingKey { return key }
        Issue.record("step \(step) is not at work", sourceLocation: location)
        return AttemptKey(step: step, number: 0, invocation: 0, epoch: .zero)
    }

    /// The action of the attempt that works on the step.
    func action(_ step: StepID, _ location: SourceLocation = #_sourceLocation) -> Action? {
        state.action(of: key(step, location))
    }
}
