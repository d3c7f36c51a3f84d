@testable import FermataCore

/// Makes up a playbook and then command after command that could be meant for the run as it stands: mostly
/// sensible ones, so that the walk gets somewhere, and some that must be refused.
struct Wanderer {
    var random: SeededGenerator
    private static let names: [StepID] = ["a", "b", "c", "d", "e"]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    /// Walks without any check but those of the core itself: what phases follow which.
    mutating func transitions(commandCount: Int) -> Set<Transition> {
        var time = Timestamp(milliseconds: 1_700_000_000_000)
        let playbook = soundPlaybook()
        let created = RunCreated(
            run: "run-1", title: "A walk", playbook: playbook, inputs: .object([]), directory: "/tmp",
            autonomy: playbook.autonomy, isUnattended: random.chance(15))
        var context = DecisionContext(time: time, actor: .ada)
        var found: Set<Transition> = []
        var state: RunState
        do {
            state = try RunState.create(created, in: context).state
        } catch {
            preconditionFailure("A sound playbook was refused: \(error)")
        }
        for _ in 0..<commandCount where !state.phase.isFinal {
            if random.chance(20) { time = time.adding(seconds: 20) }
            var (command, actor) = command(for: state)
            if state.epoch == .zero, random.chance(50) { command = .adopt(Epoch(1), owner: "host/1") }
            context = DecisionContext(time: time, actor: actor, epoch: state.epoch)
            // Reason: people wish for what cannot be, and a refusal changes nothing; the walk goes on.
            guard let decision = try? state.decide(command, in: context) else { continue }
            found.formUnion(Transition.of(decision, from: state, in: context))
            state = decision.state
        }
        return found
    }

    mutating func soundPlaybook() -> Playbook {
        while true {
            let playbook = playbook()
            if playbook.plan.problems(in: playbook).isEmpty { return playbook }
        }
    }

    private mutating func playbook() -> Playbook {
        var steps: [PlanStep] = []
        for name in Self.names.prefix(Int.random(in: 1...4, using: &random)) {
            let earlier = steps.map(\.id)
            steps.append(newStep(name, needs: earlier.filter { _ in random.chance(45) }))
        }
        var playbook = Playbook.of(steps).autonomy(random.pick(Autonomy.allCases))
        playbook.concurrency = random.pick([1, 2, 4])
        if random.chance(20) { playbook.budget = 3 }
        for kind in GateKind.allCases where random.chance(35) {
            let word = random.pick(GateSettings.allowedDefaults(for: kind))
            let outcome: GateDefault =
                switch word {
                case "approve": .approve
                case "reject": .reject
                case "skip": .skip
                case "answer": .answer("the usual")
                default: .stop
                }
            playbook = playbook.gate(kind, random.pick([true, false, nil]), after: 30, default: outcome)
        }
        for step in steps where random.chance(20) {
            playbook = playbook.breakpoint(
                step.id, random.pick(Breakpoint.Level.allCases), logOnly: random.chance(30))
        }
        return playbook
    }

    private mutating func newStep(_ name: StepID, needs: [StepID]) -> PlanStep {
        let effect = random.pick(Effect.allCases)
        return step(
            name, needs: needs, agent: random.pick(["worker", "worker", "other", "person"]),
            run: "do \(name) \(Int.random(in: 0..<1000, using: &random))", effect: effect,
            impact: random.pick(Impact.allCases),
            undo: effect == .external && random.chance(60) ? "undo \(name)" : nil,
            approval: random.chance(20) ? .required : .policy, retries: random.pick([0, 0, 1, 2]),
            onFailure: random.pick([.ask, .ask, .ask, .skip, .stop]))
    }

    mutating func command(for state: RunState) -> (Command, Actor) {
        if random.chance(45), let report = report(for: state) { return (report, .engine) }
        if random.chance(45), let verdict = verdict(for: state) { return (verdict, .ada) }
        if random.chance(4) { return (.adopt(state.epoch.next, owner: "host/2"), .engine) }
        if random.chance(20) { return (random.pick([.expireGates, .expireGates, .advance]), .engine) }
        return (intervention(in: state), .ada)
    }

