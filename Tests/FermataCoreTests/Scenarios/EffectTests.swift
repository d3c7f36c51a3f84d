import Testing

@testable import FermataCore

@Suite("The ledger of effects")
struct EffectTests {
    private func ship(
        retries: Int = 0, isIdempotent: Bool = false, undo: String? = "recall it",
        autonomy: Autonomy = .supervised
    ) -> Playbook {
        Playbook.of(step("ship", effect: .external, undo: undo, retries: retries)).autonomy(autonomy)
            .withoutMilestones.with { $0.plan.steps[0].isIdempotent = isIdempotent }
    }

    private func statuses(_ run: Scenario) -> [RecordedEffect.Status] { run.state.effects.map(\.status) }

    @Test(
        "An external step that nobody was asked about is not tried again by itself",
        arguments: [
            AttemptFailure.Kind.transient, .permanent,
        ])
    func unseenRetries(kind: AttemptFailure.Kind) {
        var run = Scenario(ship(retries: 3))
        run.fails("ship", kind)
        run.then("attempt.failed ship#1", "gate.opened g1 reviewResult ship")
        #expect(statuses(run) == [.failed])
    }

    @Test("Retries that a person has seen and let pass are used, after an end that is known")
    func seenRetries() {
        var run = Scenario(ship(retries: 1, autonomy: .guided))
        run.approves("ship")
        run.fails("ship")
        run.then("attempt.failed ship#1 retries", "attempt.started ship#2 by g1")
        run.fails("ship")
        run.then("attempt.failed ship#2", "gate.opened g2 reviewResult ship")
        #expect(statuses(run) == [.failed, .failed])
    }

    @Test("A step that is declared idempotent is tried again, after an end that is known")
    func idempotent() {
        var run = Scenario(ship(retries: 1, isIdempotent: true))
        run.fails("ship")
        run.then("attempt.failed ship#1 retries", "attempt.started ship#2 by supervised")
    }

    @Test(
        "Nothing lets an external step be tried again whose end nobody knows",
        arguments: [
            AttemptFailure.Kind.uncertain, .timedOut, .cancelled,
        ])
    func unknownEnd(kind: AttemptFailure.Kind) {
        var run = Scenario(ship(retries: 5, isIdempotent: true, autonomy: .guided))
        run.approves("ship")
        run.fails("ship", kind)
        run.then("attempt.failed ship#1", "gate.opened g2 recovery ship")
        #expect(statuses(run) == [.unknown])
        run.answers("no", on: "ship")
        run.then("gate.decided g2 answer", "attempt.started ship#2 by g2")
        #expect(statuses(run) == [.absent, .underway])
    }

    @Test("Only what was never begun is known to be harmless")
    func notBegun() {
        var run = Scenario(ship(retries: 1))
        run.fails("ship", .notBegun)
        run.then("attempt.failed ship#1 retries", "attempt.started ship#2 by supervised")
        #expect(statuses(run) == [.absent, .underway])
    }

    @Test("A step that has changed the world is asked about before it does so again, at every level")
    func repetition() {
        var run = Scenario(
            .of(step("ship", effect: .external, undo: "recall it", approval: .required)).autonomy(.autonomous)
                .withoutMilestones)
        run.completes("ship")
        run.rejects("ship")
        run.then("gate.decided g1 reject", "gate.opened g2 beforeCriticalAction ship")
        #expect(run.gate().reasons.map(\.rule) == [.repeatsEffect])
        run.approves("ship")
        run.completes("ship")
        #expect(statuses(run) == [.happened, .happened])
    }

    @Test("A result that was redone owes one undo for each time")
    func twoEffects() {
        var run = Scenario(
            .of(step("ship", effect: .external, undo: "recall it", approval: .required)).withoutMilestones)
        run.completes("ship")
        run.rejects("ship")
        run.approves("ship")
        run.completes("ship")
        run.when(.rollBack("ship", instructions: nil, accepting: []))
        run.then(
            "gate.withdrawn g3", "run.rolled-back ship [ship] undoes [ship ship]",
            "compensation.started ship#1")
        run.undoes("ship")
        run.then("compensation.ended ship#1", "compensation.started ship#1")
        run.undoes("ship")
        run.then("compensation.ended ship#1", "attempt.started ship#3 by supervised")
        #expect(statuses(run) == [.undone, .undone, .underway])
    }

    @Test("What undoes an effect is what was let pass with it, whatever the plan says by now")
    func editedUndo() {
        var run = Scenario(
            .of(
                step(
                    "ship", env: .record(("TO", "all")), effect: .external, undo: "recall it", onFailure: .ask
                )))
        run.fails("ship", .uncertain)
        run.editsPlan {
            $0[0].undo = "format the disk"
            $0[0].env = .record(("TO", "nobody"))
        }
        run.when(.rollBack("ship", instructions: nil, accepting: []))
        #expect(run.undoing?.run == "recall it")
        #expect(run.undoing?.env == .record(("TO", "all")))
        #expect(run.undoing?.kind == .compensation)
    }

