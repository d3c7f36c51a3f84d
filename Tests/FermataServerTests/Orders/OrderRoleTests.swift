import FermataCore
import Foundation
import Testing

@testable import FermataServer

@Suite("Which order of whom is carried out")
struct OrderRoleTests {
    /// What each role is answered to each kind of order, for a run in each standing.
    private static let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../Goldens/order-roles.txt")

    private static func answer(
        to kind: String, of role: Role, in standing: OrderTable.Standing, named name: String,
        on bench: ServerBench
    ) async throws -> String {
        let state = try await OrderTable.make(standing, named: name, on: bench)
        let order = try OrderTable.order(kind, about: state)
        let isOfGate = ["verdict", "hold"].contains(order.path)
        let place = isOfGate ? "gates/\(name).\(state.openGates.first ?? GateID(1))" : "runs/\(name)"
        let reply = try await bench.send(
            order.method, "/v1/\(place)/\(order.path)", order.body, role: role, headers: order.headers)
        guard reply.status != 200 else { return "200" }
        return "\(reply.status) \(try reply.code ?? "")"
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    @Test("The reviewed table of roles, orders and standings is what the API answers")
    func table() async throws {
        let text = try await ServerBench.running { bench in
            var lines: [String] = []
            var count = 0
            for standing in OrderTable.Standing.allCases {
                lines.append("# \(standing.rawValue)")
                for kind in OrderTable.kinds {
                    var line = Self.padded(kind, to: 25)
                    for role in Role.allCases {
                        count += 1
                        let answer = try await Self.answer(
                            to: kind, of: role, in: standing, named: "t\(count)", on: bench)
                        line += Self.padded("\(role.rawValue): \(answer)", to: 34)
                        #expect(!answer.hasPrefix("5"), "\(standing) \(kind) \(role)")
                    }
                    lines.append(String(line.reversed().drop { $0 == " " }.reversed()))
                }
            }
            return lines.joined(separator: "\n") + "\n"
        }
        if ProcessInfo.processInfo.environment["FERMATA_REWRITE_GOLDENS"] == "1" {
            try text.write(to: Self.golden, atomically: true, encoding: .utf8)
        }
        #expect(text == (try String(contentsOf: Self.golden, encoding: .utf8)))
    }

    @Test("What an operator changes is taken, and asked about before it starts; an approver's edit is not")
    func editsAreAskedAbout() async throws {
        try await ServerBench.running { bench in
            for role in [Role.operator, .approver] {
                let name = "edited-by-\(role.rawValue)"
                let before = try await OrderTable.make(.stepIsAsked, named: name, on: bench)
                let edit = try OrderTable.order("edit plan", about: before)
                try await bench.expect(
                    200, edit.method, "/v1/runs/\(name)/plan", edit.body, role: role, headers: edit.headers)
                let gate = try await bench.gate(of: before.id)
                try await bench.expectDecision(200, gate, .record(("verdict", "approve")))
                let after = try await bench.state(of: before.id) {
                    $0["last"]?.phase.isEnded == true || $0["last"]?.phase.gate != nil
                }
                let asked = after["last"]?.phase.gate.flatMap { after[$0] }
                if role == .operator {
                    #expect(asked?.reasons.map(\.rule) == [.changedSinceApproval])
                    try await bench.expectDecision(
                        403, try await bench.gate(of: before.id), .record(("verdict", "approve")),
                        role: .operator)
                } else {
                    #expect(asked == nil)
                }
            }
        }
    }

    @Test("An operator makes runs that ask as much as their playbook, or more, and no others")
    func newRuns() async throws {
        try await ServerBench.running { bench in
            let cases: [(JSON, [Int])] = [
                (.record(("task", "Look.")), [403, 201, 201, 201]),
                (.record(("task", "Look."), ("autonomy", "manual")), [403, 201, 201, 201]),
                (.record(("task", "Look."), ("autonomy", "autonomous")), [403, 403, 201, 201]),
                (.record(("task", "Look."), ("unattended", true)), [403, 403, 201, 201]),
                (.record(("task", "Look."), ("directory", "/")), [403, 403, 403, 201]),
            ]
            for (order, statuses) in cases {
                for (role, status) in zip(Role.allCases, statuses) {
                    let reply = try await bench.send("POST", "/v1/runs", order, role: role)
                    #expect(reply.status == status, "\(order.encoded()) \(role)")
                }
            }
            let raised = try await bench.send(
                "POST", "/v1/runs", .record(("task", "Look."), ("autonomy", "autonomous")), role: .operator)
            #expect(try raised.code == "role.not-allowed")
        }
    }
}
