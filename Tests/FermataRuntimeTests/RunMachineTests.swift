import FermataCore
import FermataJournal
import FermataRuntime
import Testing

@Suite("What the owner of a run decides")
struct RunMachineTests {
    private static var asking: GateSettings {
        var gates = GateSettings()
        gates[.afterPlanning] = GateSetting(isOn: true, timeoutSeconds: 60, onTimeout: .approve)
        return gates
    }

    @Test("adopts before anything else, launches when that is in the log, and ends with the run")
    func wholeRun() throws {
        var bench = try MachineBench(.of([.step("a")]))
        #expect(bench.feed(.begin) == ["append owner.changed attempt.started"])
        #expect(bench.feed(bench.order(.note(nil, text: "Hello."))) == [])
        #expect(try bench.answer() == ["launch a", "append note.added"])
        #expect(try bench.answer() == ["reply 1"])
        #expect(
            try bench.end("a")
                == ["append attempt.completed synthesis.drafted run.ended"])
        #expect(try bench.answer() == ["exit finished"])
    }

    @Test(
        "launches nothing when the adoption fails, tells who wanted it, and sends others to the journal",
        arguments: [JournalError.locked, .full, .storage(path: "journal", detail: "I/O")])
    func failedAdoption(error: JournalError) throws {
        var bench = try MachineBench(.of([.step("a")]))
        _ = bench.feed(.begin)
        let owner = RunMachine.Order(.advance, by: .engine, isForOwner: true, reply: 1)
        _ = bench.feed(.order(owner))
        _ = bench.feed(bench.order(.stop(reason: "Enough."), reply: 2))
        #expect(
            bench.fail(with: error) == [
                "reply 1 \(error.code)", "decline 2", "exit not adopted \(error.code)",
            ])
        #expect(bench.feed(.woken(1)) == [])
        #expect(bench.feed(bench.order(.stop(reason: "Enough."), reply: 3)) == ["decline 3"])
    }

    @Test("counts an adoption that was stored although the journal said it failed")
    func adoptionInDoubt() throws {
        var bench = try MachineBench(.of([.step("a")]))
        _ = bench.feed(.begin)
        try bench.others(.adopt(Epoch(1), owner: "me"), by: Epoch(1))
        #expect(try bench.answer() == ["read"])
        #expect(try bench.answer() == ["launch a", "read"])
        #expect(try bench.answer() == [])
    }

    @Test("ends when a rival has adopted the run before it could, and launches nothing")
    func adoptedByARival() throws {
        var bench = try MachineBench(.of([.step("a")]))
        _ = bench.feed(.begin)
        let rival = try bench.ledger.acquireLease(of: "run", for: Owner(id: "r", label: "r"), force: true)
        try bench.others(.adopt(rival.epoch, owner: "r"), by: rival.epoch)
        #expect(try bench.answer() == ["exit not adopted journal.fenced"])
    }

    @Test("does not launch an attempt again whose report is refused, and knows why it was")
    func refusedReport() throws {
        var bench = try MachineBench.working(
            at: .of([.step("a", effect: .external), .step("b", needs: ["a"])]))
        try bench.others(.skip("a", includingDependents: false, reason: "Not needed."))
        #expect(try bench.end("a") == ["append attempt.completed attempt.started"])
        #expect(try bench.answer() == ["read"])
        #expect(bench.machine.run.state["a"]?.phase == .working)
        // What it has read it goes on with: the step is skipped, and the next one starts.
        #expect(try bench.answer() == ["read"])
        #expect(bench.machine.run.state["a"]?.phase == .skipped)
        #expect(try bench.answer() == ["append attempt.started"])
        #expect(try bench.answer() == ["launch b"])
    }

    @Test("launches nothing while it knows that others were first and has not read what they did")
    func behind() throws {
        var bench = try MachineBench.working(at: .of([.step("a"), .step("b", needs: ["a"])]))
        try bench.others(.pause(.step("b")))
        _ = try bench.end("a")
        #expect(try bench.answer() == ["read"])
        #expect(bench.fail(with: .locked) == ["stalled journal.busy", "arm +1"])
        #expect(bench.feed(.woken(1), after: 1) == ["append attempt.completed"] || bench.machine.isStalled)
        while bench.machine.run.state["a"]?.phase != .done { _ = try bench.answer() }
        #expect(bench.machine.run.state["b"]?.workingKey == nil)
    }

    @Test("keeps an end that cannot be stored, tries again ever more slowly, and tells orders at once")
    func keptEnd() throws {
        var bench = try MachineBench.working(at: .of([.step("a"), .step("b")]))
        _ = try bench.end("a")
        _ = bench.feed(bench.order(.stop(reason: "Enough."), reply: 1))
        #expect(
            bench.fail(with: .full) == ["stalled journal.disk-full", "reply 1 journal.disk-full", "arm +1"])
        #expect(bench.feed(bench.order(.stop(reason: "Enough."), reply: 2)) == ["reply 2 journal.disk-full"])
        var time = 1
        for pause in [2, 4, 5, 5] {
            #expect(
                bench.feed(.woken(1), after: time == 1 ? 1 : 0).first?.hasPrefix("append attempt") == true)
            // While it is being tried, nobody waits for it either.
            #expect(
                bench.feed(bench.order(.stop(reason: "Enough."), reply: 3)) == ["reply 3 journal.disk-full"])
            time += pause
            #expect(bench.fail(with: .full) == ["arm +\(time)"])
            bench.now = MachineBench.start.adding(seconds: time)
        }
        // An end that comes meanwhile waits its turn; the work that goes on is not ended.
        #expect(bench.feed(.woken(1)).first == "append attempt.completed")
        #expect(bench.feed(bench.landing(of: "b")) == [])
        #expect(
            try bench.answer() == ["stored again", "append attempt.completed synthesis.drafted run.ended"])
        #expect(try bench.answer() == ["disarm", "exit finished"] || bench.machine.run.state.phase.isFinal)
    }

    @Test(
        "keeps a wake-up at a locked journal, whether it fails at the reading or at the writing",
        arguments: [true, false])
    func keptWake(failsAtReading: Bool) throws {
        var bench = try MachineBench.working(at: .of([.step("a")], gates: Self.asking))
        #expect(bench.feed(.woken(1), after: 60) == ["read"])
        if !failsAtReading { #expect(try bench.answer().first?.hasPrefix("append gate.expired") == true) }
        #expect(bench.fail(with: .locked) == ["stalled journal.busy", "arm +61"])
        #expect(bench.feed(.woken(1), after: 1) == ["read"])
        let words = try bench.answer() + bench.answer()
        #expect(words.contains { $0.hasPrefix("append gate.expired") } && words.contains("stored again"))
        #expect(words.last == "launch a" || words.contains("launch a"))
    }

    @Test("does not carry out an order that has waited too long, at its turn or at a second attempt")
    func expiredOrder() throws {
        var bench = try MachineBench.working(at: .of([.step("a")]))
        let late = bench.order(.note(nil, text: "Hello."), until: bench.now)
        #expect(bench.feed(late, after: 1).first == "reply 1 order.expired")
        let note = bench.order(.note(nil, text: "Hello."), until: bench.now)
        #expect(bench.feed(note) == ["append note.added"])
        try bench.others(.note(nil, text: "First."))
        bench.now = bench.now.adding(seconds: 1)
        #expect(try bench.answer() == ["read"])
        #expect(try bench.answer().first == "reply 1 order.expired")
    }

    @Test("ends when it is fenced: at an append, and at the news of another owner")
    func fenced() throws {
        for isWoken in [true, false] {
            var bench = try MachineBench.working(at: .of([.step("a")]))
            let rival = try bench.ledger.acquireLease(
                of: "run", for: Owner(id: "r", label: "r"), force: true)
            if isWoken {
                try bench.others(.adopt(rival.epoch, owner: "r"), by: rival.epoch)
                #expect(bench.feed(.woken(1)) == ["read"])
            } else {
                _ = bench.feed(bench.order(.note(nil, text: "Hello.")))
            }
            let words = try bench.answer()
            #expect(words == (isWoken ? ["exit fenced"] : ["decline 1", "exit fenced"]))
        }
    }

    @Test("sends an order that comes when the run is over to the journal, which says so")
    func orderAtTheEnd() throws {
        var bench = try MachineBench.working(at: .of([.step("a")]))
        _ = try bench.end("a")
        #expect(bench.feed(bench.order(.stop(reason: "Enough."), reply: 1)) == [])
        #expect(try bench.answer() == ["read"])
        #expect(try bench.answer() == ["reply 1 run.ended", "exit finished"])
        #expect(bench.feed(bench.order(.stop(reason: "Enough."), reply: 2)) == ["decline 2"])
    }

    @Test("reads once more when it is woken while it reads")
    func wokenWhileReading() throws {
        var bench = try MachineBench.working(at: .of([.step("a")]))
        #expect(bench.feed(.woken(1)) == ["read"])
        #expect(bench.feed(.woken(1)) == [])
        #expect(try bench.answer() == ["read"])
        #expect(try bench.answer() == [])
    }

    @Test("asks to retire only when nothing is in flight and nothing waits, with all that it has handled")
    func retires() throws {
        var bench = try MachineBench(.of([.step("a")], gates: Self.asking))
        _ = bench.feed(.begin)
        #expect(try bench.answer() == ["arm +60", "ask to retire"])
        #expect(bench.feed(.mayRetire(false)) == [])
        #expect(bench.feed(.woken(2)) == ["read"])
        #expect(try bench.answer() == ["arm +60", "ask to retire"])
        #expect(bench.machine.handledSoFar == (0, 2))
        #expect(bench.feed(.mayRetire(true)) == ["exit waiting"])
    }

    @Test("takes the default of a deadline that passed while nobody carried the run out, at its adoption")
    func overdueAtAdoption() throws {
        var bench = try MachineBench(.of([.step("a")], gates: Self.asking))
        bench.now = bench.now.adding(seconds: 100)
        _ = bench.feed(.begin)
        #expect(try bench.answer() == ["read"])
        #expect(try bench.answer().first?.hasPrefix("append gate.expired") == true)
    }

    @Test("answers everybody when the engine ends")
    func shutDown() throws {
        var bench = try MachineBench.working(at: .of([.step("a")]))
        _ = try bench.end("a")
        _ = bench.feed(bench.order(.stop(reason: "Enough."), reply: 1))
        #expect(bench.feed(.shutDown) == ["reply 1 server.shutting-down", "exit shut down"])
    }

    @Test("takes the default of a gate that is due as soon as it is opened without a pause")
    func dueAtOnce() throws {
        var gates = Self.asking
        gates[.beforeStart] = gates[.afterPlanning]
        gates[.afterPlanning].timeoutSeconds = 0
        var bench = try MachineBench.working(at: .of([.step("a")], gates: gates))
        #expect(bench.feed(.woken(1), after: 60) == ["read"])
        #expect(try bench.answer() == ["append gate.expired plan.proposed gate.opened"])
        #expect(try bench.answer().first == "arm +60")
        _ = bench.feed(.woken(1))
        #expect(try bench.answer().first?.hasPrefix("append gate.expired run.started") == true)
    }
}
