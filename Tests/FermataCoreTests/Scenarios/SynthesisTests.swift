import Testing

@testable import FermataCore

@Suite("The synthesis")
struct SynthesisTests {
    private let reviewed = Playbook.of(step("build"), step("ship", needs: ["build"], onFailure: .skip))
        .gate(.beforeCompletion, true)

    private func concluding(_ playbook: Playbook) -> Scenario {
        var run = Scenario(playbook)
        run.completes("build", outputs: .record(("file", "a.zip")))
        run.completes("ship", outputs: .record(("url", "https://example.org"), ("size", 3)))
        return run
    }

    @Test("Without a template it is the outputs in order, each naming its step")
    func fromOutputs() {
        let parts = concluding(reviewed).state.synthesis?.parts
        #expect(parts?.map(\.title) == ["build", "ship"])
        #expect(parts?.map(\.text) == ["a.zip", "url: https://example.org\nsize: 3"])
        #expect(parts?.map(\.sources) == [["build"], ["ship"]])
    }

    @Test("With a template its expressions stand for what the steps produced")
    func fromTemplate() {
        let template = SynthesisTemplate(parts: [
            .init(title: "Result", text: "${{ steps.ship.outputs.url }} from ${{ steps.build.outputs.file }}")
        ])
        let parts = concluding(reviewed.with { $0.synthesis = template }).state.synthesis?.parts
        #expect(parts?.map(\.text) == ["https://example.org from a.zip"])
        #expect(parts?.map(\.sources) == [["build", "ship"]])
    }

    @Test("What was skipped is said in it, and what it had produced is not used")
    func whatWasNotDone() {
        var run = Scenario(reviewed)
        run.completes("build")
        run.fails("ship")
        let parts = run.state.synthesis?.parts
        #expect(parts?.map(\.title) == ["build", "What was not done"])
        #expect(parts?.last?.text == "- ship was skipped: It failed: It broke.")
    }

    @Test("A person may put it in other words, and those are what is kept")
    func edited() {
        var run = concluding(reviewed)
        run.refuses(run.verdict(.approveEdited("fine")), "edit.invalid")
        let mine = Synthesis(parts: [.init(title: "In short", text: "Shipped.", sources: ["ship"])])
        run.edits(mine.json)
        run.then("gate.decided g1 approve with edits", "run.ended completed")
        #expect(run.state.synthesis?.parts == mine.parts)
        #expect(run.state.synthesis?.isEdited == true)
    }

    @Test("A rejected one pauses the run, which is then resumed or rolled back")
    func rejected() {
        var run = concluding(reviewed)
        run.rejects()
        run.then("gate.decided g1 reject")
        #expect(run.state.isPaused)
        #expect(run.state.synthesis == nil)
        run.when(.resume(.run))
        run.then("hold.lifted run", "synthesis.drafted", "gate.opened g2 beforeCompletion")
        run.rejects()
        run.when(.rollBack("ship", instructions: "Louder.", accepting: []))
        run.then("run.rolled-back ship [ship]")
        #expect(run.state.phase == .running)
        run.when(.resume(.run))
        run.then("hold.lifted run", "attempt.started ship#2 by supervised")
    }

    @Test("A rollback while it is reviewed withdraws the review")
    func rolledBack() {
        var run = concluding(reviewed)
        run.when(.rollBack("build", instructions: nil, accepting: []))
        run.then(
            "gate.withdrawn g1", "run.rolled-back build [build ship]", "attempt.started build#2 by supervised"
        )
        #expect(run.state.synthesis == nil)
    }
}
