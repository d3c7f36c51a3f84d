import FermataAPI
import FermataCore
import FermataJournal
import Testing

@Suite("Views of a run")
struct ViewGoldenTests {
    private func view(_ story: Story) throws -> JSON {
        try RunProjection(
            folding: story.envelopes, owner: OwnerView(label: "host/1", isThisServer: true)
        ).json
    }

    @Test("A proposed plan is shown with the question about it")
    func proposed() throws {
        try Golden.compare(try view(try Story(.release)), with: "proposed.json")
    }

    /// Steps at work, one that failed and is asked about, one behind it, and one that a person holds.
    private func inTrouble() throws -> Story {
        var story = try Story(.release)
        try story.decides(nil, .approve)
        try story.tell(.pause(.step("judge")))
        try story.completes("lint")
        try story.fails("test", .transient)
        try story.fails("test")
        try story.tell(.note("build", text: "Mind the cache."), by: .ben)
        return story
    }

    @Test("Trouble is shown where it is and in what waits behind it")
    func trouble() throws {
        try Golden.compare(try view(try inTrouble()), with: "trouble.json")
    }

    /// Before the deployment, whose deadline is held, with a question on the way.
    private func asking() throws -> Story {
        var story = try inTrouble()
        try story.decides("test", .approve)
        try story.completes("test", .record(("text", "12 tests passed.")))
        try story.completes("build")
        try story.decides("build", .approveEdited(.record(("text", "All is very well."))), by: .ben)
        try story.tell(.resume(.step("judge")))
        try story.asks("judge", "Is it worth it?", options: ["yes", "no"])
        try story.decides("judge", .answer("yes"))
        try story.completes("judge", .record(("answer", "yes")))
        let gate = try #require(story.gate("deploy"))
        try story.tell(.holdGate(gate.id))
        return story
    }

    @Test("A question about an action shows what it does, what follows, and the text to edit")
    func action() throws {
        let story = try asking()
        try Golden.compare(try view(story), with: "asking.json")
        let gate = try #require(story.gate("deploy"))
        let line = try #require(GateLine(gate.id, in: story.state))
        let summary = try #require(story.state.summary(of: gate.id))
        try Golden.compare(
            .record(
                ("folded", line.json), ("listed", GateLine(summary, runTitle: "Release 2.1").json),
                ("run", RunLine(story.state).json), ("runListed", RunLine(story.state.summary).json)),
            with: "lines.json")
    }

    /// The end, with a synthesis that a person has edited in part.
    private func ended() throws -> Story {
        var story = try asking()
        try story.decides("deploy", .approveEdited(.record(("run", "make deploy-slowly"))))
        try story.completes("deploy")
        try story.decides("announce", .reject(reason: "Not today."))
        try story.tell(.skip("announce", includingDependents: false, reason: "Not today."))
        guard case .synthesis(var synthesis) = try #require(story.gate(nil)).subject else {
            Issue.record("nothing to accept")
            return story
        }
        synthesis.parts[0].text = "The style is fine."
        try story.decides(nil, .approveEdited(synthesis.json), by: .ben)
        return story
    }

    @Test("What has ended is shown with its result, and who changed which part")
    func end() throws {
        let story = try ended()
        #expect(story.state.phase == .completed)
        try Golden.compare(try view(story), with: "ended.json")
    }

    @Test("Every event is told in words, with who did it and how they were known")
    func events() throws {
        let story = try ended()
        let events = try story.envelopes.map { try EventView($0, in: story.state).json }
        try Golden.compare(.array(events), with: "events.json")
    }

    @Test("A rollback is shown before it is done: what is done again, what is undone, what stays")
    func rollback() throws {
        var story = try asking()
        try story.decides("deploy", .approve)
        try story.completes("deploy")
        try story.decides("announce", .approve)
        try story.completes("announce", .object([]))
        let preview = try RollbackPreview(to: "judge", in: story.state)
        try Golden.compare(preview.json, with: "rollback.json")
        #expect(preview.effectsThatStay.map(\.step) == ["announce"])
        #expect(throws: Refusal.self) { try RollbackPreview(to: "nobody", in: story.state) }
    }

    @Test("A rollback that would be refused says why")
    func refusedRollback() throws {
        let story = try Story(.release)
        #expect(throws: Refusal.stepHasNotRun("lint")) {
            try RollbackPreview(to: "lint", in: story.state)
        }
    }
}
