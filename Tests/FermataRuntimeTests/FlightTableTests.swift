import FermataCore
import FermataRuntime
import Testing

@Suite("What is in flight")
struct FlightTableTests {
    private func key(_ step: StepID, _ number: Int = 1) -> ActionKey {
        .attempt(AttemptKey(step: step, number: number, invocation: 1, epoch: Epoch(1)))
    }

    private func undoing(_ step: StepID) -> OwedAction {
        owed(.compensation(CompensationKey(effect: EffectID(1), step: step, number: 1, epoch: Epoch(1))))
    }

    private func owed(_ key: ActionKey, isPaused: Bool = false, isStopping: Bool = false) -> OwedAction {
        let action = Action(agent: "worker", agentKind: .command, run: "true")
        return OwedAction(
            key: key, digest: action.digest, action: action, isPaused: isPaused, isStopping: isStopping)
    }

    private func reconcile(_ table: inout FlightTable, _ owed: OwedAction...) -> [FlightTable.Output] {
        table.reconcile(with: owed, epoch: Epoch(1))
    }

    @Test("launches what is owed once")
    func launchesOnce() {
        var table = FlightTable()
        let (a, b) = (owed(key("a")), owed(key("b")))
        #expect(reconcile(&table, a, b) == [.launch(a), .launch(b)])
        #expect(reconcile(&table, a, b) == [])
        #expect(!table.isEmpty)
    }

    @Test("launches nothing a second time, even if it has ended and is still owed")
    func neverTwice() {
        var table = FlightTable()
        let a = owed(key("a"))
        _ = reconcile(&table, a)
        table.landed(a.key)
        #expect(reconcile(&table, a) == [])
        table.closed(a.key)
        #expect(reconcile(&table, a) == [])
        #expect(table.isEmpty)
    }

    @Test("counts a flight whose end is not stored as in flight, wishes nothing of it, and hears of it once")
    func landedIsInFlight() {
        var table = FlightTable()
        _ = reconcile(&table, owed(key("a")))
        let heard = (table.landed(key("a")), table.landed(key("a")))
        #expect(heard == (true, false))
        #expect(!table.isEmpty)
        let next = owed(key("a", 2))
        #expect(reconcile(&table, next) == [])
        #expect(reconcile(&table, owed(key("a"), isPaused: true)) == [])
        table.closed(key("a"))
        #expect(reconcile(&table, next) == [.launch(next)])
    }

    @Test("launches nothing for the owner of another epoch, and nothing while it may not")
    func launchesForItsOwner() {
        var table = FlightTable()
        let a = owed(key("a"))
        let foreign = table.reconcile(with: [a], epoch: Epoch(2))
        let forbidden = table.reconcile(with: [a], epoch: Epoch(1), mayLaunch: false)
        #expect(foreign.isEmpty && forbidden.isEmpty)
        #expect(table.isEmpty)
    }

    @Test("ends what is no longer owed once, and launches the step again only after its end")
    func waitsForTheEnd() {
        var table = FlightTable()
        _ = reconcile(&table, owed(key("a")))
        let next = owed(key("a", 2))
        #expect(reconcile(&table, next) == [.end(key("a"))])
        #expect(reconcile(&table, next) == [])
        table.closed(key("a"))
        #expect(reconcile(&table, next) == [.launch(next)])
    }

    @Test("launches nothing that was held or stopped while it waited for its turn")
    func waitsForItsTurn() {
        var table = FlightTable()
        _ = reconcile(&table, owed(key("a")))
        _ = reconcile(&table, owed(key("a", 2)))
        table.closed(key("a"))
        #expect(reconcile(&table, owed(key("a", 2), isPaused: true)) == [])
        #expect(table.isEmpty)
        let stopping = owed(key("a", 2), isPaused: true, isStopping: true)
        #expect(reconcile(&table, stopping) == [.forgo(key("a", 2))])
        #expect(reconcile(&table, stopping) == [])
        #expect(!table.isEmpty)
        table.closed(key("a", 2))
        #expect(table.isEmpty)
    }

    @Test("holds and lets go once each")
    func holds() {
        var table = FlightTable()
        _ = reconcile(&table, owed(key("a")))
        #expect(reconcile(&table, owed(key("a"), isPaused: true)) == [.pause(key("a"))])
        #expect(reconcile(&table, owed(key("a"), isPaused: true)) == [])
        #expect(reconcile(&table, owed(key("a"))) == [.resume(key("a"))])
    }

    @Test("ends what works when the run is stopped, although it is still owed: attempts and compensations")
    func stops() {
        var table = FlightTable()
        for key in [key("a"), undoing("b").key] {
            let launched = owed(key)
            #expect(reconcile(&table, launched) == [.launch(launched)])
            let stopping = owed(key, isPaused: true, isStopping: true)
            #expect(reconcile(&table, stopping) == [.end(key)])
            #expect(reconcile(&table, stopping) == [])
            table.closed(key)
            #expect(table.isEmpty)
        }
    }

    @Test("ends a compensation that is no longer owed, and launches it once: another try has another key")
    func undoesOnce() {
        var table = FlightTable()
        let first = undoing("a")
        #expect(reconcile(&table, first) == [.launch(first)])
        #expect(reconcile(&table) == [.end(first.key)])
        table.closed(first.key)
        #expect(reconcile(&table, first) == [])
        let next = owed(
            .compensation(CompensationKey(effect: EffectID(1), step: "a", number: 2, epoch: Epoch(1))))
        #expect(reconcile(&table, next) == [.launch(next)])
    }
}
