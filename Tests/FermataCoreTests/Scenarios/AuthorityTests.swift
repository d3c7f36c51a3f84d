import Foundation
import Testing

@testable import FermataCore

/// What somebody who may not approve can bring about, by one order and by several.
@Suite("Whoever may not approve never gets more done unasked")
struct AuthorityTests {
    private static let olga = Actor(kind: .person, name: "olga", authentication: "token", role: .operator)
    private static let vera = Actor(kind: .person, name: "vera", authentication: "token", role: .viewer)

    /// Set `FERMATA_WALKS` to try more sequences of orders.
    static let secondOrderCount = walkCount >= 1_000 ? .max : 8
    static let walkCount = (ProcessInfo.processInfo.environment["FERMATA_WALKS"].flatMap(Int.init) ?? 60) * 2

    @Test("The table of what an operator's order leads to where an approver's would lead to something else")
    func table() throws {
        var lines = ["What an operator's order leads to, where an approver's leads to something else."]
        for situation in Situation.all {
            lines += ["", "## \(situation.name)", ""]
            for (name, command) in situation.orders {
                let (theirs, ours) = (
                    Self.outcome(of: command, by: .ada, in: situation.run),
                    Self.outcome(of: command, by: Self.olga, in: situation.run)
                )
                if theirs != ours { lines.append("\(name): \(ours)") }
            }
        }
        try Golden.compare(lines, with: "Goldens/decisions-operator.txt")
    }

    @Test("A viewer changes nothing", arguments: Situation.all)
    func viewer(situation: Situation) {
        for (name, command) in situation.orders {
            var run = situation.run
            let code = run.triesUnchecked(command, by: Self.vera)
            let isClosed = situation.run.state.phase.isFinal
            #expect(code == "role.not-allowed" || isClosed, "\(name): \(code ?? "accepted")")
        }
    }

    @Test(
        "No two orders of an operator start what nobody who may approve has let pass",
        arguments: Situation.all)
    func pairs(situation: Situation) {
        let baseline = Baseline(situation.run.state)
        for (firstName, first) in situation.orders {
            var run = situation.run
            guard run.triesUnchecked(first, by: Self.olga) == nil else { continue }
            baseline.check(run.last, "\(situation.name): \(firstName)")
            let context = DecisionContext(time: run.time, actor: Self.olga, epoch: run.epoch)
            let next = Situation(name: situation.name, run: run).orders.shuffled().prefix(
                Self.secondOrderCount)
            for (secondName, second) in next {
                do {
                    let decision = try run.state.decide(second, in: context)
                    baseline.check(decision.events, "\(situation.name): \(firstName), \(secondName)")
                } catch {
                    // A refusal starts nothing.
                    continue
                }
            }
        }
    }

    @Test("Nor do longer sequences, with the work going on between them")
    func walks() {
        let first = UInt64.random(in: 1...(1 << 53))
        print("Sequences of orders: \(Self.walkCount) from seed \(first)")
        let situations = Situation.all
        for seed in first..<first + UInt64(Self.walkCount) {
            var random = SeededGenerator(seed: seed)
            let situation = situations[Int.random(in: 0..<situations.count, using: &random)]
            let baseline = Baseline(situation.run.state)
            var run = situation.run
            var names: [String] = []
            for _ in 0..<6 {
                let orders = Situation(name: situation.name, run: run).orders
                let (name, order) = orders[Int.random(in: 0..<orders.count, using: &random)]
                if run.triesUnchecked(order, by: Self.olga) == nil {
                    names.append(name)
                    baseline.check(run.last, "seed \(seed), \(situation.name): \(names)")
                }
                guard Int.random(in: 0..<3, using: &random) == 0,
                    let key = run.state.steps.compactMap(\.workingKey).first
                else { continue }
                names.append("\(key.step) ends")
                _ = run.triesUnchecked(
                    .report(key, .completed(outputs: .object([]), Assessment(), transcript: nil)), by: .engine
                )
                baseline.check(run.last, "seed \(seed), \(situation.name): \(names)")
            }
        }
    }

