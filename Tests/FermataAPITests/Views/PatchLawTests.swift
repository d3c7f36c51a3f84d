import FermataAPI
import FermataCore
import FermataJournal
import FermataSimulation
import Testing

@Suite("Patches between views")
struct PatchLawTests {
    private static let freshSeedCount: UInt64 = 25

    @Test("Applied in their order to the first view, patches give the view of the last state")
    func law() throws {
        let first = UInt64.random(in: (1 << 32)...(1 << 53))
        print("Seeds of views: \(Self.freshSeedCount) from \(first)")
        var patchCount = 0
        for seed in Array(first..<first + Self.freshSeedCount) + [3, 25, 79, 253] {
            patchCount += try follow(seed)
        }
        // Some simulated runs are short; about eight patches each are usual.
        #expect(patchCount > 60)
    }

    /// Follows a simulated run in batches of uneven size; how many patches there were.
    private func follow(_ seed: UInt64) throws -> Int {
        // The few logs with a payload beside them are followed up to there.
        let log = Simulation.play(seed: seed).log.prefix { $0.form == .whole }
        let envelopes = try log.map(Self.envelope)
        var fold = try RunFold([envelopes[0]])
        var projection = RunProjection(fold.state)
        var merged = MergedView(projection.json)
        var rest = envelopes.dropFirst()
        var patchCount = 0
        var size = Int(seed % 5) + 1
        while !rest.isEmpty {
            let batch = Array(rest.prefix(size))
            rest = rest.dropFirst(size)
            size = size * 3 % 7 + 1
            for envelope in batch { try fold.apply(envelope) }
            if let patch = try projection.advance(to: fold.state, events: batch) {
                patchCount += 1
                // As it goes over the wire.
                merged.apply(try JSON(parsing: patch.encodedBytes()))
            }
            let whole = try JSON(parsing: projection.json.encodedBytes())
            guard merged.isSame(as: whole) else {
                Issue.record("seed \(seed), \(fold.state.revision): \(merged.differences(from: whole))")
                break
            }
        }
        // What is followed and what is made anew is the same.
        let anew = try RunProjection(folding: envelopes)
        #expect(anew.view == projection.view, "seed \(seed)")
        #expect(RunView(fold.state, decisions: fold.decisions) == projection.view, "seed \(seed)")
        return patchCount
    }

    private static func envelope(_ stored: StoredEvent) throws -> Envelope {
        Envelope(
            run: RunID("simulated") ?? .test, revision: stored.revision, time: stored.time,
            actor: try Actor(json: JSON(parsing: Array(stored.actor.utf8))), command: stored.command,
            record: EventRecord(
                type: stored.type, version: stored.version, payload: try JSON(parsing: stored.body)),
            hash: stored.hash)
    }

    @Test("Nothing new is no patch, and a new owner is one")
    func owner() throws {
        let story = try Story(.release)
        var projection = RunProjection(story.state)
        #expect(try projection.advance(to: story.state, events: story.envelopes) == nil)
        let patch = projection.setOwner(OwnerView(label: "host/1", isThisServer: true))
        #expect(patch == .record(("owner", .record(("label", "host/1"), ("isThisServer", true)))))
        #expect(projection.setOwner(nil) == .record(("owner", .null)))
        #expect(projection.setOwner(nil) == nil)
    }

    @Test("A change of one step of many is a patch of that step")
    func small() throws {
        var playbook = Playbook.release
        playbook.gates[.afterPlanning].isOn = false
        playbook.breakpoints = []
        playbook.plan.steps = (1...500).map {
            PlanStep(id: StepID("s\($0)") ?? "s", agent: "builder", run: "make")
        }
        var story = try Story(playbook)
        var projection = RunProjection(story.state)
        try story.tell(.pause(.step("s250")))
        let patch = try #require(
            try projection.advance(to: story.state, events: Array(story.envelopes.suffix(1))))
        guard case .array(let steps) = patch["steps"] else {
            Issue.record("no step changed")
            return
        }
        #expect(steps.map { $0["id"] } == ["s250"])
        #expect(patch["order"] == nil)
        #expect(patch.encodedBytes().count < 4096)
    }
}
