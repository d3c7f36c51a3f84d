import Testing

@testable import FermataCore

@Suite("A yes lets exactly what was shown start, once")
struct ConsentTests {
    private let ship = Playbook.of(step("ship", effect: .external)).autonomy(.guided).withoutMilestones

    @Test("A yes after a refusal starts what it shows, and says that it was refused")
    func afterRefusal() {
        var run = Scenario(ship)
        let refused = run.gate("ship")
        run.rejects("ship", because: "Not today.")
        run.then("gate.decided g1 reject", "gate.opened g2 reviewResult ship")
        let gate = run.gate("ship")
        #expect(
            gate.subject
                == .failure(AttemptFailure(kind: .refused, message: "Not today."), next: action(of: refused)))
        #expect(gate.reasons.map(\.rule) == [.refused])
        #expect(gate.title(in: run.state).contains("was refused"))
        run.approves("ship")
        run.then("gate.decided g2 approve", "attempt.started ship#1 by g2")
    }

    @Test("A note that is left meanwhile is shown before a yes lets the step start with it")
    func noteMeanwhile() {
        var run = Scenario(.of(step("build")))
        run.fails("build")
        let stale = run.verdict(.approve)
        run.when(.note("build", text: "Delete everything."))
        run.then("gate.withdrawn g1", "note.added build", "gate.opened g2 reviewResult build")
        run.refuses(stale, "gate.closed")
        guard case .failure(_, let next?) = run.gate("build").subject else {
            Issue.record("nothing is shown")
            return
        }
        #expect(next.instructions.map(\.text) == ["Delete everything."])
        run.approves("build")
        #expect(run.action("build") == next)
    }

    @Test("A yes is used up by one start")
    func once() {
        var run = Scenario(ship)
        run.approves("ship")
        run.fails("ship", .notBegun)
        run.when(.redirect("ship", instructions: "To one region."))
        #expect(run.gate("ship").kind == .beforeCriticalAction)
        run.approves("ship")
        #expect(run.state["ship"]?.approvedDigest == nil)
        #expect(run.state["ship"]?.attempt?.gate == run.state.gates.last?.id)
    }

    @Test(
        "Nobody's redirection lets a step start that is asked about", arguments: [Autonomy.manual, .guided])
    func redirect(level: Autonomy) {
        var run = Scenario(
            .of(step("it", effect: .workspace, impact: .high)).autonomy(level).withoutMilestones)
        run.approves("it")
        run.when(.redirect("it", instructions: "Differently."))
        run.then(
            "attempt.abandoned it#1", "step.redirected it", "gate.opened g2 beforeCriticalAction it")
    }

    @Test("What is asked covers all that a launch uses")
    func everything() {
        let all = step(
            "ship", run: "ship it", with: .record(("a", 1)), env: .record(("TO", "all")), effect: .external,
            impact: .high, undo: "recall it", approval: .required, timeoutSeconds: 60, retries: 2,
            onFailure: .skip)
        let digest = Scenario(Playbook.of(all).autonomy(.guided).withoutMilestones).gate("ship").digest
        let changes: [(inout PlanStep) -> Void] = [
            { $0.run = "ship it!" }, { $0.with = .record(("a", 2)) }, { $0.env = .record(("TO", "one")) },
            { $0.undo = "recall it!" }, { $0.approval = .policy }, { $0.timeoutSeconds = 61 },
            { $0.retries = 3 }, { $0.onFailure = .stop }, { $0.isIdempotent = true }, { $0.impact = .low },
        ]
        for (number, change) in changes.enumerated() {
            var other = all
            change(&other)
            let run = Scenario(Playbook.of(other).autonomy(.guided).withoutMilestones)
            #expect(run.gate("ship").digest != digest, "change \(number) is not covered")
        }
        let inputs = Scenario(
            Playbook.of(all).autonomy(.guided).withoutMilestones, inputs: .record(("target", "production")))
        #expect(inputs.gate("ship").digest != digest)
        let shell = Scenario(
            Playbook.of(all).autonomy(.guided).withoutMilestones.with {
                $0.agents[0].shell = ["/bin/bash", "-c"]
            })
        #expect(shell.gate("ship").digest != digest)
    }

    @Test("What is owed is what the log recorded, with its digest")
    func owed() throws {
        var run = Scenario(ship)
        run.approves("ship")
        let owed = try #require(run.state.obligations.owed.first)
        #expect(owed.action.digest == owed.digest)
        #expect(owed.action.inputs == .record(("INPUT_TARGET", "staging")))
        #expect(owed.action.inherits == Action.inheritedNames)
        #expect(owed.action.directory == .run)
        #expect(run.state.obligations(under: Epoch(7)) == .none)
    }

    @Test("What was asked in an older form is withdrawn and asked anew by the next owner")
    func olderForm() throws {
        var run = Scenario(ship)
        let json = run.state.json.encoded().replacing(#""form":2,"#, with: "").replacing(
            #","form":2"#, with: "")
        let older = try RunState(json: JSON(parsing: json))
        let context = DecisionContext(time: run.time, actor: .engine)
        let decision = try older.decide(.adopt(older.epoch.next, owner: "host/2"), in: context)
        #expect(
            decision.events.map(\.line) == [
                "owner.changed 2", "gate.withdrawn g1", "gate.opened g2 beforeCriticalAction ship",
            ])
        run.approves("ship")
    }

    private func action(of gate: Gate) -> Action? {
        if case .action(let action) = gate.subject { action } else { nil }
    }
}

