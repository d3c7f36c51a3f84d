import FermataAPI
import FermataCore
import Testing

@Suite("Orders as JSON")
struct OrderEncodingTests {
    private static let step: StepID = named("build", StepID.init)
    private static let agent: AgentID = named("shell", AgentID.init)

    private static func named<Name>(_ text: String, _ make: (String) -> Name?) -> Name {
        guard let name = make(text) else { preconditionFailure("\(text) is a valid name") }
        return name
    }

    private static let commands: [Command] = [
        .decide(GateID(3), .approve, digest: Digest(of: [1])),
        .decide(GateID(3), .approveEdited(.record(("a", 1))), digest: Digest(of: [1])),
        .decide(GateID(3), .reject(reason: "no"), digest: Digest(of: [1])),
        .decide(GateID(3), .answer("red"), digest: Digest(of: [1])),
        .holdGate(GateID(4)), .releaseGate(GateID(4)),
        .editPlan(baseRevision: 2, steps: [PlanStep(id: step, name: "Build", agent: agent, run: "make")]),
        .redirect(step, instructions: "faster"),
        .skip(step, includingDependents: true, reason: "not now"),
        .skip(step, includingDependents: false, reason: ""),
        .takeOver(step, outputs: .record(("text", "mine"))),
        .rollBack(step, instructions: nil, accepting: []),
        .rollBack(step, instructions: "again", accepting: [step]),
        .rollBack(step, instructions: nil, accepting: [], preview: Digest(of: [1])),
        .pause(.run), .pause(.step(step)), .pause(.agent(agent)), .resume(.run), .resume(.step(step)),
        .resume(.agent(agent)), .stop(reason: "enough"), .note(nil, text: "all"), .note(step, text: "one"),
        .addBreakpoint(Breakpoint(step: step, level: .guided, logOnly: true)), .removeBreakpoint(step),
        .setAutonomy(nil, .manual), .setAutonomy(agent, .supervised), .undo(), .undo(Revision(7)),
        .redo(), .redo(Revision(7)),
    ]

    @Test("An order is read as the command that it was written from", arguments: commands)
    func roundTrip(command: Command) throws {
        let json = try #require(Order.json(for: command))
        #expect(try Order(json: JSON(parsing: json.encodedBytes())).command == command)
    }

    @Test("What only a run's owner says is no order", arguments: [Command.advance, .expireGates])
    func owners(command: Command) {
        #expect(Order.json(for: command) == nil)
    }
}
