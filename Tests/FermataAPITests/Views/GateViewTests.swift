import FermataAPI
import FermataCore
import Testing

@Suite("What a gate's view holds")
struct GateViewTests {
    /// The view of a review of a result, bounded and whole.
    private func views(ofResult text: String) throws -> (bounded: JSON, whole: JSON) {
        var story = try Story(.release)
        try story.decides(nil, .approve)
        for step: StepID in ["lint", "test"] { try story.completes(step) }
        try story.completes("build", .record(("text", text.json)))
        let gate = try #require(story.gate("build"))
        return (
            try #require(GateView(gate.id, in: story.state)).json,
            try #require(GateView(gate.id, in: story.state, isWhole: true)).json
        )
    }

    @Test("A short result is shown whole")
    func short() throws {
        let views = try views(ofResult: "All is well.\nReally.")
        #expect(views.bounded["isShownWhole"] == true)
        #expect(views.bounded == views.whole)
    }

    @Test(
        "A result of too many lines or a line too long says that it is cut, and the whole holds its end",
        arguments: [
            String(repeating: "line\n", count: 500) + "the end",
            String(repeating: "x", count: 2_100) + "the end",
            String(repeating: "line\n", count: 20_000) + "the end",
        ])
    func long(text: String) throws {
        let views = try views(ofResult: text)
        #expect(views.bounded["isShownWhole"] == false)
        #expect(views.bounded["changes"]?.encoded().contains("the end") == false)
        #expect(views.whole["isShownWhole"] == true)
        #expect(views.whole["changes"]?.encoded().contains("the end") == true)
        #expect(views.whole["digest"] == views.bounded["digest"])
    }
}
