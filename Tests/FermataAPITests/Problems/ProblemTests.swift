import FermataAPI
import FermataCore
import FermataJournal
import FermataPlaybook
import Testing

@Suite("Problems on the wire")
struct ProblemTests {
    @Test("A problem that is written is read back the same")
    func roundTrip() throws {
        let problem = Problem(Refusal.stalePlanRevision(base: 1, actual: 3))
        #expect(problem.status == 409)
        #expect(problem.json["type"] == "urn:fermata:error:plan.stale-revision")
        #expect(problem.json["actual"] == 3)
        let read = try Problem(json: JSON(parsing: problem.json.encodedBytes()))
        #expect(read == problem)
    }

    @Test("What is not there is 404, what others have changed is 409, what is wrong by itself is 422")
    func statuses() {
        let gate = GateID(1)
        #expect(Problem(Refusal.unknownGate(gate)).status == 404)
        #expect(Problem(Refusal.gateClosed(gate, .open)).status == 409)
        #expect(Problem(Refusal.emptyText(field: "note")).status == 422)
        #expect(Problem(JournalError.notFound(.test)).status == 404)
        #expect(Problem(JournalError.conflict(actual: Revision(2))).status == 409)
        #expect(Problem(JournalError.busy(path: "/secret")).status == 503)
    }

    @Test("A journal's path on the server is not told to its clients")
    func paths() {
        let errors: [JournalError] = [
            .diskFull(path: "/secret"), .readOnly(path: "/secret"), .busy(path: "/secret"),
            .damaged(path: "/secret", detail: "/secret"), .storage(path: "/secret", detail: "/secret"),
            .newerVersion(path: "/secret", found: 2, supported: 1),
        ]
        for error in errors { #expect(!Problem(error).json.encoded().contains("secret")) }
    }

    @Test("A file's mistakes are listed with their places")
    func mistakes() throws {
        let error = #expect(throws: PlaybookError.self) {
            try PlaybookParser.parse(Array("name: x\nsteps: 3\n".utf8), file: "x.yaml")
        }
        let problem = Problem(try #require(error))
        #expect(problem.status == 422 && problem.code == "playbook.invalid")
        guard case .array(let mistakes) = problem.json["mistakes"] else {
            Issue.record("no mistakes are listed")
            return
        }
        #expect(mistakes.first?["line"] != nil)
    }

    @Test("A further member cannot take the place of one that every problem has")
    func extras() {
        let problem = Problem(
            status: 400, code: "a.b", title: "A", detail: "B",
            extras: [JSONMember(name: "status", value: 200), JSONMember(name: "more", value: true)])
        #expect(problem.json["status"] == 400)
        #expect(problem.json["more"] == true)
    }
}
