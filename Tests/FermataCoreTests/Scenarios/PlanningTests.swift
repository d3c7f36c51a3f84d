import Testing

@testable import FermataCore

@Suite("Planning")
struct PlanningTests {
    @Test("A run whose playbook asks at no milestone starts its first steps at once")
    func startsAtOnce() {
        let run = Scenario(.of(step("build"), step("test"), step("ship", needs: ["build", "test"])))
        run.then(
            "owner.changed 1", "attempt.started build#1 by supervised", "attempt.started test#1 by supervised"
        )
        #expect(run.phases == "build:working test:working ship:pending")
    }
}
