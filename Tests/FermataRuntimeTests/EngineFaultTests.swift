import FermataCore
import FermataJournal
import FermataRuntime
import FermataTesting
import Testing

@Suite("The engine on a journal that fails, and among others who are faster")
struct EngineFaultTests {
    private static func waiting(on latch: Latch, for step: StepID = "a") -> ScriptedAgent {
        ScriptedAgent { request, _ throws(AttemptFailure) in
            if request.step == step { try await latch.wait() }
            return .done
        }
    }

    private func notes(in journal: any Journal) async throws -> Int {
        try await journal.storedEvents(of: "run", after: .zero, limit: 1_000)
            .count { $0.type == Event.Kind.noteAdded.rawValue }
    }

    @Test("An attempt that somebody abandoned unnoticed is not launched again when its report comes late")
    func abandonedUnnoticed() async throws {
        let journal = FaultyJournal()
        let latch = Latch()
        let owner = Harness(journal: journal, agent: Self.waiting(on: latch))
        let other = Harness(journal: journal, owner: "other", agent: ScriptedAgent { _, _ in .done })
        try await owner.running {
            try await owner.start(.of([.step("a", effect: .external)]))
            try await owner.state { $0["a"]?.phase == .working }
            journal.announce(false)
            try await other.engine.perform(
                .skip("a", includingDependents: false, reason: "Not needed."), on: "run", by: alice)
            latch.open()
            let state = try await owner.state { $0.phase.isFinal }
            #expect(state["a"]?.phase == .skipped)
        }
        #expect(owner.agent.requests.count == 1)
    }

    @Test(
        "A failed adoption launches nothing, gives the lease back and is tried again",
        arguments: [JournalError.locked, .full], [FaultyJournal.Operation.append, .acquire, .load])
    func failedAdoption(error: JournalError, operation: FaultyJournal.Operation) async throws {
        let journal = FaultyJournal()
        let latch = Latch()
        let first = Harness(journal: journal, agent: Self.waiting(on: latch))
        let crashed = Task { await first.engine.run() }
        try await first.start(.of([.step("a", effect: .external)]))
        try await first.state { $0["a"]?.phase == .working }
        try await journal.retire(first.engine.owner)
        let second = Harness(journal: journal, owner: "second", agent: ScriptedAgent { _, _ in .done })
        try await second.running {
            journal.fail(operation, with: error)
            await #expect(throws: EngineError.journal(error)) { try await second.engine.carryOut("run") }
            while try await journal.owner(of: "run") != nil { await Task.yield() }
            journal.fail(operation, with: nil)
            #expect(try await LoadedRun.load("run", from: journal).state.epoch == Epoch(1))
            while try await journal.owner(of: "run") == nil {
                second.clock.advance(seconds: 1)
                await Task.yield()
            }
            let state = try await second.state { !$0.openGates.isEmpty }
            #expect(state.openGates.compactMap { state[$0]?.kind } == [.recovery])
            #expect(second.agent.requests.isEmpty)
        }
        latch.open()
        crashed.cancel()
        await crashed.value
    }