@Suite("What is off, what is forbidden, and what silence may do")
struct SubtractionTests {
    @Test("Nothing is off but milestones, reviews and questions", arguments: GateKind.allCases)
    func mayBeOff(kind: GateKind) {
        let may: Set<GateKind> = [.beforeStart, .afterPlanning, .reviewResult, .beforeCompletion, .question]
        #expect(kind.mayBeOff == may.contains(kind))
    }

    @Test("A breakpoint that always fires does so although breakpoints are off, also one that a person adds")
    func breakpointsOff() {
        var run = Scenario(
            .of(step("build"), step("ship", needs: ["build"])).gate(.breakpoint, false).breakpoint("build"))
        run.approves("build")
        run.when(.addBreakpoint(Breakpoint(step: "ship")))
        run.completes("build")
        #expect(run.gate("ship").kind == .breakpoint)
    }

    @Test("A level that a person has chosen asks although the playbook turns its gates off")
    func chosenManual() {
        var run = Scenario(
            .of(step("build"), step("ship", needs: ["build"], effect: .external, impact: .high))
                .gate(.beforeCriticalAction, false).withoutMilestones)
        run.when(.setAutonomy(nil, .manual))
        run.completes("build")
        #expect(run.gate("ship").reasons.map(\.rule) == [.manualAutonomy, .externalEffect, .highImpact])
        run.approves("ship")
        run.completes("ship")
        #expect(run.gate().kind == .beforeCompletion)
    }

    @Test("A level that only the playbook has is what the playbook's gates take from")
    func declaredManual() {
        let run = Scenario(.of(step("build")).autonomy(.manual).withoutMilestones)
        #expect(run.gate().kind == .beforeCriticalAction)
    }

    @Test("Whether it happened is asked although recovery is off")
    func recoveryOff() {
        var run = Scenario(.of(step("ship", effect: .external)).gate(.recovery, false))
        run.fails("ship", .uncertain)
        #expect(run.gate("ship").kind == .recovery)
    }

    @Test("Silence at the plan lets nothing irreversible start that nobody would be asked about")
    func silenceAtPlan() {
        let playbook = Playbook.of(step("ship", effect: .external)).autonomy(.guided)
            .gate(.afterPlanning, true, after: 1, default: .approve)
        var run = Scenario(playbook)
        #expect(run.gate().deadline != nil)
        run.when(.setAutonomy(nil, .supervised))
        run.wait(seconds: 2)
        run.when(.expireGates, by: .engine)
        run.then("gate.withdrawn g1", "gate.opened g2 afterPlanning")
        #expect(run.gate().deadline == nil)
    }

    @Test("Silence lets nothing start that was changed, or where a person wants to be asked")
    func silenceBeforeStep() {
        let playbook = Playbook.of(step("ship", effect: .external, undo: "recall it")).autonomy(.guided)
            .withoutMilestones.gate(.beforeCriticalAction, after: 1, default: .approve)
        #expect(Scenario(playbook).gate().deadline != nil)
        var changed = Scenario(playbook)
        changed.when(
            changed.planEdit { $0[0].run = "ship all" },
            by: Actor(kind: .person, name: "olga", authentication: "token", role: .operator))
        #expect(changed.gate().deadline == nil)
        var manual = Scenario(playbook)
        manual.when(.setAutonomy(nil, .manual))
        manual.wait(seconds: 2)
        manual.when(.expireGates, by: .engine)
        manual.then("gate.withdrawn g1", "gate.opened g2 beforeCriticalAction ship")
    }

