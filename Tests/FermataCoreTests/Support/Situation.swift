import Testing

@testable import FermataCore

/// A run in which the step `it` stands in one phase: between `first`, which it needs, and `after`, which
/// needs it, with `wait` at work beside them.
struct Situation {
    var name: String
    var run: Scenario

    static var all: [Situation] {
        [
            Situation(name: "pending", run: scenario()),
            Situation(name: "ready (held by a person)", run: ready()),
            Situation(name: "held at a gate", run: started(effect: .external, autonomy: .guided)),
            Situation(name: "held at a gate with a deadline", run: timed()),
            Situation(name: "held at a gate whose deadline was taken away", run: timed(isHeld: true)),
            Situation(name: "held at a breakpoint", run: started { $0.breakpoint("it") }),
            Situation(name: "working", run: started()),
            Situation(name: "working on an external effect", run: started(effect: .external)),
            Situation(name: "suspended", run: suspended()),
            Situation(name: "reviewing a result", run: reviewing()),
            Situation(name: "reviewing a failure", run: failing()),
            Situation(name: "reviewing an unknown end", run: unknown()),
            Situation(name: "done", run: done()),
            Situation(name: "done with an external effect", run: done(effect: .external)),
            Situation(name: "skipped", run: skipped()),
            Situation(name: "rolledBack", run: rolledBack()),
            Situation(name: "failed (the run is being stopped)", run: failed()),
            Situation(name: "working (the run is being stopped)", run: stopping()),
        ]
    }

    private static func scenario(
        effect: Effect = .none, undo: String? = nil, approval: Approval = .policy,
        onFailure: FailureResponse = .ask, autonomy: Autonomy = .supervised,
        _ change: (Playbook) -> Playbook = { $0 }
    ) -> Scenario {
        let playbook = Playbook.of(
            step("first"),
            step(
                "it", needs: ["first"], effect: effect, undo: undo, approval: approval, onFailure: onFailure),
            step("after", needs: ["it"]), step("wait"))
        return Scenario(change(playbook.autonomy(autonomy).withoutMilestones))
    }

    private static func started(
        effect: Effect = .none, undo: String? = nil, approval: Approval = .policy,
        onFailure: FailureResponse = .ask, autonomy: Autonomy = .supervised,
        _ change: (Playbook) -> Playbook = { $0 }
    ) -> Scenario {
        var run = scenario(
            effect: effect, undo: undo, approval: approval, onFailure: onFailure, autonomy: autonomy, change)
        run.completes("first")
        return run
    }

    private static func ready() -> Scenario {
        var run = scenario()
        run.when(.pause(.step("it")))
        run.completes("first")
        return run
    }

    private static func timed(isHeld: Bool = false) -> Scenario {
        var run = started(effect: .external, undo: "undo it", autonomy: .guided) {
            $0.gate(.beforeCriticalAction, after: 60, default: .approve)
        }
        if isHeld { run.when(.holdGate(run.gate("it").id)) }
        return run
    }

    private static func suspended() -> Scenario {
        var run = started()
        run.asks("it")
        return run
    }

    private static func reviewing() -> Scenario {
        var run = started(approval: .required)
        run.completes("it")
        return run
    }

    private static func failing() -> Scenario {
        var run = started()
        run.fails("it")
        return run
    }

    private static func unknown() -> Scenario {
        var run = started(effect: .external)
        run.fails("it", .uncertain)
        return run
    }

    private static func done(effect: Effect = .none) -> Scenario {
        var run = started(effect: effect)
        run.completes("it")
        return run
    }

    private static func skipped() -> Scenario {
        var run = started()
        run.fails("it")
        run.when(.skip("it", includingDependents: false, reason: "Not needed."))
        return run
    }

    private static func rolledBack() -> Scenario {
        var run = started(effect: .external, undo: "undo it")
        run.completes("it")
        run.when(.rollBack("it", instructions: nil, accepting: []))
        return run
    }

    private static func failed() -> Scenario {
        var run = started(onFailure: .stop)
        run.fails("it")
        return run
    }

    private static func stopping() -> Scenario {
        var run = started()
        run.when(.stop(reason: "Enough."))
        return run
    }
}

