import Testing

@testable import FermataCore

@Suite("Edits of an action")
struct ActionEditTests {
    private let ship = Playbook.of(
        step(
            "ship", run: "ship it", with: .record(("a", 1), ("b", 2)),
            env: .record(("TO", "all"), ("FROM", "here")), effect: .external)
    )
    .autonomy(.guided).withoutMilestones

    @Test(
        "Fields that are not named stay, members are merged, and null takes one away",
        arguments: [
            (
                JSON.record(("run", "x")), JSON.record(("TO", "all"), ("FROM", "here")),
                JSON.record(("a", 1), ("b", 2))
            ),
            (
                .record(("env", .record(("TO", "one"), ("NEW", "")))),
                .record(("TO", "one"), ("FROM", "here"), ("NEW", "")), .record(("a", 1), ("b", 2))
            ),
            (
                .record(("env", .record(("TO", .null)))), .record(("FROM", "here")),
                .record(("a", 1), ("b", 2))
            ),
            (
                .record(("env", .object([])), ("with", .record(("a", .null), ("b", .record(("c", 3)))))),
                .record(("TO", "all"), ("FROM", "here")), .record(("b", .record(("c", 3))))
            ),
        ])
    func merging(edits: JSON, env: JSON, with: JSON) throws {
        var run = Scenario(ship)
        run.edits(edits)
        run.then("gate.decided g1 approve with edits", "attempt.started ship#1 by g1")
        let action = try #require(run.action("ship"))
        #expect(action.env == env)
        #expect(action.with == with)
        #expect(action.digest == run.state["ship"]?.attempt?.digest)
    }

    @Test("The log holds the whole value of each field that was named")
    func recorded() {
        var run = Scenario(ship)
        run.edits(.record(("env", .record(("TO", .null)))))
        let verdicts = run.events.compactMap { event in
            if case .gateDecided(let decided) = event { decided.verdict } else { nil }
        }
        #expect(verdicts == [.approveEdited(.record(("env", .record(("FROM", "here")))))])
    }

    @Test(
        "What cannot be run is refused when it is sent, by the field's name",
        arguments: [
            (JSON.record(("timeoutSeconds", 99_999_999)), "timeoutSeconds"),
            (.record(("timeoutSeconds", 0)), "timeoutSeconds"),
            (.record(("timeoutSeconds", .null)), "timeoutSeconds"),
            (.record(("env", .record(("FERMATA_REPORT", "/tmp/x")))), "FERMATA_REPORT"),
            (.record(("env", .record(("FERMATA_X", .null)))), "FERMATA_X"),
            (.record(("env", .record(("A=B", "x")))), "A=B"), (.record(("env", .record(("", "x")))), "env"),
            (.record(("env", .record(("1A", "x")))), "1A"), (.record(("env", .record(("A", "x\0")))), "'A'"),
            (.record(("env", .record(("A", 1)))), "'A'"),
            (.record(("env", .record(("A", .string(String(repeating: "x", count: 131_070)))))), "'A'"),
            (.record(("env", .record(("MISSING", .null)))), "MISSING"),
            (.record(("env", .record(("A", "1"), ("A", "2")))), "'A'"),
            (.record(("with", .record(("missing", .null)))), "missing"), (.record(("with", "x")), "with"),
            (.record(("run", " \n")), "run"), (.record(("run", .null)), "run"),
            (.record(("run", "x\0")), "run"),
            (.record(("run", .string(String(repeating: "x", count: 131_072)))), "run"),
            (.record(("run", "x"), ("run", "y")), "run"), (.record(("retries", 3)), "retries"),
            (.record(("unknown", 1)), "unknown"),
        ])
    func refused(edits: JSON, name: String) throws {
        let run = Scenario(ship)
        run.refuses(run.verdict(.approveEdited(edits)), "edit.invalid")
        guard case .action(let action)? = run.state.gates.first?.subject else { return }
        let problem = #expect(throws: Action.EditProblem.self) { try action.completing(edits: edits) }
        #expect(problem?.message.contains(name) == true, "\(problem?.message ?? "")")
    }

    @Test("A plan that cannot be started is refused where it is sent")
    func plans() {
        var run = Scenario(ship)
        run.refuses(run.planEdit { $0[0].env = .record(("FERMATA_X", "1")) }, "plan.invalid")
        run.refuses(run.planEdit { $0[0].env = .record(("A B", "1")) }, "plan.invalid")
        run.refuses(run.planEdit { $0[0].run = "x\0" }, "plan.invalid")
        run.refuses(
            run.planEdit { $0[0].undo = String(repeating: "x", count: 131_072) }, "plan.invalid")
        run.refuses(
            run.planEdit { $0.append(step("ask", agent: "person", timeoutSeconds: 60)) }, "plan.invalid")
        run.editsPlan { $0[0].run = "ship gently" }
    }
}
