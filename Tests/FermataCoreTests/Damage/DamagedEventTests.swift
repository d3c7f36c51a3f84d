import Testing

@testable import FermataCore

/// Events that no rule can have produced: each is objected to, and folding it all the same harms nothing.
@Suite("Damaged events")
struct DamagedEventTests {
    private static let digest = Digest(of: []).hexadecimal

    /// A run whose step `build` waits at g1, whose step `test` works and whose step `skip` was skipped.
    private static func run() -> Scenario {
        var run = Scenario(
            .of(
                step("build", effect: .external), step("test"), step("skip"), step("ship", needs: ["build"])
            ).gate(.beforeCriticalAction, true, after: 60, default: .skip))
        run.when(.skip("skip", includingDependents: false, reason: "Not today."))
        return run
    }

    /// A step `a` or `b` that needs another.
    private static func needy(_ id: String, needs: String) -> String {
        #"{"id": "\#(id)", "agent": "worker", "needs": ["\#(needs)"]}"#
    }

    private static func plan(_ steps: String) -> String {
        #"{"plan": {"steps": [\#(steps)]}, "touched": [], "invalidated": [], "asksAgain": false}"#
    }

    private static func gate(_ id: Int, _ rest: String) -> String {
        #"{"gate": \#(id), "kind": "question", "reasons": [], "digest": "\#(digest)", "openedAt": 1, "#
            + rest + "}"
    }

    private static func key(_ step: String, _ number: Int, epoch: Int = 1) -> String {
        #"{"step": "\#(step)", "number": \#(number), "epoch": \#(epoch)}"#
    }

    private static let question = #""subject": {"question": {"text": "?"}}"#

