import FermataCore
import FermataRuntime
import Testing

@Suite("The coordinator's state machine")
struct CoordinatorStateMachineTests {
    private func key(_ step: StepID, _ number: Int = 1) -> AttemptKey {
        AttemptKey(step: step, number: number, invocation: 1, epoch: Epoch(1))
    }

    private func owed(_ work: Obligations.Work...) -> Obligations {
        Obligations(work: work, undoing: nil, nextDeadline: nil)
    }

    private func work(_ key: AttemptKey, isPaused: Bool = false, isStopping: Bool = false) -> Obligations.Work
    {
        Obligations.Work(key: key, isPaused: isPaused, isStopping: isStopping)
    }

    @Test("launches what is owed once")
    func launchesOnce() {
        var machine = CoordinatorStateMachine()
        let obligations = owed(work(key("a")), work(key("b")))
        #expect(machine.reconcile(with: obligations) == [.launch(key("a")), .launch(key("b"))])
        #expect(machine.reconcile(with: obligations).isEmpty)
        #expect(!machine.isIdle)
    }

    @Test("ends what is no longer owed once, and launches the step again only after its end")
    func waitsForTheEnd() {
        var machine = CoordinatorStateMachine()
        _ = machine.reconcile(with: owed(work(key("a"))))
        let next = owed(work(key("a", 2)))
        #expect(machine.reconcile(with: next) == [.end(.attempt(key("a")))])
        #expect(machine.reconcile(with: next).isEmpty)
        machine.ended(.attempt(key("a")))
        #expect(machine.reconcile(with: next) == [.launch(key("a", 2))])
    }

    @Test("launches nothing that was held or stopped while it waited for its turn")
    func waitsForItsTurn() {
        var machine = CoordinatorStateMachine()
        _ = machine.reconcile(with: owed(work(key("a"))))
        _ = machine.reconcile(with: owed(work(key("a", 2))))
        machine.ended(.attempt(key("a")))
        #expect(machine.reconcile(with: owed(work(key("a", 2), isPaused: true))).isEmpty)
        #expect(machine.isIdle)
        let stopping = owed(work(key("a", 2), isPaused: true, isStopping: true))
        #expect(machine.reconcile(with: stopping) == [.forgo(key("a", 2))])
        #expect(machine.reconcile(with: stopping).isEmpty)
        #expect(!machine.isIdle)
        machine.ended(.attempt(key("a", 2)))
        #expect(machine.isIdle)
    }

    @Test("holds and lets go once each")
    func holds() {
        var machine = CoordinatorStateMachine()
        _ = machine.reconcile(with: owed(work(key("a"))))
        #expect(machine.reconcile(with: owed(work(key("a"), isPaused: true))) == [.pause(.attempt(key("a")))])
        #expect(machine.reconcile(with: owed(work(key("a"), isPaused: true))).isEmpty)
        #expect(machine.reconcile(with: owed(work(key("a")))) == [.resume(.attempt(key("a")))])
    }

    @Test("ends what works when the run is stopped, although it is still owed")
    func stops() {
        var machine = CoordinatorStateMachine()
        _ = machine.reconcile(with: owed(work(key("a"))))
        let stopping = owed(work(key("a"), isPaused: true, isStopping: true))
        #expect(machine.reconcile(with: stopping) == [.end(.attempt(key("a")))])
        #expect(machine.reconcile(with: stopping).isEmpty)
        machine.ended(.attempt(key("a")))
        #expect(machine.isIdle)
    }
}