extension Situation {
    /// Every command there is, as it could be meant for the step.
    var commands: [(name: String, command: Command)] {
        let state = run.state
        let last = state["it"]?.attempt
        let key = AttemptKey(
            step: "it", number: last?.number ?? 1, invocation: last?.invocation ?? 1, epoch: state.epoch)
        let open = state.openGates.compactMap { state[$0] }.last { $0.step == "it" }
        let newest = state.gates.last { $0.step == "it" }
        let gate = open?.id ?? newest?.id ?? GateID(1)
        let digest = open?.digest ?? newest?.digest ?? Digest(of: JSON.null)
        let first = state.compensations.first
        let compensation = CompensationKey(
            effect: first?.effect ?? EffectID(1), step: "it", number: first?.number ?? 1, epoch: state.epoch)
        let failure = AttemptFailure(kind: .transient, message: "It broke.")
        let question = Question(text: "Which one?")
        return [
            ("adopt", .adopt(state.epoch.next, owner: "host/2")),
            ("advance", .advance),
            ("expireGates", .expireGates),
            (
                "report completed",
                .report(key, .completed(outputs: .object([]), Assessment(), transcript: nil))
            ),
            ("report failed", .report(key, .failed(failure, cost: nil, transcript: nil))),
            (
                "report suspended",
                .report(key, .suspended(question, memento: .null, Assessment(), transcript: nil))
            ),
            (
                "report undone",
                .reportCompensation(compensation, nil, transcript: nil)
            ),
            (
                "report not undone",
                .reportCompensation(compensation, failure, transcript: nil)
            ),
            ("approve", .decide(gate, .approve, digest: digest)),
            (
                "approve with edits",
                .decide(gate, .approveEdited(.record(("run", "do it well"))), digest: digest)
            ),
            ("reject", .decide(gate, .reject(reason: "Not like this."), digest: digest)),
            ("answer yes", .decide(gate, .answer("yes"), digest: digest)),
            ("answer no", .decide(gate, .answer("no"), digest: digest)),
            ("hold its gate", .holdGate(gate)),
            ("release its gate", .releaseGate(gate)),
        ] + interventions
    }

    private var interventions: [(name: String, command: Command)] {
        let state = run.state
        var without = state.plan.steps.filter { $0.id != "it" }
        for index in without.indices { without[index].needs.removeAll { $0 == "it" } }
        var changed = state.plan.steps
        for index in changed.indices where changed[index].id == "it" {
            changed[index].run = "do it otherwise"
        }
        let revision = state.plan.revision
        return [
            ("edit the step", .editPlan(baseRevision: revision, steps: changed)),
            ("remove the step", .editPlan(baseRevision: revision, steps: without)),
            ("redirect", .redirect("it", instructions: "Like this.")),
            ("skip", .skip("it", includingDependents: false, reason: "")),
            ("skip with dependents", .skip("it", includingDependents: true, reason: "")),
            ("take over", .takeOver("it", outputs: .record(("result", "mine")))),
            ("roll back", .rollBack("it", instructions: nil, accepting: [])),
            ("roll back, confirmed", .rollBack("it", instructions: nil, accepting: ["it"])),
            ("pause step", .pause(.step("it"))),
            ("resume step", .resume(.step("it"))),
            ("pause agent", .pause(.agent("worker"))),
            ("resume agent", .resume(.agent("worker"))),
            ("pause run", .pause(.run)),
            ("resume run", .resume(.run)),
            ("stop", .stop(reason: "")),
            ("note to step", .note("it", text: "Mind this.")),
            ("note to all", .note(nil, text: "Mind this.")),
            ("add breakpoint", .addBreakpoint(Breakpoint(step: "it"))),
            ("remove breakpoint", .removeBreakpoint("it")),
            ("set autonomy", .setAutonomy(nil, .manual)),
            ("undo", .undo()), ("undo something older", .undo(Revision(1))), ("redo", .redo()),
            (
                "roll back without its preview",
                .rollBack("it", instructions: nil, accepting: ["it"], preview: Digest(of: JSON.null))
            ),
        ]
    }
}