    private static let damages: [(type: String, payload: String)] = [
        ("gate.decided", #"{"gate": 99, "digest": "\#(digest)", "verdict": {"verdict": "approve"}}"#),
        ("gate.decided", #"{"gate": 1, "digest": "\#(digest)", "verdict": {"verdict": "approve"}}"#),
        ("gate.expired", #"{"gate": 99, "outcome": "skip"}"#),
        ("gate.expired", #"{"gate": 1, "outcome": "approve"}"#),
        ("gate.held", #"{"gate": 9007199254740991}"#),
        ("gate.released", #"{"gate": 2, "deadline": 1700000000000}"#),
        ("gate.released", #"{"gate": 1, "deadline": -62135596800000}"#),
        ("gate.withdrawn", #"{"gate": 3, "reason": ""}"#),
        ("gate.opened", gate(1, #""step": "test", \#(question)"#)),
        ("gate.opened", gate(99, #""step": "test", \#(question)"#)),
        ("gate.opened", gate(2, question)),
        ("gate.opened", gate(2, #""step": "nowhere", \#(question)"#)),
        ("gate.opened", gate(2, #""step": "test", "deadline": 5, \#(question)"#)),
        ("gate.opened", gate(2, #""step": "test", "deadline": 0, "onTimeout": "skip", \#(question)"#)),
        ("plan.revised", plan("")),
        ("plan.revised", plan(#"{"id": "a", "agent": "worker"}, {"id": "a", "agent": "worker"}"#)),
        ("plan.revised", plan("\(needy("a", needs: "b")), \(needy("b", needs: "a"))")),
        ("plan.revised", plan(#"{"id": "a", "agent": "worker", "needs": ["a"]}"#)),
        ("plan.revised", plan(#"{"id": "a", "agent": "nobody"}"#)),
        ("plan.revised", plan(#"{"id": "a", "agent": "worker", "needs": ["nowhere"]}"#)),
        ("plan.proposed", #"{"revision": 1}"#),
        ("run.started", #"{"plan": "\#(digest)"}"#),
        ("run.ended", #"{"outcome": "running"}"#),
        ("owner.changed", #"{"epoch": 0, "owner": "host"}"#),
        ("attempt.started", #"{"key": \#(key("test", 2)), "digest": "\#(digest)", "decision": 1}"#),
        ("attempt.started", #"{"key": \#(key("ship", 7)), "digest": "\#(digest)", "decision": 1}"#),
        ("attempt.started", #"{"key": \#(key("skip", 1)), "digest": "\#(digest)", "decision": 1}"#),
        ("attempt.started", #"{"key": \#(key("ship", 1, epoch: 9)), "digest": "\#(digest)", "decision": 1}"#),
        ("attempt.completed", #"{"key": \#(key("ship", 1)), "assessment": {}, "isAccepted": true}"#),
        ("attempt.completed", #"{"key": \#(key("nowhere", 1)), "assessment": {}, "isAccepted": true}"#),
        (
            "attempt.failed",
            #"{"key": \#(key("test", 9)), "failure": {"kind": "permanent", "message": ""}, "retries": true}"#
        ),
        ("attempt.suspended", #"{"key": \#(key("skip", 1)), "question": {"text": "?"}}"#),
        ("attempt.abandoned", #"{"step": "test", "number": 9007199254740991, "reason": ""}"#),
        ("attempt.interrupted", #"{"step": "build", "number": -1, "repeats": true}"#),
        ("compensation.started", #"{"step": "build", "epoch": 1, "number": 1}"#),
        ("compensation.ended", #"{"step": "build", "number": 1}"#),
        ("step.redirected", #"{"step": "nowhere", "instructions": ""}"#),
        ("step.skipped", #"{"step": "skip", "reason": ""}"#),
        ("step.taken-over", #"{"step": "skip", "outputs": 5}"#),
        ("run.rolled-back", #"{"step": "build", "cone": [], "compensated": [], "uncompensated": []}"#),
        (
            "run.rolled-back",
            #"{"step": "a", "cone": ["a", "a"], "compensated": ["a"], "uncompensated": []}"#
        ),
        ("hold.placed", #"{"scope": {"step": "nowhere"}}"#),
        ("hold.lifted", #"{"scope": {"agent": "nobody"}}"#),
        ("note.added", #"{"step": "nowhere", "text": ""}"#),
        ("breakpoint.added", #"{"breakpoint": {"step": "nowhere"}}"#),
        ("breakpoint.removed", #"{"step": "build"}"#),
        ("breakpoint.logged", #"{"step": "nowhere"}"#),
        ("autonomy.changed", #"{"agent": "nobody", "autonomy": "manual"}"#),
        ("intervention.undone", #"{"revision": 9007199254740991, "label": ""}"#),
    ]

    @Test(
        "An event that no rule can have produced is objected to, and folded without harm", arguments: damages)
    func damagedEvent(type: String, payload: String) throws {
        let run = Self.run()
        let event = try Event(
            record: EventRecord(type: type, version: 1, payload: JSON(parsing: payload)))
        let context = EventContext(time: run.time, actor: .ada)
        #expect(run.state.objection(to: event, in: context) != nil)
        var state = run.state
        for _ in 0..<3 { state.apply(event, in: context) }
        Self.readEverything(of: state)
        // What was damaged once goes on being folded.
        for (other, more) in Self.damages {
            let next = try Event(
                record: EventRecord(type: other, version: 1, payload: JSON(parsing: more)))
            state.apply(next, in: context)
        }
        Self.readEverything(of: state)
    }

    @Test("Nothing follows a run's end, and nothing comes before its creation")
    func orderOfEvents() throws {
        var run = Self.run()
        let note = Event.noteAdded(NoteAdded(step: nil, text: "Mind the gap."))
        #expect(RunState.objection(toFirst: note) != nil)
        #expect(run.state.objection(to: note, in: EventContext(time: run.time, actor: .ada)) == nil)
        let creation = try #require(run.events.first)
        #expect(run.state.objection(to: creation, in: EventContext(time: run.time, actor: .ada)) != nil)
        run.when(.stop(reason: "Enough."))
        run.completes("test")
        #expect(run.state.phase == .stopped)
        #expect(run.state.objection(to: note, in: EventContext(time: run.time, actor: .ada)) != nil)
    }

    @Test(
        "A creation with a plan that cannot be run is objected to",
        arguments: [
            [], [step("a"), step("a")], [step("a", needs: ["b"]), step("b", needs: ["a"])],
            [step("a", agent: "nobody")], [step("a", needs: ["nowhere"])],
        ])
    func damagedCreation(steps: [PlanStep]) throws {
        let created = Event.runCreated(
            RunCreated(
                run: "run-1", title: "Damaged", playbook: .of(steps), inputs: .object([]), directory: "/",
                autonomy: .guided, isUnattended: false))
        #expect(RunState.objection(toFirst: created) != nil)
        let context = EventContext(time: Timestamp(milliseconds: 0), actor: .ada)
        Self.readEverything(of: try #require(RunState(first: created, in: context)))
    }

    /// Everything that readers ask a state for.
    private static func readEverything(of state: RunState) {
        _ = state.obligations
        _ = state.summary
        _ = state.json
        _ = state.upcomingAsks
        _ = state.allowedInterventions
        _ = AllowedInterventions(in: state)
        for gate in state.openGates { _ = state.summary(of: gate) }
        for step in state.steps {
            _ = state.allowedInterventions(on: step.id)
            if let key = step.workingKey { _ = state.action(of: key) }
        }
        let context = DecisionContext(time: state.updatedAt, actor: .engine, epoch: state.epoch)
        for command in [Command.advance, .expireGates, .adopt(state.epoch.next, owner: "host")] {
            do {
                _ = try state.decide(command, in: context)
            } catch {
                // Refusing is as good as deciding; only a trap is wrong.
                continue
            }
        }
    }
}
