import FermataCore
import FermataRuntime

/// What every agent must do, as plain values: a test runs each check on a fresh fixture.
public enum AgentConformance {
    /// One promise of the port, and how to see whether it is kept.
    public struct Check: Sendable, CustomStringConvertible {
        /// The promise, as a sentence.
        public let name: String
        /// What the agent must be able to show for the check to apply.
        public let behavior: AgentFixture.Behavior
        let body: @Sendable (AgentFixture, Action) async throws -> Void

        /// The promise, as a sentence.
        public var description: String { name }

        /// Whether the fixture can show what the check looks at.
        public func applies(to fixture: AgentFixture) -> Bool { fixture.actions[behavior] != nil }

        /// Runs the check; throws a ``Failure`` when the promise is broken.
        public func run(on fixture: AgentFixture) async throws {
            guard let action = fixture.actions[behavior] else {
                throw Failure(message: "the fixture has no action for \"\(behavior.rawValue)\"")
            }
            try await body(fixture, action)
        }
    }

    /// A promise that was broken.
    public struct Failure: Error, Hashable, CustomStringConvertible {
        /// What was seen instead.
        public let message: String
        /// What was seen instead.
        public var description: String { message }
    }

    /// All checks.
    public static let checks: [Check] = completing + failing + asking + stopping

    static func expect(_ condition: Bool, _ message: @autoclosure () -> String) throws(Failure) {
        if !condition { throw Failure(message: message()) }
    }

    static func request(
        _ fixture: AgentFixture, _ action: Action, step name: String = "step", text: String = "done"
    ) throws(Failure) -> AttemptRequest {
        guard let run = RunID("conformance"), let step = StepID(name) else {
            throw Failure(message: "\"\(name)\" is no name")
        }
        var action = action
        action.with = .record(("text", text.json))
        action.env = .record(("INPUT_TEXT", text.json))
        return AttemptRequest(run: run, step: step, action: action, directory: fixture.directory)
    }

    static func perform(
        _ request: AttemptRequest, with agent: any Agent, recorder: OutputRecorder = OutputRecorder(),
        signals: [AttemptSignal] = []
    ) async throws(AttemptFailure) -> AgentOutcome {
        let (stream, continuation) = AsyncStream<AttemptSignal>.makeStream()
        for signal in signals { continuation.yield(signal) }
        let context = AttemptContext(output: { recorder.append($0) }, signals: stream)
        return try await agent.perform(request, in: context)
    }

    static func outputs(of outcome: AgentOutcome) throws(Failure) -> JSON {
        switch outcome {
        case .completed(let outputs, let assessment):
            try expect(isValid(assessment), "the assessment \(assessment) is out of range")
            guard case .object = outputs else {
                throw Failure(message: "the outputs are no object: \(outputs)")
            }
            return outputs
        case .suspended(let question, _, _):
            throw Failure(message: "it asked \"\(question.text)\" instead of completing")
        }
    }

    private static func isValid(_ assessment: Assessment) -> Bool {
        (assessment.uncertainty.map { (0...1).contains($0) } ?? true)
            && (assessment.cost.map { $0 >= 0 && $0.isFinite } ?? true)
    }
}