    @Test("A lock over a deadline ends nothing: it makes the default late, and orders are told at once")
    func lockOverADeadline() async throws {
        let journal = FaultyJournal()
        let latch = Latch()
        let harness = Harness(journal: journal, agent: Self.waiting(on: latch))
        var gates = GateSettings()
        gates[.reviewResult] = GateSetting(isOn: true, timeoutSeconds: 60, onTimeout: .approve)
        try await harness.running {
            try await harness.start(.of([.step("a"), .step("b")], gates: gates))
            try await harness.state { $0["a"]?.phase == .working && !$0.openGates.isEmpty }
            journal.fail(.append, with: .locked)
            harness.clock.advance(seconds: 60)
            while await harness.engine.stall == nil { await Task.yield() }
            #expect(await harness.engine.stall == .locked)
            #expect(await Array(harness.engine.stalledRuns.keys) == ["run"])
            await #expect(throws: EngineError.journal(.locked)) {
                try await harness.engine.perform(.note(nil, text: "Hello."), on: "run", by: alice)
            }
            journal.fail(.append, with: nil)
            while await harness.engine.stall != nil {
                harness.clock.advance(seconds: 1)
                await Task.yield()
            }
            try await harness.state { $0["b"]?.phase == .done }
            latch.open()
            try await harness.state { $0["a"]?.phase.gate != nil }
            harness.clock.advance(seconds: 60)
            let state = try await harness.state { $0.phase.isFinal }
            #expect(state["a"]?.attempts.map(\.status) == [.completed])
            #expect(try await notes(in: journal) == 0)
        }
        #expect(harness.agent.requests.map(\.step) == ["a", "b"])
    }

    @Test("An end that cannot be stored is kept and stored once, whatever is wished meanwhile")
    func keptEnd() async throws {
        let journal = FaultyJournal()
        let latch = Latch()
        let harness = Harness(journal: journal, agent: Self.waiting(on: latch))
        try await harness.running {
            try await harness.start(.of([.step("a", effect: .external)]))
            try await harness.state { $0["a"]?.phase == .working }
            journal.fail(.append, .release, with: .full)
            latch.open()
            while await harness.engine.stall == nil { await Task.yield() }
            for _ in 0..<5 {
                harness.clock.advance(seconds: 5)
                await #expect(throws: EngineError.journal(.full)) {
                    try await harness.engine.perform(.stop(reason: "Enough."), on: "run", by: alice)
                }
            }
            journal.fail(.append, with: nil)
            while try await !LoadedRun.load("run", from: journal).state.phase.isFinal {
                harness.clock.advance(seconds: 1)
                await Task.yield()
            }
            // A lease that cannot be given back is given back in the end.
            #expect(try await journal.owner(of: "run") != nil)
            journal.fail(.release, with: nil)
            while try await journal.owner(of: "run") != nil {
                harness.clock.advance(seconds: 1)
                await Task.yield()
            }
        }
        #expect(try await LoadedRun.load("run", from: journal).state.phase == .completed)
        #expect(harness.agent.requests.count == 1)
    }

    @Test("A deadline is kept although the run could not be read when it came")
    func unreadableAtTheDeadline() async throws {
        let journal = FaultyJournal()
        let harness = Harness(
            journal: journal, lingeringLimit: 0, agent: ScriptedAgent { _, _ in .done })
        var gates = GateSettings()
        gates[.afterPlanning] = GateSetting(isOn: true, timeoutSeconds: 60, onTimeout: .approve)
        try await harness.running {
            try await harness.start(.of([.step("a")], gates: gates))
            while await harness.engine.activeRunCount > 0 { await Task.yield() }
            journal.fail(.load, with: .locked)
            harness.clock.advance(seconds: 60)
            await #expect(throws: EngineError.journal(.locked)) {
                try await harness.engine.perform(.advance, on: "run", by: .engine)
            }
            journal.fail(.load, with: nil)
            while try await !LoadedRun.load("run", from: journal).state.phase.isFinal {
                harness.clock.advance(seconds: 1)
                await Task.yield()
            }
        }
        #expect(harness.agent.requests.count == 1)
    }

    @Test("An order that nobody waits for any more is not carried out", arguments: [true, false])
    func expiredOrder(isOwner: Bool) async throws {
        var gates = GateSettings()
        gates[.afterPlanning].isOn = true
        let harness = Harness(agent: ScriptedAgent { _, _ in .done })
        let other = Harness(
            journal: harness.journal, clock: harness.clock, owner: "other",
            agent: ScriptedAgent { _, _ in .done })
        try await harness.running {
            try await harness.start(.of([.step("a")], gates: gates))
            let engine = isOwner ? harness.engine : other.engine
            let expiry = harness.clock.now
            try await engine.perform(.note(nil, text: "In time."), on: "run", by: alice, until: expiry)
            harness.clock.advance(seconds: 1)
            await #expect(throws: EngineError.expired) {
                try await engine.perform(.note(nil, text: "Late."), on: "run", by: alice, until: expiry)
            }
            #expect(try await notes(in: harness.journal) == 1)
        }
    }

    @Test("An order after the end is refused by the rules, whoever carried the run out")
    func orderAfterTheEnd() async throws {
        let harness = Harness(agent: ScriptedAgent { _, _ in .done })
        try await harness.running {
            try await harness.start(.of([.step("a")]))
            try await harness.state { $0.phase.isFinal }
            for _ in 0..<20 {
                await #expect(throws: EngineError.refused(.runEnded(.completed))) {
                    try await harness.engine.perform(.stop(reason: "Enough."), on: "run", by: alice)
                }
            }
            await #expect(throws: EngineError.refused(.runEnded(.completed))) {
                try await harness.engine.carryOut("run")
            }
        }
    }

    @Test("Two who want a run carried out at once share one lease")
    func twoCarryOuts() async throws {
        var gates = GateSettings()
        gates[.afterPlanning].isOn = true
        let harness = Harness(agent: ScriptedAgent { _, _ in .done })
        let created = RunCreated(
            run: "run", title: "Test", playbook: .of([.step("a")], gates: gates), inputs: .object([]),
            directory: "/", autonomy: .autonomous, isUnattended: false)
        _ = try await harness.engine.create(created, by: alice)
        try await harness.running {
            async let first = harness.engine.carryOut("run")
            async let second = harness.engine.carryOut("run")
            let epochs = try await [first.epoch, second.epoch]
            #expect(epochs == [Epoch(1), Epoch(1)])
        }
    }
}
