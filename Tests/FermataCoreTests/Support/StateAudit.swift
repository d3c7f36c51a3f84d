import Testing

@testable import FermataCore

/// The checks that hold for every decision of every scenario.
struct StateAudit {
    private var folded: RunState
    private var started: Set<AttemptKey> = []
    /// Which phases have followed which.
    private(set) var transitions: Set<Transition> = []

    init(state: RunState) {
        folded = state
    }

    init(creation decision: Decision, in context: DecisionContext, _ location: SourceLocation) {
        let first = RunState(
            first: decision.events[0], in: EventContext(time: context.time, actor: context.actor))
        folded = first ?? decision.state
        #expect(first != nil, "the first event is not the creation", sourceLocation: location)
        #expect(RunState.objection(toFirst: decision.events[0]) == nil, sourceLocation: location)
        follow(Decision(events: Array(decision.events.dropFirst()), state: decision.state), context, location)
    }

    mutating func check(
        _ decision: Decision, of command: Command, from before: RunState, in context: DecisionContext,
        _ location: SourceLocation
    ) {
        do {
            let again = try before.decide(command, in: context)
            #expect(again == decision, "decided differently the second time", sourceLocation: location)
            let restored = try RunState(json: JSON(parsing: before.json.encoded()))
            #expect(
                try restored.decide(command, in: context) == decision,
                "a state read from a snapshot decides differently", sourceLocation: location)
        } catch {
            Issue.record("refused the second time: \(error)", sourceLocation: location)
        }
        follow(decision, context, location)
    }

    private mutating func follow(
        _ decision: Decision, _ context: DecisionContext, _ location: SourceLocation
    ) {
        let eventContext = EventContext(time: context.time, actor: context.actor)
        for event in decision.events {
            #expect(!folded.phase.isFinal, "\(event.line) follows the end", sourceLocation: location)
            checkRecord(of: event, location)
            if let objection = folded.objection(to: event, in: eventContext) {
                Issue.record("\(event.line) counts as damage: \(objection)", sourceLocation: location)
            }
            let before = folded
            folded.apply(event, in: eventContext)
            check(Transition.between(before, folded, by: event), location)
            if case .attemptStarted(let start) = event { check(start, from: before, location) }
        }
        #expect(folded == decision.state, "replay gives another state", sourceLocation: location)
        do {
            let read = try RunState(json: JSON(parsing: decision.state.json.encoded()))
            #expect(read == decision.state, "the snapshot is another state", sourceLocation: location)
        } catch {
            Issue.record("the snapshot cannot be read: \(error)", sourceLocation: location)
        }
        let idle = context.epoch == decision.state.epoch ? decision.state.idleSteps : []
        for problem in decision.state.inconsistencies + idle {
            Issue.record("\(problem) after \(decision.events.map(\.line))", sourceLocation: location)
        }
    }

    private mutating func check(_ found: [Transition], _ location: SourceLocation) {
        transitions.formUnion(found)
        do {
            let page = try StateMachinePage.current.get()
            for transition in found where !page.shows(transition) {
                Issue.record(
                    "docs/state-machine.md does not show \(transition.arrow) by \(transition.cause.rawValue)",
                    sourceLocation: location)
            }
        } catch {
            Issue.record("docs/state-machine.md cannot be read: \(error)", sourceLocation: location)
        }
    }

    /// Nothing starts twice, past a limit, or without somebody or something that let exactly this pass.
    private mutating func check(
        _ start: AttemptStarted, from before: RunState, _ location: SourceLocation
    ) {
        let name = start.key.line
        #expect(started.insert(start.key).inserted, "\(name) is started twice", sourceLocation: location)
        guard let index = before.graph.position[start.key.step] else {
            Issue.record("\(name) is started and not in the plan", sourceLocation: location)
            return
        }
        let step = before.steps[index]
        #expect(step.phase == .ready, "\(name) is started while \(step.phase.word)", sourceLocation: location)
        #expect(start.digest == before.action(at: index).digest, sourceLocation: location)
        #expect(!before.isHeld(index), "\(name) is started though held", sourceLocation: location)
        #expect(
            before.workingCounts().hasRoom(for: index, in: before), "\(name) exceeds a limit",
            sourceLocation: location)
        switch start.decision {
        case .policy:
            let wasRedirected =
                step.approvedDigest == start.digest && step.instructions.last?.kind == .redirect
            let wentOn = start.key.invocation > 1 && step.attempt?.digest == start.digest
            #expect(
                wasRedirected || wentOn || Policy.beforeStep(at: index, in: before) == .proceed,
                "\(name) is started though policy asks", sourceLocation: location)
        case .gate(let id):
            guard let gate = before[id] else {
                Issue.record("\(name) was let pass by an unknown gate", sourceLocation: location)
                return
            }
            #expect(gate.step == step.id, sourceLocation: location)
            #expect(
                gate.letsPass(start.digest), "\(name) is not what \(id) let pass", sourceLocation: location)
        }
    }

    private func checkRecord(of event: Event, _ location: SourceLocation) {
        do {
            let record = event.record
            let payload = try JSON(parsing: record.payload.encoded())
            let read = try Event(
                record: EventRecord(type: record.type, version: record.version, payload: payload))
            #expect(read == event, "\(event.line) is read differently", sourceLocation: location)
        } catch {
            Issue.record("\(event.line) cannot be read: \(error)", sourceLocation: location)
        }
    }
}

