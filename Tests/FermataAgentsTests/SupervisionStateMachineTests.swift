import Testing

@testable import FermataAgents

@Suite("What a supervisor decides")
struct SupervisionStateMachineTests {
    private static func machine(timeLimit: Int64? = nil) -> SupervisionStateMachine {
        SupervisionStateMachine(now: 1000, graceMilliseconds: 50, timeLimitMilliseconds: timeLimit)
    }

    @Test("A command that ends alone is reported as it ended")
    func endingAlone() {
        var machine = Self.machine()
        #expect(machine.nextDeadline == nil)
        #expect(machine.commandEnded(.exited(code: 3), now: 1100) == [.terminateAll])
        #expect(machine.report() == .ended(.exited(code: 3), cause: .itself))
    }

    @Test("What a command leaves behind is asked to end, then killed again and again")
    func leavingOthersBehind() {
        var machine = Self.machine()
        _ = machine.commandEnded(.exited(code: 0), now: 1100)
        #expect(machine.nextDeadline == 1150)
        #expect(machine.clockAdvanced(now: 1149).isEmpty)
        #expect(!machine.isKilling)
        #expect(machine.clockAdvanced(now: 1150) == [.killAll])
        #expect(machine.isKilling)
        #expect(machine.clockAdvanced(now: 1160) == [.killAll])
        #expect(machine.report() == .ended(.exited(code: 0), cause: .itself))
    }

    @Test("Stopping asks the command first and kills after the grace period")
    func stopping() {
        var machine = Self.machine(timeLimit: 500)
        #expect(machine.ordered(.stop, now: 1100) == [.terminateCommand])
        #expect(machine.nextDeadline == 1150)
        #expect(machine.ordered(.stop, now: 1120).isEmpty, "asking again does not extend the grace period")
        #expect(machine.clockAdvanced(now: 1150) == [.killAll])
        #expect(machine.commandEnded(.signalled(number: 9), now: 1151) == [.killAll])
        #expect(machine.report() == .ended(.signalled(number: 9), cause: .order))
    }

    @Test("The end of the engine ends the command, also while it is held")
    func engineGone() {
        var machine = Self.machine()
        #expect(machine.ordered(.pause, now: 1010) == [.holdAll])
        #expect(machine.ordered(nil, now: 1020) == [.terminateCommand])
        _ = machine.commandEnded(.exited(code: 0), now: 1021)
        #expect(machine.report() == .ended(.exited(code: 0), cause: .engineGone))
    }

    @Test("The time limit ends a command, and not a moment before")
    func timeLimit() {
        var machine = Self.machine(timeLimit: 500)
        #expect(machine.nextDeadline == 1500)
        #expect(machine.clockAdvanced(now: 1499).isEmpty)
        #expect(machine.clockAdvanced(now: 1500) == [.terminateCommand])
        _ = machine.commandEnded(.signalled(number: 15), now: 1501)
        #expect(machine.report() == .ended(.signalled(number: 15), cause: .timeLimit))
    }

    @Test("Time held still does not count")
    func heldTime() {
        var machine = Self.machine(timeLimit: 500)
        #expect(machine.ordered(.pause, now: 1400) == [.holdAll])
        #expect(machine.nextDeadline == nil)
        #expect(machine.clockAdvanced(now: 99_000).isEmpty)
        #expect(machine.ordered(.resume, now: 100_000) == [.releaseAll])
        #expect(machine.nextDeadline == 100_100)
        #expect(machine.clockAdvanced(now: 100_099).isEmpty)
        #expect(machine.clockAdvanced(now: 100_100) == [.terminateCommand])
    }

