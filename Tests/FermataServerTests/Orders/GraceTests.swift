import FermataCore
import FermataJournal
import FermataRuntime
import FermataTesting
import Testing

@testable import FermataServer

@Suite("A verdict that may be withdrawn for a moment")
struct GraceTests {
    /// Lets a yes of the approver's wait, lets something happen, and gives what the log says then.
    private func notCarriedOut(
        session: Bool = false, _ happens: (ServerBench, ManualClock) async throws -> Void
    ) async throws -> String? {
        let clock = ManualClock()
        let log = CollectedLog()
        return try await ServerBench.running(clock: clock, log: log) { bench in
            let run = try await bench.start(.shipping)
            let plan = try await bench.gate(of: run)
            try await bench.expectDecision(200, plan, .record(("verdict", "approve")))
            try await bench.state(of: run) { $0[GateID(2)] != nil }
            let gate = try await bench.gate(of: run)
            let path = "/v1/gates/\(gate["gate"]?.stringValue ?? "")/verdict"
            let headers = session ? try await bench.signIn(.approver) : []
            let reply = try await bench.send(
                "PUT", path,
                .record(("verdict", "approve"), ("digest", gate["digest"]), ("graceSeconds", 60)),
                role: session ? nil : .approver, headers: headers)
            #expect(reply.status == 202)
            try await happens(bench, clock)
            clock.advance(seconds: 60)
            let line = await log.line(with: "A verdict that had waited was not carried out.")
            #expect(try await bench.state(of: run) { _ in true }.openGates == [GateID(2)])
            return line
        }
    }

    @Test(
        "It does not count when the token by which it was given was revoked meanwhile",
        arguments: [false, true])
    func revoked(session: Bool) async throws {
        let line = try await notCarriedOut(session: session) { bench, _ in
            try await bench.expect(204, "DELETE", "/v1/tokens/approver")
        }
        #expect(line?.contains("revoked or has expired") == true)
        #expect(line?.contains("person=approver") == true)
    }

    @Test("It does not count when the session in which it was given was signed out meanwhile")
    func signedOut() async throws {
        let line = try await notCarriedOut(session: true) { bench, _ in
            _ = try bench.control.sessions.removeAll(of: "approver")
        }
        #expect(line?.contains("The session") == true)
    }

    @Test("It does not count when the person's role was lowered meanwhile")
    func lowered() async throws {
        let line = try await notCarriedOut(session: true) { bench, _ in
            try bench.lower("approver", to: .operator)
        }
        #expect(line?.contains("lowered to operator") == true)
    }
}

extension ServerBench {
    /// Signs a browser in, and gives the headers that its page sends from then on.
    fileprivate func signIn(_ role: Role) async throws -> [(String, String)] {
        let reply = try await send(
            "POST", "/v1/session", .record(("token", tokens[role]?.json)), role: nil)
        let cookie = reply.header("set-cookie")?.prefix { $0 != ";" } ?? ""
        return [
            ("Cookie", String(cookie)), ("X-Fermata-CSRF", try reply.json.field("csrf", as: String.self)),
        ]
    }

    /// Gives a token another role, as whoever looks after the files may.
    fileprivate func lower(_ name: String, to role: Role) throws {
        let folder = "access/tokens"
        for file in try home.names(folder) {
            let text = try home.text("\(folder)/\(file)")
            guard text.contains("\"name\":\"\(name)\"") else { continue }
            try home.write(
                text.replacing("\"role\":\"\(name)\"", with: "\"role\":\"\(role.rawValue)\""),
                to: "\(folder)/\(file)")
        }
    }
}