    private mutating func report(for state: RunState) -> Command? {
        if let key = state.compensations.first?.workingKey, random.chance(50) {
            let failure = random.chance(30) ? AttemptFailure(kind: .permanent, message: "It broke.") : nil
            return .reportCompensation(key, failure, transcript: nil)
        }
        let keys = state.steps.compactMap(\.workingKey)
        guard !keys.isEmpty else { return nil }
        let key = random.pick(keys)
        let cost = random.chance(50) ? 1.0 : nil
        switch Int.random(in: 0..<10, using: &random) {
        case 0, 1:
            let failure = AttemptFailure(
                kind: random.pick(AttemptFailure.Kind.allCases), message: "It broke.")
            return .report(key, .failed(failure, cost: cost, transcript: nil))
        case 2, 3:
            let question = Question(text: "Which?", options: random.chance(30) ? ["left", "right"] : [])
            return .report(
                key,
                .suspended(
                    question, memento: random.pick([.null, "page 3"]), Assessment(cost: cost),
                    transcript: nil))
        default:
            let assessment = Assessment(uncertainty: random.pick([nil, 0.2, 0.9]), cost: cost)
            let outputs: JSON = random.chance(5) ? "no object" : .record(("result", "done"))
            return .report(key, .completed(outputs: outputs, assessment, transcript: nil))
        }
    }

    private mutating func verdict(for state: RunState) -> Command? {
        guard let gate = state.openGates.isEmpty ? nil : state[random.pick(state.openGates)] else {
            return nil
        }
        let verdict: Verdict
        switch random.pick(gate.allowedVerdicts) {
        case "approve": verdict = .approve
        case "reject": verdict = .reject(reason: "Not like this.")
        case "answer": verdict = .answer(random.pick(["yes", "no", "left"]))
        default: verdict = .approveEdited(edits(of: gate, in: state))
        }
        return .decide(gate.id, verdict, digest: gate.digest)
    }

    private mutating func edits(of gate: Gate, in state: RunState) -> JSON {
        switch gate.subject {
        case .plan: return Plan(steps: editedSteps(of: state)).json
        case .action: return .record(("run", "do it otherwise"))
        case .result: return .record(("result", "better"))
        case .synthesis(let synthesis): return synthesis.json
        case .start, .failure, .forbidden, .question, .unknownOutcome, .compensation: return .null
        }
    }

    private mutating func editedSteps(of state: RunState) -> [PlanStep] {
        var steps = state.plan.steps
        let index = Int.random(in: 0..<steps.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0 where steps.count > 1:
            let removed = steps.remove(at: index).id
            for other in steps.indices { steps[other].needs.removeAll { $0 == removed } }
        case 1, 2:
            if let name = Self.names.first(where: { state.graph.position[$0] == nil }) {
                steps.append(newStep(name, needs: steps.map(\.id).filter { _ in random.chance(40) }))
            }
        case 3: steps[index].needs = steps.prefix(index).map(\.id).filter { _ in random.chance(50) }
        default: steps[index].run = "do it \(Int.random(in: 0..<1000, using: &random))"
        }
        return steps
    }

    private mutating func intervention(in state: RunState) -> Command {
        let step = random.pick(state.plan.steps.map(\.id))
        let scope: HoldScope = random.pick([.run, .agent("worker"), .step(step)])
        switch Int.random(in: 0..<16, using: &random) {
        case 0, 1: return .editPlan(baseRevision: state.plan.revision, steps: editedSteps(of: state))
        case 2: return .redirect(step, instructions: "Like that.")
        case 3: return .skip(step, includingDependents: random.chance(40), reason: "")
        case 4: return .takeOver(step, outputs: .record(("result", "mine")))
        case 5, 6: return .rollBack(step, instructions: nil, accepting: state.plan.steps.map(\.id))
        case 7: return .pause(scope)
        case 8, 9: return .resume(scope)
        case 10: return random.chance(15) ? .stop(reason: "") : random.pick([.undo(), .undo(), .redo()])
        case 11: return .note(random.chance(50) ? step : nil, text: "Mind this.")
        case 12: return .addBreakpoint(Breakpoint(step: step))
        case 13: return .removeBreakpoint(step)
        case 14: return .setAutonomy(random.chance(30) ? "worker" : nil, random.pick(Autonomy.allCases))
        default:
            // What has a deadline is held, and what is held gets it back.
            let open = state.openGates.compactMap { state[$0] }
            if let held = open.first(where: { $0.heldBy != nil }) { return .releaseGate(held.id) }
            return open.first { $0.deadline != nil }.map { .holdGate($0.id) } ?? .undo()
        }
    }
}
