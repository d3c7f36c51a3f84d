import FermataCore
import FermataRuntime
import Testing

@testable import FermataServer

@Suite("Orders at the end of a run")
struct EndingTests {
    /// How many runs come to their end while orders come in. Each order that meets the instant in which the
    /// run's lease is given back is one that used to be told that the server was ending.
    private static let runCount = 30
    private static let ordersPerRun = 12

    @Test("An order that comes as the run ends is carried out or told that it has ended, and nothing else")
    func instant() async throws {
        try await ServerBench.running { bench in
            var answers: Set<String> = []
            for number in 0..<Self.runCount {
                let run = try await bench.start(.waiting, run: "run\(number)")
                let gate = try await bench.gate(of: run)
                let found = try await withThrowingTaskGroup(of: String.self) { group in
                    group.addTask {
                        let reply = try await bench.decide(gate, .record(("verdict", "approve")))
                        return "\(reply.status)"
                    }
                    for _ in 0..<Self.ordersPerRun {
                        group.addTask {
                            let reply = try await bench.send(
                                "POST", "/v1/runs/\(run)/interventions",
                                .record(("intervention", "note"), ("text", "now")))
                            return try reply.status == 200 ? "200" : "\(reply.status) \(reply.code ?? "")"
                        }
                    }
                    return try await group.reduce(into: Set()) { $0.insert($1) }
                }
                answers.formUnion(found)
            }
            #expect(answers.isSubset(of: ["200", "409 run.ended"]), "\(answers.sorted())")
            #expect(answers.contains("200"))
        }
    }
}