    @Test("The way round an approver that once was: roll back, edit, redirect, resume")
    func theOldWayRound() {
        var run = Scenario(
            .of(step("look"), step("after", needs: ["look"])).autonomy(.manual).withoutMilestones)
        run.approves("look")
        run.completes("look")
        run.actor = Self.olga
        run.when(.pause(.run))
        run.when(.rollBack("look", instructions: nil, accepting: []))
        run.editsPlan {
            $0[0].run = "destroy it"
            $0[0].effect = .external
            $0[0].impact = .high
        }
        run.when(.redirect("look", instructions: "Do it now."))
        run.when(.resume(.run))
        run.then("hold.lifted run", "gate.opened g3 beforeCriticalAction look")
        let verdict = run.verdict(.approve, on: "look")
        run.refuses(verdict, "role.not-allowed")
        run.actor = .ada
        run.approves("look")
        run.then("gate.decided g3 approve", "attempt.started look#2 by g3")
    }

    @Test("A step that an operator has made harmless on paper is asked about before it starts")
    func withoutEffect() {
        var run = Scenario(
            .of(step("ship", effect: .external, approval: .required)).autonomy(.guided).withoutMilestones)
        run.actor = Self.olga
        run.editsPlan {
            $0[0].effect = .none
            $0[0].approval = .policy
        }
        run.then(
            "gate.withdrawn g1", "plan.revised 2 [ship] asks again",
            "gate.opened g2 beforeCriticalAction ship")
        #expect(run.gate().reasons.map(\.rule) == [.changedSinceApproval])
    }

    @Test("A step that is added while the run concludes is asked about", arguments: [Actor.ada, olga])
    func addedWhileConcluding(who: Actor) {
        var run = Scenario(.of(step("build")).autonomy(.guided))
        run.approves()
        run.completes("build")
        #expect(run.state.phase == .concluding)
        run.actor = who
        run.editsPlan { $0.append(step("more", needs: ["build"])) }
        #expect(run.gate("more").reasons.map(\.rule) == [.changedSinceApproval])
    }

    @Test("What an operator supplies in place of a result under review is reviewed itself")
    func takeOverOfReview() {
        var run = Scenario(.of(step("build", approval: .required), step("ship", needs: ["build"])))
        run.completes("build")
        run.when(.takeOver("build", outputs: .record(("result", "mine"))), by: Self.olga)
        run.then("gate.withdrawn g1", "step.taken-over build for review", "gate.opened g2 reviewResult build")
        #expect(run.phase("ship") == "pending")
        run.approves("build")
        run.then("gate.decided g2 approve", "attempt.started ship#1 by supervised")
    }

    @Test("What needs a step that a person does is asked about when an operator leaves that step out")
    func skipOfPerson() {
        var run = Scenario(
            .of(step("sign", agent: "person"), step("ship", needs: ["sign"], effect: .external)))
        run.asks("sign")
        run.when(.skip("sign", includingDependents: false, reason: ""), by: Self.olga)
        run.then(
            "gate.withdrawn g1", "step.skipped sign asks before [ship]",
            "gate.opened g2 beforeCriticalAction ship")
        run.when(.undo(), by: Self.olga)
        #expect(run.phases == "sign:suspended ship:pending")
        run.when(.skip("sign", includingDependents: false, reason: ""))
        run.then("gate.withdrawn g3", "step.skipped sign", "attempt.started ship#1 by supervised")
    }

    @Test("What an approver has set, an operator does not take away")
    func whatAnApproverHasSet() {
        var run = Scenario(.of(step("build"), step("ship", needs: ["build"])))
        run.when(.setAutonomy(nil, .manual))
        run.refuses(.undo(), "role.not-allowed", by: Self.olga)
        run.refuses(.setAutonomy(nil, .guided), "role.not-allowed", by: Self.olga)
        run.refuses(.setAutonomy("worker", .supervised), "role.not-allowed", by: Self.olga)
        run.when(.addBreakpoint(Breakpoint(step: "ship")))
        run.refuses(.undo(), "role.not-allowed", by: Self.olga)
        run.refuses(.removeBreakpoint("ship"), "role.not-allowed", by: Self.olga)
        run.when(.pause(.step("ship")))
        run.refuses(.resume(.step("ship")), "role.not-allowed", by: Self.olga)
        run.refuses(.undo(), "role.not-allowed", by: Self.olga)
        run.editsPlan { $0.removeLast() }
        run.refuses(.undo(), "role.not-allowed", by: Self.olga)
        run.when(.undo())
        run.refuses(.redo(), "role.not-allowed", by: Self.olga)
    }

