import FermataAPI
import FermataCore
import Testing

@Suite("What an order may have in it")
struct OrderMemberTests {
    @Test(
        "A member that the order does not take is refused, with the one that was probably meant",
        arguments: [
            (
                #"{"intervention":"skip","step":"a","withDependants":true}"#, "withDependants",
                "withDependents"
            ),
            (#"{"intervention":"stop","reson":"no"}"#, "reson", "reason"),
            (#"{"intervention":"pause","stpe":"a"}"#, "stpe", "step"),
            (#"{"intervention":"rollback","step":"a","accepts":[]}"#, "accepts", "accept"),
            (#"{"intervention":"undo","step":"a"}"#, "step", ""),
            (#"{"intervention":"redo","revison":3}"#, "revison", "revision"),
            (#"{"intervention":"note","text":"a","agent":"b"}"#, "agent", ""),
            (#"{"intervention":"breakpoint-add","step":"a","logonly":true}"#, "logonly", "logOnly"),
            (#"{"intervention":"hold","gate":"g1","verdict":"approve"}"#, "verdict", ""),
            (
                #"{"intervention":"plan-edit","baseRevision":1,"steps":[{"id":"a","effects":"none"}]}"#,
                "steps.0.effects", "effect"
            ),
            (#"{"gate":"g1","digest":"\#(digest)","verdict":"approve","edit":{}}"#, "edit", "edits"),
            (#"{"gate":"g1","digest":"\#(digest)","verdict":"approve","reason":"fine"}"#, "reason", ""),
            (
                #"{"gate":"g1","digest":"\#(digest)","verdict":"reject","reason":"no","answer":1}"#, "answer",
                ""
            ),
        ])
    func unknown(text: String, path: String, nearest: String) throws {
        let json = try JSON(parsing: text)
        let error = #expect(throws: JSONDecodingError.self) { try Order(json: json) }
        #expect(error?.path == path)
        if !nearest.isEmpty { #expect(error?.problem.contains("did you mean \(nearest)?") == true) }
    }

    private static let digest = String(repeating: "0", count: 64)

    @Test("A hold is of a step or of an agent, and not of both")
    func scope() throws {
        let json = try JSON(parsing: #"{"intervention":"pause","step":"a","agent":"b"}"#)
        let error = #expect(throws: JSONDecodingError.self) { try Order(json: json) }
        #expect(error?.path == "agent")
    }

    @Test("What a program wants back with the reply may stand in every order")
    func replyName() throws {
        let order = try Order(json: try JSON(parsing: #"{"id":[7],"intervention":"undo"}"#))
        #expect(order.id == .array([7]))
    }

    @Test("Every member that a step of a plan is written with may stand in an order")
    func stepMembers() throws {
        let id: StepID = "a"
        let agent: AgentID = "b"
        let step = PlanStep(
            id: id, name: "A", agent: agent, needs: [id], run: "c", with: .record(("d", 1)),
            env: .record(("E", "f")), effect: .external, impact: .high, undo: "g", approval: .required,
            timeoutSeconds: 1, retries: 1, onFailure: .stop)
        #expect(Set(step.json.memberList.map(\.name)) == Set(PlanStep.memberNames))
    }
}