    @Test("A step that was taken out of the plan still owes its effect to a rollback of what it rested on")
    func removedStep() {
        var run = Scenario(
            .of(
                step("build"), step("ship", needs: ["build"], effect: .external, undo: "recall it"),
                step("other"))
        )
        run.completes("build")
        run.fails("ship", .uncertain)
        run.editsPlan { $0.removeAll { $0.id == "ship" } }
        #expect(run.state.rollbackEffects(of: "build") == ["ship"])
        run.when(.rollBack("build", instructions: nil, accepting: []))
        run.then("run.rolled-back build [build] undoes [ship]", "compensation.started ship#1")
        run.undoes("ship")
        run.then("compensation.ended ship#1", "attempt.started build#2 by supervised")
    }

    @Test("A rollback is confirmed by what was shown of it")
    func preview() {
        var run = Scenario(
            .of(
                step("ship", effect: .external, undo: "recall it"),
                step("tell", needs: ["ship"], effect: .external), step("wait")))
        run.completes("ship")
        let shown = run.state.rollbackOutlook(of: "ship")?.digest
        run.completes("tell")
        let missing = Digest(of: JSON.null)
        run.refuses(
            .rollBack("ship", instructions: nil, accepting: ["tell"], preview: shown),
            "rollback.stale-preview")
        run.refuses(
            .rollBack("ship", instructions: nil, accepting: ["tell"], preview: missing),
            "rollback.stale-preview")
        run.refuses(.rollBack("ship", instructions: nil, accepting: []), "rollback.effects-cannot-be-undone")
        let context = DecisionContext(time: run.time, actor: .ada, epoch: run.epoch)
        #expect {
            try run.state.decide(.rollBack("ship", instructions: nil, accepting: ["tell"]), in: context)
        } throws: { ($0 as? Refusal)?.code == "rollback.preview-required" }
        run.when(.rollBack("ship", instructions: nil, accepting: ["tell"]))
        #expect(statuses(run) == [.happened, .left])
    }

    @Test("An effect that stayed is asked about before it could be repeated")
    func leftEffect() {
        var run = Scenario(.of(step("tell", effect: .external), step("wait")))
        run.completes("tell")
        run.when(.rollBack("tell", instructions: nil, accepting: ["tell"]))
        run.then("run.rolled-back tell [tell]", "gate.opened g1 beforeCriticalAction tell")
        #expect(run.gate().reasons.map(\.rule) == [.repeatsEffect])
    }

    @Test("An undoing that hangs is ended by a skip, and somebody says whether it is undone")
    func hangingUndo() {
        var run = Scenario(.of(step("ship", effect: .external, undo: "recall it"), step("wait")))
        run.completes("ship")
        run.when(.rollBack("ship", instructions: nil, accepting: []))
        run.when(.skip("ship", includingDependents: false, reason: "It hangs."))
        run.then("compensation.ended ship#1 failed", "gate.opened g1 recovery ship")
        #expect(run.undoing == nil)
        run.rejects("ship", because: "Leave it.")
        run.then("gate.decided g1 reject", "gate.opened g2 beforeCriticalAction ship")
        #expect(statuses(run) == [.left])
    }

    @Test("A stop ends an undoing too, and the run does not wait for it for ever")
    func stopWhileUndoing() {
        var run = Scenario(.of(step("ship", effect: .external, undo: "recall it"), step("wait")))
        run.completes("ship")
        run.when(.rollBack("ship", instructions: nil, accepting: []))
        run.when(.stop(reason: "Enough."))
        #expect(run.state.obligations.owed.map(\.isStopping) == [true, true])
        run.undoes("ship", failing: AttemptFailure(kind: .cancelled, message: "It was stopped."))
        run.fails("wait", .cancelled)
        #expect(run.state.phase == .stopped)
    }

    @Test("A step that ends its engine again and again is asked about in the end")
    func interruptedAgainAndAgain() {
        var run = Scenario(.of(step("build")))
        for number in 1..<Policy.maximumInterruptionCount {
            run.adopt()
            run.then(
                "owner.changed \(number + 1)", "attempt.interrupted build#\(number) repeats",
                "attempt.started build#\(number + 1) by supervised")
        }
        run.adopt()
        #expect(run.phase("build") == "reviewing")
        #expect(run.gate("build").allowedVerdicts == ["approve", "reject"])
    }

    @Test("An agent that asks and asks is stopped in the end")
    func endlessQuestions() {
        var run = Scenario(.of(step("build")))
        for _ in 1..<Policy.maximumInvocationCount {
            run.asks("build")
            run.answers("the left one")
        }
        run.asks("build")
        #expect(run.gate("build").kind == .reviewResult)
    }
}
