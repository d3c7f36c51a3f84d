import Testing

@testable import FermataCore

@Suite("Deadlines and declared defaults")
struct DeadlineTests {
    private let reviewed = Playbook.of(step("build", approval: .required))

    @Test("A default that rejects a result makes no further attempt: the step has failed")
    func defaultRejectsResult() {
        var run = Scenario(reviewed.gate(.reviewResult, after: 60, default: .reject))
        run.completes("build")
        run.wait(seconds: 60)
        run.when(.expireGates)
        run.then("gate.expired g1 reject", "gate.opened g2 reviewResult build")
        run.wait(seconds: 60)
        run.when(.expireGates)
        run.then("gate.expired g2 reject", "stop.requested failure", "synthesis.drafted", "run.ended failed")
    }

    @Test("Nobody's rejection of an unattended run's result ends it in one go")
    func unattendedRejection() {
        var run = Scenario(reviewed.gate(.reviewResult, default: .reject), isUnattended: true)
        run.completes("build")
        run.when(.expireGates)
        run.then(
            "gate.expired g1 reject", "gate.opened g2 reviewResult build", "gate.expired g2 reject",
            "stop.requested failure", "synthesis.drafted", "run.ended failed")
    }

    @Test("A default that makes no sense for the gate is not taken: the gate waits for a person")
    func senselessDefault() {
        for (kind, outcome) in [
            (GateKind.reviewResult, GateDefault.answer("yes")), (.question, .approve),
            (.afterPlanning, .skip),
        ] {
            var run = Scenario(reviewed.gate(kind, true, after: 60, default: outcome))
            if kind == .question { run.asks("build") }
            if kind == .reviewResult { run.completes("build") }
            #expect(run.gate().deadline == nil)
            run.wait(seconds: 3600)
            run.when(.expireGates)
            run.then()
        }
    }

    @Test("A default answer that is none of the options is not given")
    func defaultAnswerOutsideOptions() {
        var run = Scenario(reviewed.gate(.question, after: 60, default: .answer("maybe")))
        run.asks("build", options: ["yes", "no"])
        #expect(run.gate().deadline == nil)
        run.answers("yes")
        run.asks("build")
        #expect(run.gate().onTimeout == .answer("maybe"))
    }
}
