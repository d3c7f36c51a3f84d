import FermataCore
import NIOCore
import NIOPosix
import Testing

@testable import FermataServer

@Suite("Orders whose sender has left")
struct AbandonmentTests {
    private static func note(_ text: String) -> JSON {
        .record(("intervention", "note"), ("text", text.json))
    }

    /// Sends an order and ends the connection without waiting for an answer.
    private static func sendAndLeave(_ bench: ServerBench, _ order: JSON, key: String) async throws {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: bench.port).get()
        let body = order.encoded()
        let lines = [
            "POST /v1/runs/run/interventions HTTP/1.1", "Host: 127.0.0.1:\(bench.port)",
            "Authorization: Bearer \(bench.tokens[.admin] ?? "")", "Idempotency-Key: \(key)",
            "Content-Length: \(body.utf8.count)", "", body,
        ]
        try await channel.writeAndFlush(ByteBuffer(string: lines.joined(separator: "\r\n"))).get()
        try await channel.close().get()
    }

    /// Waits until the server has answered an order 503.
    /// - Returns: whether it has, as long as anybody waits for that.
    private static func hasRefusal(_ bench: ServerBench) async throws -> Bool {
        for _ in 0..<500 {
            let text = String(
                decoding: try await bench.send("GET", "/metrics", role: nil).body, as: UTF8.self)
            if text.split(separator: "\n").contains(where: { $0.contains(#"status="503""#) }) { return true }
        }
        return false
    }

    @Test("An order whose sender leaves before its turn is never carried out, and the next one is")
    func neverLater() async throws {
        let journal = HeldJournal()
        try await ServerBench.running(journal: journal) { bench in
            let run = try await bench.start(.waiting, run: "run")
            _ = try await bench.gate(of: run)
            journal.hold()
            let first = Task {
                try await bench.send("POST", "/v1/runs/run/interventions", Self.note("first"))
            }
            _ = await journal.arrivals.first { _ in true }
            try await Self.sendAndLeave(bench, Self.note("second"), key: "left")
            let isRefused = try await Self.hasRefusal(bench)
            journal.release()
            #expect(isRefused)
            #expect(try await first.value.status == 200)
            try await bench.expect(200, "POST", "/v1/runs/run/interventions", Self.note("third"))
            let notes = try await bench.state(of: run) { _ in true }.steps[0].instructions.map(\.text)
            #expect(notes == ["first", "third"])
            // With its key it can be sent again, and counts then.
            try await bench.expect(
                200, "POST", "/v1/runs/run/interventions", Self.note("second"),
                headers: [("Idempotency-Key", "left")])
        }
    }
}
