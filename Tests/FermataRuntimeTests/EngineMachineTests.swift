import FermataCore
import FermataJournal
import FermataRuntime
import Testing

@Suite("What an engine decides about its runs")
struct EngineMachineTests {
    private let now = Timestamp(milliseconds: 1_000_000)
    private let later = Timestamp(milliseconds: 1_100_000)

    private func lease(_ epoch: Int = 1) -> Lease {
        Lease(run: "run", owner: Owner(id: "me", label: "me"), epoch: Epoch(epoch))
    }

    private func loaded() throws -> LoadedRun { try MachineBench(.of([.step("a")])).machine.run }

    private func words(_ machine: inout EngineMachine) -> [String] {
        var words: [String] = []
        while let output = machine.next() { words.append(output.words) }
        return words
    }

    /// A machine whose run has a coordinator, with serial 1.
    private func active(lingeringLimit: Int = 0) throws -> EngineMachine {
        var machine = EngineMachine(lingeringLimit: lingeringLimit)
        machine.carryOut("run", force: false, ticket: 1)
        machine.acquired(lease())
        machine.loaded(try loaded())
        _ = words(&machine)
        return machine
    }

    /// A machine whose run waits at that revision.
    private func waiting(at revision: Int = 2) throws -> EngineMachine {
        var machine = try active()
        var handled = RunMachine.Handled()
        handled.orderCount = 1
        let mayRetire = machine.mayRetire("run", serial: 1, afterHandling: handled, at: Revision(revision))
        #expect(mayRetire)
        machine.exited("run", serial: 1, because: .waiting(Revision(revision)), at: now)
        _ = words(&machine)
        return machine
    }

    @Test("takes a lease, reads the run, starts its coordinator, and only then tells where the order goes")
    func carriesOut() throws {
        var machine = EngineMachine(lingeringLimit: 0)
        machine.carryOut("run", force: false, ticket: 1)
        #expect(words(&machine) == ["acquire"])
        machine.acquired(lease())
        #expect(words(&machine) == ["load"])
        machine.loaded(try loaded())
        #expect(words(&machine) == ["start 1 adopting", "settle 1 coordinator"])
    }

