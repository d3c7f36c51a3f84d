import Testing

@testable import FermataCore

@Suite("Rolling back")
struct RollbackTests {
    private static let failure = AttemptFailure(kind: .permanent, message: "No such tag.")

    private func deployed() -> Scenario {
        var run = Scenario(
            .of(
                step("build"),
                step("tag", needs: ["build"], effect: .external, undo: "untag"),
                step("ship", needs: ["tag"], effect: .external, undo: "recall"),
                step("tell", needs: ["ship"]))
        )
        run.completes("build")
        run.completes("tag")
        run.completes("ship")
        return run
    }

    @Test("A compensation that fails while the run is being stopped lets the run end")
    func compensationFailsWhileStopping() {
        var run = deployed()
        run.when(.rollBack("ship", instructions: nil, accepting: []))
        run.when(.stop(reason: "Enough."))
        run.then("stop.requested wish")
        run.undoes("ship", failing: Self.failure)
        run.then("compensation.ended ship#1 failed", "synthesis.drafted", "run.ended stopped")
    }
}
