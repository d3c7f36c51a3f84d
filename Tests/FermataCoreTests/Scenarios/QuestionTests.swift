import Testing

@testable import FermataCore

@Suite("Questions of agents")
struct QuestionTests {
    @Test("An agent may ask without leaving anything for its next invocation")
    func emptyMemento() {
        var run = Scenario(.of(step("build")))
        run.asks("build", memento: .null)
        run.then("attempt.suspended build#1", "gate.opened g1 question build")
        run.answers("the left one")
        run.then("gate.decided g1 answer", "attempt.started build#1.2 by supervised")
        #expect(run.state["build"]?.memento == .null)
    }
}
