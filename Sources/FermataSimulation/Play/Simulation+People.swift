import FermataCore
import FermataRuntime

extension Simulation {
    mutating func letSomebodyWish() throws(Violation) {
        try letWish(at: generator.below(people.count))
    }

    mutating func letWish(at index: Int) throws(Violation) {
        if !generator.happens(percent: temper.stalePercent) {
            people[index].screen.catchUp(with: log)
        }
        let command = wish(of: people[index].screen.state)
        try perform(command, at: index)
        // Somebody else, who still sees the gate, decides it too.
        guard case .decide = command, generator.happens(percent: 15) else { return }
        let other = (index + 1) % people.count
        try perform(verdict(on: people[other].screen.state) ?? command, at: other)
    }

    /// Somebody sends a command: to a process that may carry the run out, or from a terminal of their own.
    mutating func perform(_ command: Command, at index: Int) throws(Violation) {
        if !isSettling, generator.happens(percent: 35), let owner = generator.pickAny(owners.map(\.id)) {
            try order(command, by: index, from: owner)
        } else {
            try performAlone(command, at: index)
        }
        if generator.happens(percent: 40) { try spreadNews() }
    }

    mutating func performAlone(
        _ command: Command, at index: Int, named name: String? = nil, until expiry: Timestamp? = nil
    ) throws(Violation) {
        var screen = people[index].screen
        let before = witness?.state
        let wish = Wish(
            command, by: people[index].actor, named: name ?? nextCommandName(), until: expiry)
        let reaction = try decideAlone(wish, on: &screen)
        people[index].screen = screen
        guard reaction == .appended, let before else { return }
        mark(command, on: before)
        // The owner hears of it while somebody else has the journal locked.
        if !isCalm, temper.outageWeight > 0, generator.happens(percent: 8) { letJournalFail() }
    }

    private mutating func order(_ command: Command, by person: Int, from id: Int) throws(Violation) {
        guard let index = index(of: id) else { return }
        ticketCount += 1
        let name = nextCommandName()
        var expiry: Timestamp?
        if generator.happens(percent: 30) {
            expiry = Timestamp(milliseconds: now.milliseconds + Int64(generator.below(3) * 100))
            expiries[name] = expiry
        }
        owners[index].orders[ticketCount] = OwnerProcess.PendingOrder(
            person: person, command: command, expiry: expiry, name: name)
        owners[index].engine.order(for: SimulationNames.run, ticket: ticketCount)
        try work(id)
    }

    mutating func wish(of state: RunState) -> Command {
        let isSomethingEnding = owners.contains { $0.flights.contains(where: \.isEnding) }
        if isSomethingEnding, generator.happens(percent: 60) { return interference(with: state) }
        if generator.happens(percent: temper.stopPercent) { return .stop(reason: "Enough.") }
        if generator.happens(percent: temper.verdictPercent), let verdict = verdict(on: state) {
            return verdict
        }
        if let rare = rareWish(of: state) { return rare }
        let step = generator.happens(percent: 3) ? SimulationNames.step(99) : someStep(of: state)
        switch generator.below(20) {
        case 0:
            let working = owners.flatMap(\.flights).map(\.key.step)
            return .redirect(
                generator.pickAny(working) ?? step,
                instructions: generator.happens(percent: 90) ? "Like this." : " ")
        case 1:
            return .skip(step, includingDependents: generator.happens(percent: 30), reason: "Not needed.")
        case 2: return .takeOver(step, outputs: .record(("value", "by hand")))
        case 3, 4: return rollBack(to: step, in: state)
        case 5: return .pause(someScope(of: state))
        case 6, 7: return .resume(state.isPaused ? .run : someHold(of: state) ?? someScope(of: state))
        case 8: return .note(generator.happens(percent: 50) ? step : nil, text: "Mind the gap.")
        case 9: return .addBreakpoint(breakpoint(before: step))
        case 10: return .removeBreakpoint(state.breakpoints.first?.step ?? step)
        case 11:
            let agent = generator.happens(percent: 50) ? generator.pick(SimulationNames.agents) : nil
            return .setAutonomy(agent, generator.pick(Autonomy.allCases))
        case 12, 13: return undoOrRedo(in: state)
        case 14, 15: return edit(of: state)
        case 16, 17:
            let changed = state.effects.filter(\.isOutstanding).map(\.step).filter { state[$0] != nil }
            return rollBack(to: generator.pickAny(changed) ?? step, in: state)
        case 18: return holdOrRelease(in: state)
        default: return verdict(on: state) ?? .undo()
        }
    }

    /// What can be wished only in moments that pass quickly.
    private mutating func rareWish(of state: RunState) -> Command? {
        let held = state.openGates.filter { state[$0]?.heldBy != nil }
        if let gate = generator.pickAny(held), generator.happens(percent: 20) { return .releaseGate(gate) }
        if let key = state.compensations.first?.workingKey, generator.happens(percent: 25) {
            return .skip(key.step, includingDependents: false, reason: "Leave it.")
        }
        let failed = state.openGates.compactMap { state[$0] }.filter { gate in
            if case .failure = gate.subject { true } else { false }
        }
        // What is added now was not shown to whoever says yes to the gate.
        if let step = generator.pickAny(failed)?.step, generator.happens(percent: 12) {
            return .note(step, text: "Mind the gap.")
        }
        return nil
    }

