import FermataCore
import FermataRuntime
import Testing

@testable import FermataAgents

@Suite("Orders that come before the command has begun are not lost")
struct EarlyOrderTests {
    @Test("A command that is stopped before it begins does not begin")
    func stop() async throws {
        let bench = try AgentBench()
        let attempt = try CommandAttempt(
            request: bench.request("touch begun"), configuration: bench.configuration)
        let connection = try SupervisorConnection()
        connection.send(.pause)
        connection.send(.stop)
        let failure = await #expect(throws: AttemptFailure.self) {
            try await attempt.run(over: connection, in: bench.context).get()
        }
        #expect(failure?.kind == .notBegun)
        #expect(failure?.message.contains("before the command began") == true)
        #expect(
            try await bench.perform("ls") == .completed(outputs: .record(("text", "scratch")), Assessment()))
    }

    @Test("A command that is held before it begins, and let go, begins")
    func hold() async throws {
        let bench = try AgentBench()
        let attempt = try CommandAttempt(
            request: bench.request("echo through"), configuration: bench.configuration)
        let connection = try SupervisorConnection()
        connection.send(.pause)
        connection.send(.resume)
        #expect(
            try await attempt.run(over: connection, in: bench.context).get()
                == .completed(outputs: .record(("text", "through")), Assessment()))
    }

    @Test("Cancelling at any moment ends the attempt", arguments: 0..<20)
    func cancelling(yields: Int) async throws {
        let bench = try AgentBench()
        let task = Task {
            try await bench.perform("while :; do read line < \"$FERMATA_REPORT\" || true; done")
        }
        for _ in 0..<yields * yields { await Task.yield() }
        task.cancel()
        let failure = await #expect(throws: AttemptFailure.self) { try await task.value }
        #expect(failure?.kind == .cancelled || failure?.kind == .notBegun)
        #expect(bench.processes.isEmpty)
    }

    @Test("The longest time limit is no overflow", arguments: [Int.max, 0])
    func timeLimits(seconds: Int) async throws {
        let bench = try AgentBench()
        let command = seconds == 0 ? "while :; do :; done" : "echo done"
        do {
            let outcome = try await bench.perform(command) { $0.action.timeoutSeconds = seconds }
            #expect(
                seconds == .max && outcome == .completed(outputs: .record(("text", "done")), Assessment()))
        } catch {
            #expect(seconds == 0 && error.kind == .timedOut)
        }
    }
}
