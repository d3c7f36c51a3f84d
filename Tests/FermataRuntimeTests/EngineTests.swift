import FermataCore
import FermataJournal
import FermataRuntime
import FermataTesting
import Testing

@Suite("The engine")
struct EngineTests {
    @Test("carries a plan out in the order of its needs, and ends the run")
    func carriesOutAPlan() async throws {
        let harness = Harness(agent: ScriptedAgent { _, _ in .done })
        let playbook = Playbook.of([.step("c", needs: ["a", "b"]), .step("a"), .step("b", needs: ["a"])])
        try await harness.running {
            try await harness.start(playbook)
            let state = try await harness.state { $0.phase.isFinal }
            #expect(state.phase == .completed)
        }
        #expect(harness.agent.requests.map(\.step) == ["a", "b", "c"])
    }

    @Test("keeps nothing in memory of a run that waits for a person, and goes on at the verdict")
    func evictsWaitingRuns() async throws {
        var gates = GateSettings()
        gates[.afterPlanning].isOn = true
        let harness = Harness(lingeringLimit: 0, agent: ScriptedAgent { _, _ in .done })
        try await harness.running {
            try await harness.start(.of([.step("a")], gates: gates))
            while await harness.engine.activeRunCount > 0 { await Task.yield() }
            try await harness.decide(.approve)
            #expect(try await harness.state { $0.phase.isFinal }.phase == .completed)
            while await harness.engine.activeRunCount > 0 { await Task.yield() }
        }
        #expect(try await harness.journal.owner(of: "run") == nil)
    }

    @Test("keeps the coordinators of only so many waiting runs, and carries all of them out all the same")
    func boundsLingeringRuns() async throws {
        var gates = GateSettings()
        gates[.afterPlanning].isOn = true
        let harness = Harness(lingeringLimit: 2, agent: ScriptedAgent { _, _ in .done })
        let runs: [RunID] = ["r1", "r2", "r3", "r4", "r5"]
        try await harness.running {
            for run in runs { try await harness.start(.of([.step("a")], gates: gates), run: run) }
            while await harness.engine.activeRunCount > 2 { await Task.yield() }
            for run in runs {
                try await harness.decide(.approve, run: run)
                #expect(try await harness.state(of: run) { $0.phase.isFinal }.phase == .completed)
            }
        }
    }

    @Test("takes a gate's declared default at its deadline and not before")
    func expiresGates() async throws {
        var gates = GateSettings()
        gates[.afterPlanning] = GateSetting(isOn: true, timeoutSeconds: 60, onTimeout: .approve)
        let harness = Harness(agent: ScriptedAgent { _, _ in .done })
        try await harness.running {
            try await harness.start(.of([.step("a")], gates: gates))
            harness.clock.advance(seconds: 59)
            #expect(try await harness.engine.carryOut("run").openGates.count == 1)
            harness.clock.advance(seconds: 1)
            let state = try await harness.state { $0.phase.isFinal }
            guard case .expired(.approve, _) = state.gates[0].status else {
                Issue.record("the gate is \(state.gates[0].status)")
                return
            }
        }
    }

    @Test("goes on after a crash without doing again what was done")
    func resumesAfterACrash() async throws {
        let journal = MemoryJournal()
        let latch = Latch()
        let first = Harness(
            journal: journal,
            agent: ScriptedAgent { request, _ throws(AttemptFailure) in
                if request.step == "b" { try await latch.wait() }
                return .done
            })
        let playbook = Playbook.of([.step("a"), .step("b", needs: ["a"]), .step("c", needs: ["b"])])
        // The first owner is cut off while b is at work: its engine never hears of the end.
        let crashed = Task { await first.engine.run() }
        try await first.start(playbook)
        try await first.state { $0["b"]?.phase == .working }
        let second = Harness(journal: journal, owner: "second", agent: ScriptedAgent { _, _ in .done })
        try await second.running {
            try await second.engine.carryOut("run", force: true)
            let state = try await second.state { $0.phase.isFinal }
            #expect(state.phase == .completed)
            #expect(state["b"]?.attempts.map(\.status) == [.interrupted, .completed])
        }
        #expect(second.agent.requests.map(\.step) == ["b", "c"])
        latch.open()
        crashed.cancel()
        await crashed.value
    }

    @Test("stops carrying out a run whose lease was taken, and appends nothing more")
    func isFenced() async throws {
        let journal = MemoryJournal()
        let latch = Latch()
        let first = Harness(
            journal: journal,
            agent: ScriptedAgent { _, _ throws(AttemptFailure) in
                try await latch.wait()
                return .done
            })
        let second = Harness(
            journal: journal, owner: "second",
            agent: ScriptedAgent { _, _ throws(AttemptFailure) in
                try await latch.wait()
                return .done
            })
        try await first.running {
            try await first.start(.of([.step("a")]))
            try await first.state { $0["a"]?.phase == .working }
            try await second.running {
                try await second.engine.carryOut("run", force: true)
                while await first.engine.loss(of: "run") == nil { await Task.yield() }
                latch.open()
                let state = try await second.state { $0.phase.isFinal }
                #expect(state["a"]?.attempts.map(\.status) == [.interrupted, .completed])
                #expect(state["a"]?.attempts.map(\.epoch.number) == [1, 2])
            }
        }
    }