    /// What disturbs most while an abandoned attempt is still ending and the next one waits for its turn.
    private mutating func interference(with state: RunState) -> Command {
        switch generator.below(6) {
        case 0, 1: .stop(reason: "Enough.")
        case 2: .pause(someScope(of: state))
        case 3: .note(nil, text: "And another thing.")
        default: .redirect(someStep(of: state), instructions: "No, like that.")
        }
    }

    private mutating func someStep(of state: RunState) -> StepID {
        generator.pick(state.steps.map(\.id))
    }

    /// Takes the deadline of some gate away or gives it back, and now and then of one that has none.
    private mutating func holdOrRelease(in state: RunState) -> Command {
        let gates = state.openGates.compactMap { state[$0] }
        if let held = generator.pickAny(gates.filter { $0.heldBy != nil }), generator.happens(percent: 60) {
            return .releaseGate(held.id)
        }
        let timed = generator.pickAny(gates.filter { $0.deadline != nil })?.id
        return .holdGate(timed ?? generator.pickAny(state.openGates) ?? GateID(1))
    }

    private mutating func someScope(of state: RunState) -> HoldScope {
        switch generator.below(3) {
        case 0: .run
        case 1: .agent(generator.pick(SimulationNames.agents))
        default: .step(someStep(of: state))
        }
    }

    /// Something that is held, if anything is.
    mutating func someHold(of state: RunState) -> HoldScope? {
        var holds: [HoldScope] = state.isPaused ? [.run] : []
        holds += state.pausedAgents.map(HoldScope.agent)
        holds += state.steps.filter { $0.isPaused && !$0.phase.isEnded }.map { HoldScope.step($0.id) }
        return generator.pickAny(holds)
    }

    private mutating func breakpoint(before step: StepID) -> Breakpoint {
        var playbooks = PlaybookGenerator(generator: generator)
        let breakpoint = playbooks.breakpoint(before: step)
        generator = playbooks.generator
        return breakpoint
    }

    private mutating func rollBack(to step: StepID, in state: RunState) -> Command {
        let begun = state.steps.filter { !$0.attempts.isEmpty }.map(\.id)
        let target = generator.happens(percent: 80) ? generator.pickAny(begun) ?? step : step
        let accepting = generator.happens(percent: 50) ? state.steps.map(\.id) : []
        let preview = generator.happens(percent: 90) ? state.rollbackOutlook(of: target)?.digest : nil
        return .rollBack(
            target, instructions: generator.happens(percent: 40) ? "Differently." : nil,
            accepting: accepting, preview: preview)
    }

    /// Takes back what this screen shows as the last intervention, or does it again; now and then an older
    /// one.
    private mutating func undoOrRedo(in state: RunState) -> Command {
        let names = generator.happens(percent: 60)
        if state.redoable != nil, generator.happens(percent: 60) {
            return .redo(names ? state.redoable?.revision : nil)
        }
        if generator.happens(percent: 10) { return .undo(Revision(max(1, state.revision.number - 2))) }
        return .undo(names ? state.undoable?.revision : nil)
    }

    /// A verdict on a gate that this screen shows as open; now and then on a closed one, on one that never
    /// was, with an old digest, or of a kind that the gate does not take.
    private mutating func verdict(on state: RunState) -> Command? {
        if generator.happens(percent: 6) {
            let number = generator.within(1...(state.gates.count + 2))
            let digest = state[GateID(number)]?.digest ?? Digest(of: [])
            return .decide(GateID(number), .approve, digest: digest)
        }
        guard let gate = generator.pickAny(state.openGates).flatMap({ state[$0] }) else { return nil }
        if generator.happens(percent: 6) {
            let old = generator.pickAny(state.gates.map(\.digest)) ?? Digest(of: [])
            return .decide(gate.id, someVerdict(on: gate, in: state), digest: old)
        }
        if generator.happens(percent: 4) {
            let wrong = generator.pick([Verdict.approve, .reject(reason: " "), .answer("perhaps")])
            return .decide(gate.id, wrong, digest: gate.digest)
        }
        return .decide(gate.id, someVerdict(on: gate, in: state), digest: gate.digest)
    }

    private mutating func someVerdict(on gate: Gate, in state: RunState) -> Verdict {
        switch generator.pick(gate.allowedVerdicts + ["approve"].filter(gate.allowedVerdicts.contains)) {
        case "approve": .approve
        case "reject": .reject(reason: "Not like this.")
        case "answer": .answer(answer(to: gate))
        default: .approveEdited(edits(of: gate, in: state))
        }
    }

    mutating func answer(to gate: Gate) -> JSON {
        if case .question(let question) = gate.subject {
            return .string(question.options.first ?? "The left one.")
        }
        return generator.pick(["yes", "no"])
    }

    private mutating func edits(of gate: Gate, in state: RunState) -> JSON {
        switch gate.subject {
        case .action:
            generator.pick([
                .record(("run", "do it differently")), .record(("env", .record(("MORE", "1")))),
                .record(("timeoutSeconds", 5)), .record(("effect", "none")),
            ])
        case .plan: Plan(revision: state.plan.revision, steps: editedSteps(of: state)).json
        case .synthesis:
            Synthesis(parts: [.init(title: "Edited", text: "By hand.", sources: [])]).json
        case .start, .result, .failure, .forbidden, .question, .unknownOutcome, .compensation:
            .record(("value", "edited"))
        }
    }
}
