import FermataAgents
import FermataCore
import FermataRuntime
import Testing

@Suite("A person as an agent")
struct HumanAgentTests {
    private static func perform(
        _ run: String?, options: JSON? = nil, answer: JSON? = nil
    ) async throws(AttemptFailure) -> AgentOutcome {
        guard let id = RunID("r"), let step = StepID("s"), let agent = AgentID("person") else {
            throw AttemptFailure(kind: .uncertain, message: "a name was refused")
        }
        let action = Action(agent: agent, agentKind: .human, run: run, with: .record(("options", options)))
        let request = AttemptRequest(run: id, step: step, action: action, directory: "/", answer: answer)
        let context = AttemptContext(output: { _ in }, signals: AsyncStream.makeStream().stream)
        return try await HumanAgent().perform(request, in: context)
    }

    @Test("What the step runs is the question, with the options it lists")
    func asking() async throws {
        #expect(
            try await Self.perform("Ship it?", options: .array(["yes", "no"]))
                == .suspended(
                    Question(text: "Ship it?", options: ["yes", "no"]), memento: .null, Assessment()))
    }

    @Test("The answer is the output, in full and as text")
    func answering() async throws {
        #expect(
            try await Self.perform("How many?", answer: 3)
                == .completed(outputs: .record(("answer", 3), ("text", "3")), Assessment(uncertainty: 0)))
        #expect(
            try await Self.perform("Why?", answer: "")
                == .completed(outputs: .record(("answer", ""), ("text", "")), Assessment(uncertainty: 0)))
    }

    @Test("What is none of the options is no answer: the question is asked again")
    func wrongAnswer() async throws {
        let asked = try await Self.perform("Ship it?", options: .array(["yes", "no"]))
        #expect(try await Self.perform("Ship it?", options: .array(["yes", "no"]), answer: "Yes") == asked)
        #expect(try await Self.perform("Ship it?", options: .array(["yes", "no"]), answer: "yes") != asked)
    }

    @Test("Numbers and booleans are offered and taken as they are written")
    func writtenOptions() async throws {
        let options: JSON = .array([1, .number(2.5), true, "1.10"])
        let asked = try await Self.perform("Which?", options: options)
        guard case .suspended(let question, _, _) = asked else {
            Issue.record("nothing was asked")
            return
        }
        #expect(question.options == ["1", "2.5", "true", "1.10"])
        #expect(try await Self.perform("Which?", options: options, answer: "1.10") != asked)
    }

    @Test("A question without words and options that are no texts are refused")
    func refusals() async throws {
        for run in [nil, "", " \n"] {
            let failure = await #expect(throws: AttemptFailure.self) { try await Self.perform(run) }
            #expect(failure?.kind == .notBegun)
        }
        let failure = await #expect(throws: AttemptFailure.self) {
            try await Self.perform("?", options: .array(["yes", .array([])]))
        }
        #expect(failure?.kind == .notBegun)
        #expect(failure?.message.contains("options of step") == true)
    }
}
