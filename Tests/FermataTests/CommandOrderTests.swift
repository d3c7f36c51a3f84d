import FermataAPI
import FermataCore
import Testing

@testable import fermata

@Suite("Orders that programs write as lines")
struct CommandOrderTests {
    private static let digest = Digest(of: JSON.string("shown"))

    private func command(_ text: String) throws -> Command {
        try Order(json: JSON(parsing: text)).command
    }

    @Test("A verdict carries the gate and the digest it was shown with")
    func verdicts() throws {
        let digest = Self.digest
        let tail = #""digest":"\#(digest.hexadecimal)""#
        #expect(
            try command(#"{"gate":"g3",\#(tail),"verdict":"approve"}"#)
                == .decide(GateID(3), .approve, digest: digest))
        #expect(
            try command(#"{"gate":3,\#(tail),"verdict":"reject","reason":"no"}"#)
                == .decide(GateID(3), .reject(reason: "no"), digest: digest))
        #expect(
            try command(#"{"gate":"g1",\#(tail),"verdict":"approve","edits":{"run":"x"}}"#)
                == .decide(GateID(1), .approveEdited(.record(("run", "x"))), digest: digest))
        #expect(
            try command(#"{"gate":"g1",\#(tail),"verdict":"answer","answer":"red"}"#)
                == .decide(GateID(1), .answer("red"), digest: digest))
    }

    @Test("Every intervention can be written")
    func interventions() throws {
        let a: StepID = "a"
        let agent = try #require(AgentID("shell"))
        let written: [(String, Command)] = [
            (#"{"intervention":"pause"}"#, .pause(.run)),
            (#"{"intervention":"pause","agent":"shell"}"#, .pause(.agent(agent))),
            (#"{"intervention":"resume","step":"a"}"#, .resume(.step(a))),
            (#"{"intervention":"redirect","step":"a","instructions":"x"}"#, .redirect(a, instructions: "x")),
            (
                #"{"intervention":"skip","step":"a","withDependents":true,"reason":"r"}"#,
                .skip(a, includingDependents: true, reason: "r")
            ),
            (#"{"intervention":"skip","step":"a"}"#, .skip(a, includingDependents: false, reason: "")),
            (
                #"{"intervention":"rollback","step":"a","accept":["a"]}"#,
                .rollBack(a, instructions: nil, accepting: [a])
            ),
            (#"{"intervention":"stop"}"#, .stop(reason: "")),
            (#"{"intervention":"take-over","step":"a","outputs":{}}"#, .takeOver(a, outputs: .object([]))),
            (#"{"intervention":"note","text":"t"}"#, .note(nil, text: "t")),
            (#"{"intervention":"hold","gate":"g3"}"#, .holdGate(GateID(3))),
            (#"{"intervention":"release","gate":3}"#, .releaseGate(GateID(3))),
            (#"{"intervention":"undo"}"#, .undo()),
            (#"{"intervention":"undo","revision":4}"#, .undo(Revision(4))),
            (#"{"intervention":"redo","revision":5}"#, .redo(Revision(5))),
            (#"{"intervention":"autonomy","level":"manual"}"#, .setAutonomy(nil, .manual)),
            (
                #"{"intervention":"breakpoint-add","step":"a","logOnly":true}"#,
                .addBreakpoint(Breakpoint(step: a, level: .always, logOnly: true))
            ),
            (#"{"intervention":"breakpoint-remove","step":"a"}"#, .removeBreakpoint(a)),
            (
                #"{"intervention":"plan-edit","baseRevision":2,"steps":[{"id":"a","agent":"shell"}]}"#,
                .editPlan(baseRevision: 2, steps: [PlanStep(id: a, agent: agent)])
            ),
        ]
        for (text, expected) in written { #expect(try command(text) == expected, "\(text)") }
        for intervention in Order.Intervention.allCases {
            #expect(written.contains { $0.0.contains("\"\(intervention.rawValue)\"") }, "\(intervention)")
        }
    }

    @Test(
        "What is no order is refused with the place of the mistake",
        arguments: [
            ("[]", "an object was expected"), ("{}", "neither"), (#"{"gate":"x"}"#, "gate"),
            (#"{"intervention":"undu"}"#, "did you mean undo?"),
            (#"{"intervention":"redirect","step":"a"}"#, "instructions: is missing"),
            (#"{"intervention":"pause","step":"a b"}"#, "step"),
        ])
    func mistakes(text: String, words: String) {
        let error = #expect(throws: JSONDecodingError.self) { try Order(json: JSON(parsing: text)) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test("Lines are cut wherever the pieces end, and one that is too long is dropped alone")
    func cutting() {
        var cutter = LineCutter(limit: 4)
        #expect(cutter.take(Array("a".utf8)).isEmpty)
        #expect(cutter.take(Array("b\n\nlonger".utf8)) == [.whole(Array("ab".utf8)), .whole([])])
        #expect(cutter.take(Array("\nc\nd".utf8)) == [.tooLong, .whole(Array("c".utf8))])
        #expect(cutter.takeLast() == .whole(Array("d".utf8)))
        #expect(cutter.takeLast() == nil)
    }
}