    @Test("shares one lease between two who ask at once, and decides without it for others meanwhile")
    func sharesALease() throws {
        var machine = EngineMachine(lingeringLimit: 0)
        machine.carryOut("run", force: false, ticket: 1)
        machine.carryOut("run", force: true, ticket: 2)
        machine.order(for: "run", ticket: 3)
        #expect(words(&machine) == ["acquire", "settle 3 alone"])
        machine.acquired(lease())
        machine.loaded(try loaded())
        #expect(
            words(&machine) == ["load", "start 1 adopting", "settle 1 coordinator", "settle 2 coordinator"])
    }

    @Test("tries by force for whoever asked so when somebody else has the lease, and refuses the others")
    func triesByForce() throws {
        var machine = EngineMachine(lingeringLimit: 0)
        machine.carryOut("run", force: false, ticket: 1)
        machine.carryOut("run", force: true, ticket: 2)
        _ = words(&machine)
        machine.acquireFailed("run", .leased(by: Owner(id: "r", label: "r")), at: now)
        #expect(words(&machine) == ["acquire by force", "settle 1 run.leased"])
        machine.acquired(lease(2))
        #expect(words(&machine) == ["load"])
    }

    @Test(
        "gives a lease back under which nothing could be stored, and tries again with ever longer pauses",
        arguments: [JournalError.locked, .full])
    func triesAgain(error: JournalError) throws {
        var machine = try active()
        machine.exited("run", serial: 1, because: .notAdopted(.journal(error)), at: now)
        #expect(words(&machine) == ["release 1", "timer +1"])
        machine.released(lease())
        #expect(machine.stalls["run"] == .journal(error))
        var time = now.adding(seconds: 1)
        for pause in [2, 4, 8, 16, 32, 60, 60] {
            machine.rang(at: time)
            machine.acquireFailed("run", error, at: time)
            let said = words(&machine)
            #expect(said.first == "acquire" && said.last == "timer +\(pause + time.seconds(since: now))")
            time = time.adding(seconds: pause)
        }
        machine.rang(at: time)
        machine.acquired(lease(2))
        machine.loaded(try loaded())
        #expect(words(&machine) == ["acquire", "no timer", "load", "start 2 adopting"])
    }

    @Test("does not try again for what will never be: a rival, a refusal, a damaged log")
    func givesUp() throws {
        let damage = Inconsistency(run: "run", revision: Revision(1), problem: "damage")
        for error in [
            EngineError.journal(.fenced(newest: Epoch(2))), .refused(.runEnded(.completed)),
            .inconsistent(damage),
        ] {
            var machine = try active()
            machine.exited("run", serial: 1, because: .notAdopted(error), at: now)
            #expect(words(&machine).first == "release 1")
            machine.released(lease())
            machine.rang(at: later)
            #expect(words(&machine) == ["no timer"])
            #expect(machine.isIdle)
        }
    }

    @Test("tries again to give a lease back, but not one in whose place there is a newer one")
    func givesLeasesBack() throws {
        var machine = try active()
        machine.exited("run", serial: 1, because: .finished, at: now)
        #expect(words(&machine) == ["release 1"])
        machine.releaseFailed(lease(), at: now)
        #expect(words(&machine) == ["timer +1"])
        machine.rang(at: now.adding(seconds: 1))
        #expect(words(&machine) == ["release 1", "no timer"])
        machine.releaseFailed(lease(), at: now.adding(seconds: 1))
        machine.carryOut("run", force: false, ticket: 2)
        machine.acquired(lease(2))
        _ = words(&machine)
        machine.rang(at: later)
        #expect(!words(&machine).contains("release 1"))
    }

    @Test("counts a run as waiting from the moment in which its coordinator may retire")
    func waitsAtOnce() throws {
        var machine = try active()
        var handled = RunMachine.Handled()
        handled.orderCount = 1
        let mayRetire = machine.mayRetire("run", serial: 1, afterHandling: handled, at: Revision(2))
        #expect(mayRetire)
        // Its coordinator has not ended yet, and somebody appends.
        #expect(machine.journalChanged() == ["run"])
        machine.looked(at: "run", head: Revision(3))
        #expect(words(&machine) == ["load"])
        machine.exited("run", serial: 1, because: .waiting(Revision(2)), at: now)
        machine.loaded(try loaded())
        #expect(words(&machine) == ["start 2", "wake"])
    }

    @Test("lets no coordinator retire to which something is on its way")
    func mayNotRetire() throws {
        var machine = try active()
        var handled = RunMachine.Handled()
        let early = machine.mayRetire("run", serial: 1, afterHandling: handled, at: Revision(2))
        handled.orderCount = 1
        _ = machine.journalChanged()
        let woken = machine.mayRetire("run", serial: 1, afterHandling: handled, at: Revision(2))
        handled.wakeCount = 1
        let other = machine.mayRetire("run", serial: 2, afterHandling: handled, at: Revision(2))
        let last = machine.mayRetire("run", serial: 1, afterHandling: handled, at: Revision(2))
        #expect([early, woken, other, last] == [false, false, false, true])
    }

    @Test("reads a waiting run once for all who have orders for it")
    func readsOnce() throws {
        var machine = try waiting()
        machine.order(for: "run", ticket: 2)
        machine.order(for: "run", ticket: 3)
        #expect(words(&machine) == ["load"])
        machine.loaded(try loaded())
        #expect(words(&machine) == ["start 2", "settle 2 coordinator", "settle 3 coordinator"])
    }

    @Test("keeps an alarm that rang when the run could not be read, and a look that failed")
    func keepsAlarms() throws {
        var machine = try waiting()
        machine.lookFailed(at: "run", at: now)
        #expect(words(&machine) == ["timer +1"])
        machine.rang(at: now.adding(seconds: 1))
        #expect(words(&machine) == ["load", "no timer"])
        machine.loadFailed("run", .journal(.locked), at: now.adding(seconds: 1))
        #expect(words(&machine) == ["timer +3"])
        machine.rang(at: now.adding(seconds: 3))
        machine.loaded(try loaded())
        #expect(words(&machine) == ["load", "no timer", "start 2", "wake"])
    }

    @Test("has one alarm for each run, however often it is set")
    func oneAlarm() throws {
        var machine = try active()
        for second in 1...10_000 {
            machine.setAlarm(of: "run", serial: 1, at: now.adding(seconds: second))
            _ = words(&machine)
        }
        machine.rang(at: later)
        #expect(words(&machine) == ["timer +10000"])
        machine.setAlarm(of: "run", serial: 1, at: nil)
        #expect(words(&machine) == ["no timer"])
        #expect(machine.alarmEntryCount < 200)
    }

    @Test("forgets its own lease when it is fenced, and leaves a newer one alone")
    func fencedLeases() throws {
        var machine = try active()
        machine.exited("run", serial: 1, because: .fenced(newest: Epoch(2)), at: now)
        #expect(words(&machine) == ["lost"])
        #expect(machine.loss(of: "run") == .journal(.fenced(newest: Epoch(2))))
        machine.carryOut("run", force: true, ticket: 2)
        machine.acquired(lease(3))
        machine.loaded(try loaded())
        _ = words(&machine)
        machine.exited("run", serial: 1, because: .fenced(newest: Epoch(2)), at: now)
        #expect(words(&machine) == [])
        #expect(machine.epoch(of: "run") == Epoch(3))
        #expect(machine.loss(of: "run") == nil)
    }

    @Test("tells orders at once when something waits to be stored, until it is stored")
    func stalls() throws {
        var machine = try active()
        machine.stalled("run", serial: 1, because: .journal(.full))
        machine.order(for: "run", ticket: 2)
        #expect(words(&machine) == ["settle 2 journal.disk-full"])
        #expect(machine.stalls == ["run": .journal(.full)])
        machine.stalled("run", serial: 1, because: nil)
        machine.order(for: "run", ticket: 3)
        #expect(words(&machine) == ["settle 3 coordinator"])
    }

    @Test("remembers only so many losses")
    func boundedLosses() {
        var machine = EngineMachine(lingeringLimit: 0)
        for number in 0...EngineMachine.maximumLossCount {
            let run = RunID(stringLiteral: "r\(number)")
            machine.carryOut(run, force: false, ticket: number)
            machine.acquired(Lease(run: run, owner: Owner(id: "me", label: "me"), epoch: Epoch(1)))
            machine.loadFailed(run, .journal(.notFound(run)), at: now)
        }
        #expect(machine.loss(of: "r0") == nil)
        #expect(machine.loss(of: "r1") != nil)
    }

    @Test("begins nothing when it ends, tells who waits, and gives every lease back")
    func shutsDown() throws {
        var machine = try waiting()
        machine.order(for: "run", ticket: 2)
        _ = words(&machine)
        machine.shutDown()
        #expect(words(&machine) == ["settle 2 server.shutting-down", "no timer"])
        machine.loaded(try loaded())
        machine.carryOut("other", force: false, ticket: 3)
        #expect(words(&machine) == ["settle 3 server.shutting-down"])
        machine.giveBackLeases()
        #expect(words(&machine) == ["release 1"])
    }
}

extension Timestamp {
    fileprivate func seconds(since other: Timestamp) -> Int { Int(milliseconds(since: other)) / 1000 }
}

extension EngineMachine.Output {
    /// What it is, for comparing.
    fileprivate var words: String {
        switch self {
        case .acquire(_, let force): force ? "acquire by force" : "acquire"
        case .release(let lease): "release \(lease.epoch)"
        case .load: "load"
        case .start(_, _, let serial, let adopts): "start \(serial)" + (adopts ? " adopting" : "")
        case .wake: "wake"
        case .settle(let ticket, .coordinator): "settle \(ticket) coordinator"
        case .settle(let ticket, .alone): "settle \(ticket) alone"
        case .settle(let ticket, .failed(let error)): "settle \(ticket) \(error.code)"
        case .timer(let time):
            time.map { "timer +\($0.seconds(since: Timestamp(milliseconds: 1_000_000)))" } ?? "no timer"
        case .lost: "lost"
        }
    }
}
