/// One decision in the making: a state that every emitted event is folded into at once, so that each rule
/// sees what the rules before it have done.
struct Deliberation {
    /// The longest text a person may leave anywhere, in bytes.
    static let maximumTextByteCount = 65_536

    var state: RunState
    let context: DecisionContext
    private(set) var events: [Event] = []

    init(state: RunState, context: DecisionContext) {
        self.state = state
        self.context = context
    }

    mutating func emit(_ event: Event) {
        state.apply(event, in: EventContext(time: context.time, actor: context.actor))
        events.append(event)
    }

    /// Emits what the engine does by itself, on the same append.
    mutating func emitAll(_ more: [Event]) {
        for event in more { emit(event) }
    }

    func index(of step: StepID) throws(Refusal) -> Int {
        if let index = state.graph.position[step] { return index }
        let nearest = NearestSpelling.nearest(to: step.rawValue, among: state.plan.steps.map(\.id.rawValue))
        throw .unknownStep(step, nearest: nearest)
    }

    func requireText(_ text: String, field: String) throws(Refusal) {
        if text.allSatisfy(\.isWhitespace) { throw .emptyText(field: field) }
        if text.utf8.count > Self.maximumTextByteCount {
            throw .textTooLong(field: field, byteCount: text.utf8.count, limit: Self.maximumTextByteCount)
        }
    }

    mutating func withdraw(_ gate: GateID?, because reason: String) {
        guard let gate, state[gate]?.isOpen == true else { return }
        emit(.gateWithdrawn(GateWithdrawn(gate: gate, reason: reason)))
    }

    /// Cuts off whatever the step is doing, so that nothing of it can report any more.
    mutating func cutOff(_ index: Int, because reason: String) {
        let step = state.steps[index]
        withdraw(step.phase.gate, because: reason)
        if let key = step.workingKey {
            emit(.attemptAbandoned(AttemptAbandoned(step: key.step, number: key.number, reason: reason)))
        }
    }
}

extension RunState {
    /// The first events of a run, and the state they lead to.
    public static func create(
        _ created: RunCreated, in context: DecisionContext
    ) throws(Refusal) -> Decision {
        guard case .object = created.inputs else { throw .inputsAreNoObject }
        try Deliberation.authorise(created, by: context.actor)
        let problems = created.playbook.plan.problems(in: created.playbook)
        if !problems.isEmpty { throw .planProblems(problems) }
        let state = RunState(created, at: context.time)
        var deliberation = Deliberation(state: state, context: context)
        deliberation.emit(.runCreated(created))
        deliberation.advance()
        return Decision(events: deliberation.events, state: deliberation.state)
    }

    /// Decides a command: the events that follow from it, or why it is refused. Pure, and the only way to
    /// make events.
    public func decide(_ command: Command, in context: DecisionContext) throws(Refusal) -> Decision {
        if phase.isFinal { throw .runEnded(phase) }
        if let claimed = context.epoch, claimed != epoch || claimed == .zero, !command.isAdoption {
            throw .notOwner(claimed, newest: epoch)
        }
        var deliberation = Deliberation(state: self, context: context)
        try deliberation.carryOut(command)
        deliberation.advance()
        return Decision(events: deliberation.events, state: deliberation.state)
    }
}

extension Command {
    var isAdoption: Bool {
        if case .adopt = self { true } else { false }
    }
}

extension Deliberation {
    mutating func carryOut(_ command: Command) throws(Refusal) {
        try authorise(command)
        switch command {
        case .adopt(let epoch, let owner): try adopt(epoch, owner: owner)
        case .advance: break
        case .expireGates: expireGates()
        case .report(let key, let report): try accept(report, under: key)
        case .reportCompensation(let key, let failure, let transcript):
            try acceptCompensation(under: key, failure: failure, transcript: transcript)
        case .decide(let gate, let verdict, let digest): try decide(gate, by: verdict, digest: digest)
        case .holdGate(let gate): try hold(gate)
        case .releaseGate(let gate): try release(gate)
        case .editPlan(let base, let steps): try editPlan(steps, base: base)
        case .redirect(let step, let instructions): try redirect(step, instructions: instructions)
        case .skip(let step, let includingDependents, let reason):
            try skip(step, includingDependents: includingDependents, reason: reason)
        case .takeOver(let step, let outputs): try takeOver(step, outputs: outputs)
        case .rollBack(let step, let instructions, let accepting, let preview):
            try rollBack(to: step, instructions: instructions, accepting: accepting, preview: preview)
        case .pause(let scope): try hold(scope, true)
        case .resume(let scope): try hold(scope, false)
        case .stop(let reason): try stop(because: reason)
        case .note(let step, let text): try note(text, for: step)
        case .addBreakpoint(let breakpoint): try add(breakpoint)
        case .removeBreakpoint(let step): try removeBreakpoint(before: step)
        case .setAutonomy(let agent, let level): try setAutonomy(level, of: agent)
        case .undo(let revision): try undo(revision)
        case .redo(let revision): try redo(revision)
        }
    }
}
