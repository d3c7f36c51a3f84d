import FermataAgents
import FermataCore
import FermataRuntime
import Testing

@Suite struct CommandAgentTests {
    @Test func aCommandThatReportsNothingHasItsStandardOutputAsText() async throws {
        let bench = try AgentBench()
        let outcome = try await bench.perform("echo hello; echo aside >&2")
        #expect(outcome == .completed(outputs: .record(("text", "hello")), Assessment()))
        #expect(bench.printed.contains("aside"))
    }
}