    @Test("hands a retry what the attempt before it printed")
    func handsOnTheTranscript() async throws {
        let harness = Harness(
            agent: ScriptedAgent { request, context throws(AttemptFailure) in
                context.output(Array("try \(request.attempt)\n".utf8))
                if request.attempt < 3 { throw AttemptFailure(kind: .transient, message: "not yet") }
                return .done
            })
        try await harness.running {
            try await harness.start(.of([.step("a", retries: 2)]))
            #expect(try await harness.state { $0.phase.isFinal }.phase == .completed)
        }
        let transcripts = harness.agent.requests.map { String(decoding: $0.earlierTranscript, as: UTF8.self) }
        #expect(transcripts == ["", "try 1\n", "try 2\n"])
    }

    @Test("invokes a suspended attempt again with its memento and the answer")
    func answersQuestions() async throws {
        let harness = Harness(
            agent: ScriptedAgent { request, _ in
                guard let answer = request.answer else {
                    return .suspended(Question(text: "Which?"), memento: ["page": 3], Assessment())
                }
                return .completed(
                    outputs: .record(("chosen", answer), ("memento", request.memento)), Assessment())
            })
        try await harness.running {
            try await harness.start(.of([.step("a")]))
            try await harness.decide(.answer("blue"))
            let state = try await harness.state { $0.phase.isFinal }
            #expect(state["a"]?.outputs == ["chosen": "blue", "memento": ["page": 3]])
            #expect(state["a"]?.attempts.count == 1)
        }
        #expect(harness.agent.requests.map(\.invocation) == [1, 2])
    }

    @Test("passes a pause and a resume on to the agent at work")
    func passesSignalsOn() async throws {
        let harness = Harness(
            agent: ScriptedAgent { _, context in
                var seen: [AttemptSignal] = []
                for await signal in context.signals {
                    seen.append(signal)
                    if signal == .resume { break }
                }
                return .completed(outputs: .record(("count", .integer(Int64(seen.count)))), Assessment())
            })
        try await harness.running {
            try await harness.start(.of([.step("a")]))
            try await harness.state { $0["a"]?.phase == .working }
            try await harness.engine.perform(.pause(.run), on: "run", by: alice)
            try await harness.engine.perform(.resume(.run), on: "run", by: alice)
            let state = try await harness.state { $0.phase.isFinal }
            #expect(state["a"]?.outputs == ["count": 2])
        }
    }

    @Test("ends what works when the run is stopped, and says in the synthesis what was not done")
    func stops() async throws {
        let latch = Latch()
        let harness = Harness(
            agent: ScriptedAgent { _, _ throws(AttemptFailure) in
                try await latch.wait()
                return .done
            })
        try await harness.running {
            try await harness.start(.of([.step("a"), .step("b", needs: ["a"])]))
            try await harness.state { $0["a"]?.phase == .working }
            try await harness.engine.perform(.stop(reason: "enough"), on: "run", by: alice)
            let state = try await harness.state { $0.phase.isFinal }
            #expect(state.phase == .stopped)
            #expect(state.synthesis?.parts.last?.sources == ["a", "b"])
        }
    }

    @Test("starts a redirected step only when its abandoned attempt has ended, whose result is not used")
    func redirects() async throws {
        let latch = Latch()
        let harness = Harness(
            agent: ScriptedAgent { request, _ throws(AttemptFailure) in
                if request.attempt == 1 {
                    do { try await latch.wait() } catch {
                        return .completed(outputs: ["late": true], Assessment())
                    }
                }
                return .completed(outputs: ["told": request.action.instructions.json], Assessment())
            })
        try await harness.running {
            try await harness.start(.of([.step("a")]))
            try await harness.state { $0["a"]?.phase == .working }
            try await harness.engine.perform(.redirect("a", instructions: "left"), on: "run", by: alice)
            let state = try await harness.state { $0.phase.isFinal }
            #expect(state["a"]?.attempts.map(\.status) == [.abandoned, .completed])
            #expect(state["a"]?.outputs == ["told": [["kind": "redirect", "text": "left"]]])
        }
        #expect(harness.agent.requests.count == 2)
    }

    @Test("lets a process without the lease decide, and the owner reacts to it")
    func reactsToOthers() async throws {
        var gates = GateSettings()
        gates[.afterPlanning].isOn = true
        let journal = MemoryJournal()
        let owner = Harness(journal: journal, agent: ScriptedAgent { _, _ in .done })
        let other = Harness(journal: journal, owner: "other", agent: ScriptedAgent { _, _ in .done })
        try await owner.running {
            try await owner.start(.of([.step("a")], gates: gates))
            try await other.decide(.approve)
            #expect(try await owner.state { $0.phase.isFinal }.phase == .completed)
        }
        #expect(owner.agent.requests.count == 1)
        #expect(other.agent.requests.isEmpty)
    }

    @Test("refuses what it no longer carries out after its end, instead of waiting for ever")
    func refusesAfterShutDown() async throws {
        let harness = Harness(agent: ScriptedAgent { _, _ in .done })
        await harness.running {}
        await #expect(throws: EngineError.self) { try await harness.start(.of([.step("a")])) }
    }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral {
    init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(elements.map { JSONMember(name: $0, value: $1) })
    }

    init(arrayLiteral elements: JSON...) { self = .array(elements) }
}