    @Test("Holding and letting go twice changes nothing, and neither does anything once it ends")
    func repeatedOrders() {
        var machine = Self.machine()
        #expect(machine.ordered(.resume, now: 1001).isEmpty)
        #expect(machine.ordered(.pause, now: 1002) == [.holdAll])
        #expect(machine.ordered(.pause, now: 1003).isEmpty)
        #expect(machine.ordered(.resume, now: 1004) == [.releaseAll])
        #expect(machine.ordered(.stop, now: 1005) == [.terminateCommand])
        #expect(machine.ordered(.pause, now: 1006).isEmpty)
        #expect(machine.ordered(.resume, now: 1007).isEmpty)
        #expect(machine.ordered(nil, now: 1008).isEmpty)
    }

    @Test("A command that was held and killed by somebody else takes the others with it")
    func killedWhileHeld() {
        var machine = Self.machine()
        _ = machine.ordered(.pause, now: 1010)
        #expect(machine.commandEnded(.signalled(number: 9), now: 1020) == [.terminateAll])
        #expect(machine.report() == .ended(.signalled(number: 9), cause: .itself))
    }
}

@Suite("The supervisor's own formats")
struct SupervisionFormatTests {
    @Test("A request survives its command line", arguments: [true, false])
    func request(isFull: Bool) throws {
        var request = SupervisionRequest(
            environmentPath: "/e", ownerLockPath: nil, graceMilliseconds: 5, timeLimitMilliseconds: nil,
            scratchPath: nil, command: ["sh", "-c", "--", "--grace", ""])
        if isFull {
            request.ownerLockPath = "--"
            request.timeLimitMilliseconds = 0
            request.scratchPath = "/a b"
        }
        #expect(try SupervisionRequest(commandLine: ["fermata"] + request.arguments) == request)
        #expect(AttemptSupervisor.isInvocation(["fermata"] + request.arguments))
    }

    @Test(
        "A command line that is no request is refused",
        arguments: [
            [], ["--environment"], ["--environment", "/e", "--", "true"],
            ["--grace", "5", "--", "true"], ["--environment", "/e", "--grace", "5"],
            ["--environment", "/e", "--grace", "-5", "--", "true"],
            ["--environment", "/e", "--grace", "5", "--"],
            ["--environment", "/e", "--grace", "5", "--nice", "3", "--", "true"],
        ])
    func wrongRequest(words: [String]) {
        #expect(throws: SupervisionRequest.UsageError.self) {
            try SupervisionRequest(commandLine: ["fermata", "supervise-attempt"] + words)
        }
    }

    @Test("Only the hidden word makes an invocation", arguments: [[], ["fermata"], ["fermata", "run"]])
    func noInvocation(words: [String]) {
        #expect(!AttemptSupervisor.isInvocation(words))
    }

    @Test(
        "A report survives its JSON",
        arguments: [
            SupervisionReport.ended(.exited(code: 255), cause: .itself),
            .ended(.signalled(number: 9), cause: .timeLimit), .ended(.exited(code: 0), cause: .order),
            .ended(.exited(code: 0), cause: .engineGone), .ownerLost(reason: "x"),
            .notStarted(errorNumber: 2),
            .setupFailed(reason: "y"),
        ])
    func report(report: SupervisionReport) throws {
        #expect(try SupervisionReport(json: report.json) == report)
    }

    @Test("The words of waitpid are told apart")
    func waitStatus() {
        #expect(CommandStatus(waitStatus: 0x0300) == .exited(code: 3))
        #expect(CommandStatus(waitStatus: 0xFF00) == .exited(code: 255))
        #expect(CommandStatus(waitStatus: 9) == .signalled(number: 9))
        #expect(CommandStatus(waitStatus: 0x8B) == .signalled(number: 11), "a core dump changes nothing")
    }

    @Test("A process's name may hold what it likes")
    func processNames() {
        let entry = ProcessEntry(identifier: 7, stat: Array("7 (a) R 1 (b) T 42 7 7 0".utf8))
        #expect(entry?.state == UInt8(ascii: "T"))
        #expect(entry?.parent == 42)
        #expect(ProcessEntry(identifier: 7, stat: Array("7 (a".utf8)) == nil)
        #expect(ProcessEntry(identifier: 7, stat: Array("7 (a) R".utf8)) == nil)
    }
}
