import Testing

@testable import FermataCore

@Suite("Verdicts")
struct VerdictTests {
    private let ship = Playbook.of(step("ship", effect: .external), step("wait")).autonomy(.guided)
        .withoutMilestones

    @Test("A verdict on something else than what is asked is refused")
    func staleDigest() {
        let run = Scenario(ship)
        let gate = run.gate()
        run.refuses(.decide(gate.id, .approve, digest: Digest(of: "else".utf8)), "gate.stale-digest")
        run.refuses(.decide(GateID(7), .approve, digest: gate.digest), "gate.unknown")
        run.refuses(.decide(GateID(0), .approve, digest: gate.digest), "gate.unknown")
    }

    @Test("A verdict is used once")
    func secondVerdict() {
        var run = Scenario(ship)
        let verdict = run.verdict(.approve)
        run.when(verdict)
        run.refuses(verdict, "gate.closed")
        run.refuses(verdict, "gate.closed", by: .ben)
    }

    @Test("A verdict of another kind than the gate takes is refused")
    func wrongKind() {
        var run = Scenario(ship)
        run.refuses(run.verdict(.answer("yes")), "gate.verdict-not-allowed")
        run.approves()
        run.fails("ship")
        run.refuses(run.verdict(.approveEdited(.object([]))), "gate.verdict-not-allowed")
        run.asks("wait")
        run.refuses(run.verdict(.approve, on: "wait"), "gate.verdict-not-allowed")
    }

    @Test("A rejection says why", arguments: ["", " ", "\n\t"])
    func emptyReason(reason: String) {
        let run = Scenario(ship)
        run.refuses(run.verdict(.reject(reason: reason)), "text.empty")
    }

    @Test("What a person writes is bounded")
    func longReason() {
        let run = Scenario(ship)
        let long = String(repeating: "a", count: Deliberation.maximumTextByteCount + 1)
        run.refuses(run.verdict(.reject(reason: long)), "text.too-long")
        run.refuses(.note("ship", text: long), "text.too-long")
        run.refuses(.redirect("ship", instructions: long), "text.too-long")
    }

    @Test(
        "An action is edited in what it does, not in what was said of it",
        arguments: [
            JSON.record(("effect", "none")), .record(("agent", "other")), .record(("run", 1)),
            .record(("run", " ")), .record(("env", "A=1")), .record(("timeoutSeconds", 0)),
            .record(("instructions", .array([]))), "run it", .null,
        ])
    func wrongFields(edits: JSON) {
        let run = Scenario(ship)
        run.refuses(run.verdict(.approveEdited(edits)), "edit.invalid")
    }

    @Test("An empty answer is no answer", arguments: ["", "  ", .null] as [JSON])
    func emptyAnswer(answer: JSON) {
        var run = Scenario(ship)
        run.asks("wait")
        run.refuses(run.verdict(.answer(answer), on: "wait"), "text.empty")
    }

    @Test("Where there are options, the answer is one of them")
    func options() {
        var run = Scenario(ship)
        run.asks("wait", options: ["left", "right"])
        run.refuses(run.verdict(.answer("up"), on: "wait"), "gate.answer-not-an-option")
        run.answers("left", on: "wait")
        #expect(run.state["wait"]?.answer == "left")
    }

    @Test("Edited outputs are an object, and are what the next steps see")
    func editedOutputs() {
        var run = Scenario(
            .of(
                step("build", approval: .required),
                step("ship", needs: ["build"], env: .record(("FILE", "${{ steps.build.outputs.file }}")))))
        run.completes("build", outputs: .record(("file", "a.zip")))
        run.refuses(run.verdict(.approveEdited("a.zip")), "edit.invalid")
        run.edits(.record(("file", "b.zip")))
        run.then("gate.decided g1 approve with edits", "attempt.started ship#1 by supervised")
        #expect(run.action("ship")?.env == .record(("FILE", "b.zip")))
    }

    @Test("A rejected action asks what is to become of its step", arguments: FailureResponse.allCases)
    func rejectedAction(response: FailureResponse) {
        var run = Scenario(
            .of(step("ship", effect: .external, onFailure: response)).autonomy(.guided).withoutMilestones)
        run.rejects()
        switch response {
        case .ask: run.then("gate.decided g1 reject", "gate.opened g2 reviewResult ship")
        case .skip:
            run.then(
                "gate.decided g1 reject", "step.skipped ship", "synthesis.drafted", "run.ended completed")
        case .stop:
            run.then(
                "gate.decided g1 reject", "stop.requested failure", "synthesis.drafted", "run.ended failed")
        }
    }
}