    @Test("What an operator has set, an operator takes away again")
    func whatAnOperatorHasSet() {
        var run = Scenario(.of(step("build"), step("ship", needs: ["build"])))
        run.actor = Self.olga
        run.when(.addBreakpoint(Breakpoint(step: "ship")))
        run.when(.removeBreakpoint("ship"))
        run.when(.pause(.run))
        run.when(.resume(.run))
        run.when(.setAutonomy("worker", .manual))
        run.when(.undo())
        #expect(run.state.autonomy(of: "worker") == .supervised)
    }

    @Test("A run is not made with more autonomy than its playbook has, or with nobody to ask, by an operator")
    func creation() throws {
        let playbook = Playbook.of(step("build")).autonomy(.guided)
        let context = DecisionContext(time: Timestamp(milliseconds: 0), actor: Self.olga)
        for (autonomy, isUnattended) in [(Autonomy.supervised, false), (.guided, true)] {
            let created = RunCreated(
                run: "run-1", title: "A test", playbook: playbook, inputs: .object([]), directory: "/tmp",
                autonomy: autonomy, isUnattended: isUnattended)
            #expect { try RunState.create(created, in: context) } throws: { error in
                (error as? Refusal)?.code == "role.not-allowed"
            }
        }
    }

    private static func outcome(of command: Command, by actor: Actor, in run: Scenario) -> String {
        var run = run
        if let code = run.triesUnchecked(command, by: actor) { return "refused, \(code)" }
        return run.last.isEmpty ? "nothing" : run.last.map(\.line).joined(separator: ", ")
    }
}

/// What may start unasked by what people who may approve have let pass: the steps as they were planned.
private struct Baseline {
    private var actions: [StepID: Action] = [:]

    init(_ state: RunState) {
        for index in state.steps.indices {
            let step = state.steps[index]
            let isStopped = state.breakpoints.contains { $0.step == step.id && !$0.logOnly }
            guard Policy.beforeStep(at: index, in: state, besides: nil) == .proceed, !isStopped else {
                continue
            }
            actions[step.id] = Self.core(state.action(at: index))
        }
    }

    private static func core(_ action: Action) -> Action {
        var action = action
        action.instructions = []
        return action
    }

    func check(_ events: [Event], _ what: String) {
        for case .attemptStarted(let start) in events {
            guard case .policy = start.decision, let action = start.action else { continue }
            #expect(actions[start.key.step] == Self.core(action), "\(what): \(start.key.line) starts unasked")
        }
    }
}

extension Situation {
    /// The orders that a person can give, those that try to get round an approver among them.
    fileprivate var orders: [(name: String, command: Command)] {
        let state = run.state
        func edit(_ name: String, _ change: (inout PlanStep) -> Void) -> (name: String, command: Command) {
            var steps = state.plan.steps
            for index in steps.indices where steps[index].id == "it" { change(&steps[index]) }
            return (name, .editPlan(baseRevision: state.plan.revision, steps: steps))
        }
        let people = commands.filter { entry in
            switch entry.command {
            case .adopt, .advance, .expireGates, .report, .reportCompensation: false
            case .rollBack(_, _, _, let preview): preview != nil
            case .decide, .holdGate, .releaseGate, .editPlan, .redirect, .skip, .takeOver, .pause, .resume,
                .stop, .note, .addBreakpoint, .removeBreakpoint, .setAutonomy, .undo, .redo:
                true
            }
        }
        return people + [
            edit("make it external and irreversible") {
                $0.effect = .external
                $0.impact = .high
                $0.undo = nil
            },
            edit("make it harmless on paper") {
                $0.effect = .none
                $0.impact = .low
                $0.undo = nil
                $0.approval = .policy
            },
            edit("let it be repeated") {
                $0.isIdempotent = true
                $0.retries = 20
            },
            edit("let it need nothing") { $0.needs = [] },
            ("let the run do as it likes", .setAutonomy(nil, .autonomous)),
            ("let the agent do as it likes", .setAutonomy("worker", .autonomous)),
            (
                "roll back as shown",
                .rollBack(
                    "it", instructions: "Once more.", accepting: state.steps.map(\.id),
                    preview: state.rollbackOutlook(of: "it")?.digest)
            ),
        ]
    }
}
