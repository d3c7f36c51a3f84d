import FermataAgents
import FermataCore
import FermataRuntime
import FermataTesting
import Testing

@Suite("Every agent keeps the promises of the port")
struct AgentConformanceTests {
    private static func action(_ run: String, kind: AgentDeclaration.Kind) throws -> Action {
        let agent = try #require(AgentID("worker"))
        return Action(
            agent: agent, agentKind: kind, run: run, inherits: kind == .command ? Action.inheritedNames : [])
    }

    @Test("A command agent keeps them", arguments: AgentConformance.checks)
    func command(check: AgentConformance.Check) async throws {
        let bench = try AgentBench()
        let fixture = AgentFixture(
            agent: CommandAgent(configuration: bench.configuration), directory: bench.directory,
            actions: [
                .completes: try Self.action("echo \"$INPUT_TEXT\"", kind: .command),
                .fails: try Self.action("echo broken >&2; exit 1", kind: .command),
                .asks: try Self.action(
                    """
                    if [ -n "${FERMATA_ANSWER-}" ]; then
                        echo "{\\"output\\": {\\"answer\\": \\"$FERMATA_ANSWER\\"}}" >> "$FERMATA_REPORT"
                    else
                        echo '{"question": {"text": "Which colour?"}, "memento": 1}' >> "$FERMATA_REPORT"
                    fi
                    """, kind: .command),
                .works: try Self.action("echo working; while :; do :; done", kind: .command),
            ])
        #expect(check.applies(to: fixture))
        try await check.run(on: fixture)
    }

    @Test("A human agent keeps those about questions", arguments: AgentConformance.checks)
    func human(check: AgentConformance.Check) async throws {
        let fixture = AgentFixture(
            agent: HumanAgent(), directory: "/",
            actions: [
                .asks: try Self.action("Which colour?", kind: .human),
                .fails: try Self.action(" ", kind: .human),
            ])
        if check.applies(to: fixture) { try await check.run(on: fixture) }
    }

    @Test("A scripted agent keeps them", arguments: AgentConformance.checks)
    func scripted(check: AgentConformance.Check) async throws {
        let agent = ScriptedAgent { (request, context) async throws(AttemptFailure) in
            if Task.isCancelled { throw AttemptFailure(kind: .cancelled, message: "stopped") }
            context.output(Array("working\n".utf8))
            switch request.action.run {
            case "complete":
                return .completed(outputs: .record(("text", request.action.with["text"])), Assessment())
            case "ask":
                guard let answer = request.answer else {
                    return .suspended(Question(text: "Which colour?"), memento: 1, Assessment())
                }
                return .completed(outputs: .record(("answer", answer)), Assessment())
            case "work":
                // Nothing is ever sent: the stream ends when the task is cancelled.
                for await _ in AsyncStream<Never>.makeStream().stream {}
                throw AttemptFailure(kind: .cancelled, message: "stopped")
            default: throw AttemptFailure(kind: .permanent, message: "broken")
            }
        }
        let fixture = AgentFixture(
            agent: agent, directory: "/",
            actions: [
                .completes: try Self.action("complete", kind: .command),
                .fails: try Self.action("fail", kind: .command),
                .asks: try Self.action("ask", kind: .command),
                .works: try Self.action("work", kind: .command),
            ])
        try await check.run(on: fixture)
    }

    @Test("The suite notices an agent that breaks every promise", arguments: AgentConformance.checks)
    func broken(check: AgentConformance.Check) async throws {
        let numbers = ScriptedAgent(outcomes: [:])
        let agent = ScriptedAgent { (request, context) async throws(AttemptFailure) in
            let count = numbers.requests.count
            do throws(AttemptFailure) {
                _ = try await numbers.perform(request, in: context)
            } catch {
                // Counting is all that it is for.
                return .completed(outputs: .record(("count", count.json)), Assessment())
            }
            return .completed(outputs: .null, Assessment(uncertainty: 2))
        }
        let action = try Self.action("anything", kind: .command)
        let behaviors = AgentFixture.Behavior.allCases.filter { $0 != .works }
        let fixture = AgentFixture(
            agent: agent, directory: "/",
            actions: Dictionary(uniqueKeysWithValues: behaviors.map { ($0, action) }))
        guard check.applies(to: fixture) else { return }
        await #expect(throws: (any Error).self) { try await check.run(on: fixture) }
    }

    @Test("A scripted agent deals its outcomes in turn and notes what it was asked")
    func dealing() async throws {
        let step = try #require(StepID("a"))
        let other = try #require(StepID("b"))
        let run = try #require(RunID("r"))
        let failure = AttemptFailure(kind: .transient, message: "busy")
        let done = AgentOutcome.completed(outputs: .object([]), Assessment())
        let agent = ScriptedAgent(outcomes: [step: [.failure(failure), .success(done)]])
        let action = try Self.action("x", kind: .command)
        let context = AttemptContext(output: { _ in }, signals: AsyncStream.makeStream().stream)
        func perform(_ step: StepID) async throws -> AgentOutcome {
            try await agent.perform(
                AttemptRequest(run: run, step: step, action: action, directory: "/"), in: context)
        }
        await #expect(throws: failure) { try await perform(step) }
        #expect(try await perform(step) == done)
        #expect(try await perform(step) == done)
        await #expect(throws: AttemptFailure.self) { try await perform(other) }
        #expect(agent.requests.map(\.step) == [step, step, step, other])
    }
}