extension RunState {
    /// What must never be true of a state at rest, in sentences.
    var inconsistencies: [String] {
        if phase.isFinal {
            return openGates.isEmpty ? [] : ["gates \(openGates) are open though the run has ended"]
        }
        var problems: [String] = []
        if openGates != gates.filter(\.isOpen).map(\.id) { problems.append("openGates is out of step") }
        for index in steps.indices { problems += inconsistencies(at: index) }
        for gate in openGates.compactMap({ self[$0] }) where !isWaitingAt(gate) {
            problems.append("nothing waits at gate \(gate.id) (\(gate.kind.rawValue))")
        }
        if openGates.filter({ self[$0]?.step == nil }).count > 1 {
            problems.append("two gates hold the whole run")
        }
        if phase == .concluding, !steps.allSatisfy(\.phase.isEnded) {
            problems.append("the run concludes though not every step has ended")
        }
        if let stop, !isAnythingWorking {
            problems.append("nothing works, yet the stop waits: \(stop.reason)")
        }
        return problems
    }

    private func inconsistencies(at index: Int) -> [String] {
        let step = steps[index]
        let haveNeedsEnded = graph.needs[index].allSatisfy { steps[$0].phase.isEnded }
        switch step.phase {
        case .pending: return haveNeedsEnded ? ["\(step.id) is pending though its needs have ended"] : []
        case .ready: return haveNeedsEnded ? [] : ["\(step.id) is ready though its needs have not ended"]
        case .held(let gate), .suspended(let gate), .reviewing(let gate):
            if stop != nil { return [] }
            return openGates.contains(gate) ? [] : ["\(step.id) waits at \(gate), which is closed"]
        case .working:
            if stop != nil { return [] }
            guard let key = step.workingKey else { return ["\(step.id) works without an attempt"] }
            return key.epoch == epoch ? [] : ["\(step.id) works under an owner that is gone"]
        case .failed: return stop != nil ? [] : ["\(step.id) has failed and nobody is asked"]
        case .rolledBack:
            return compensations.isEmpty ? ["\(step.id) is rolled back and nothing releases it"] : []
        case .done, .skipped: return []
        }
    }

    /// Steps that could be started by the owner who has just decided, and were not.
    var idleSteps: [String] {
        guard phase == .running, stop == nil else { return [] }
        let counts = workingCounts()
        return steps.indices.compactMap { index in
            guard steps[index].phase == .ready, !isHeld(index), counts.hasRoom(for: index, in: self) else {
                return nil
            }
            return "\(steps[index].id) is ready, nothing holds it, and it is not started"
        }
    }

    private func isWaitingAt(_ gate: Gate) -> Bool {
        if case .compensation = gate.subject { return compensations.first?.status == .reviewing(gate.id) }
        if let step = gate.step { return self[step]?.phase.gate == gate.id }
        switch gate.kind {
        case .beforeStart: return phase == .drafting
        case .afterPlanning: return phase == .proposed && gate.digest == Digest(of: plan.json)
        case .beforeCompletion: return phase == .concluding
        case .beforeCriticalAction, .reviewResult, .breakpoint, .question, .recovery: return false
        }
    }
}

extension Gate {
    /// Whether a verdict, or the default, let exactly this action of the gate's step pass.
    fileprivate func letsPass(_ digest: Digest) -> Bool {
        switch (subject, status) {
        case (.action, .decided(.approve, _, _)), (.action, .expired(.approve, _)): self.digest == digest
        case (.action(let shown), .decided(.approveEdited(let edits), _, _)):
            shown.applying(edits: edits).digest == digest
        // The next attempt's action differs from what was shown by the feedback that the verdict itself
        // brought.
        case (.result, .decided(.reject, _, _)), (.failure, .decided(.approve, _, _)),
            (.unknownOutcome, .decided(.answer, _, _)):
            true
        default: false
        }
    }
}