    @Test("What a rule forbids cannot be approved, and a plan without it goes on")
    func forbidden() {
        var run = Scenario(
            .of(step("build"), step("ship", needs: ["build"], effect: .external)).with {
                $0.forbid = [ForbidRule(effect: .external, reason: "Nothing leaves this house.")]
            })
        run.completes("build")
        run.then("attempt.completed build#1", "gate.opened g1 reviewResult ship")
        #expect(run.gate("ship").allowedVerdicts == ["reject"])
        let verdict = run.verdict(.approve, on: "ship")
        run.refuses(verdict, "gate.verdict-not-allowed")
        run.when(.redirect("ship", instructions: "Please."))
        #expect(run.gate("ship").reasons.map(\.detail) == ["Nothing leaves this house."])
        run.editsPlan { $0[1].effect = .workspace }
        #expect(run.phase("ship") == "working")
    }

    @Test("A run that is stopped while it is paused is not paused any more")
    func stoppedWhilePaused() {
        var run = Scenario(.of(step("build")))
        run.when(.pause(.run))
        run.when(.stop(reason: "Enough."))
        #expect(!run.state.isPaused)
    }
}

@Suite("Undo and redo")
struct RedoTests {
    private let chain = Playbook.of(
        step("build"), step("ship", needs: ["build"]), step("tell", needs: ["ship"]))

    @Test("What was undone can be done again, and undone again, until something new happens")
    func backAndForth() {
        var run = Scenario(chain)
        run.when(.skip("ship", includingDependents: true, reason: ""))
        run.when(.undo(run.state.undoable?.revision))
        #expect(run.phases == "build:working ship:pending tell:pending")
        run.when(.redo(run.state.redoable?.revision))
        run.then("intervention.redone skip of ship")
        #expect(run.phases == "build:working ship:skipped tell:skipped")
        run.when(.undo(run.state.undoable?.revision))
        #expect(run.phases == "build:working ship:pending tell:pending")
        run.when(.note("ship", text: "Something new."))
        run.refuses(.redo(), "redo.nothing")
    }

    @Test("An undo that names something that is not the last any more undoes nothing")
    func notTheLast() {
        var run = Scenario(chain)
        run.when(.pause(.step("ship")))
        let mine = run.state.undoable?.revision
        run.when(.note(nil, text: "Mind the gap."), by: .ben)
        run.refuses(.undo(mine), "undo.not-the-last")
        #expect(run.state["ship"]?.isPaused == true)
        run.when(.undo(run.state.undoable?.revision))
        run.then("intervention.undone note")
    }

    @Test("Why nothing can be undone is said as it is")
    func gaps() {
        var run = Scenario(chain)
        run.expectGap("Nobody has intervened yet")
        run.when(.pause(.run))
        run.when(.undo())
        run.expectGap("has been undone already")
        run.when(.note("build", text: "Mind the gap."))
        run.completes("build")
        run.expectGap("has gone on")
    }

    @Test("A plan edit is taken back and done again with what it added and removed")
    func planEdit() {
        var run = Scenario(chain)
        run.editsPlan {
            $0.removeLast()
            $0.append(step("sing", needs: ["ship"]))
        }
        run.when(.undo())
        #expect(run.phases == "build:working ship:pending tell:pending")
        run.when(.redo())
        #expect(run.phases == "build:working ship:pending sing:pending")
        #expect(run.state.plan.revision == 4)
    }

    @Test("A rollback that is undone before anything was undone owes nothing, and owes it again when redone")
    func rollback() {
        var run = Scenario(
            .of(step("ship", effect: .external, undo: "recall it"), step("tell", needs: ["ship"])))
        run.when(.pause(.step("tell")))
        run.completes("ship")
        run.when(.pause(.run))
        run.when(.rollBack("ship", instructions: nil, accepting: []))
        #expect(run.state.compensations.map(\.step) == ["ship"])
        run.when(.undo())
        #expect(run.state.compensations.isEmpty)
        #expect(run.phases == "ship:done tell:ready")
        run.when(.redo())
        #expect(run.state.compensations.map(\.step) == ["ship"])
        #expect(run.state.effects.map(\.status) == [.happened])
    }
}

extension Scenario {
    fileprivate func expectGap(_ words: String, _ location: SourceLocation = #_sourceLocation) {
        let context = DecisionContext(time: time, actor: .ada, epoch: epoch)
        #expect(sourceLocation: location) {
            try state.decide(.undo(), in: context)
        } throws: {
            ($0 as? Refusal)?.description.contains(words) == true
        }
    }
}
