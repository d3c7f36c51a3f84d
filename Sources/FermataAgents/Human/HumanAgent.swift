public import FermataCore
public import FermataRuntime

/// Performs attempts by asking a person: what the step runs is the question, and the answer is its output.
///
/// `with.options`, an array of strings, are the answers to choose from; without them any text will do.
public struct HumanAgent: Agent {
    /// Creates an agent.
    public init() {}

    /// Asks at the first invocation; completes with outputs `answer` and `text` at the next.
    public func perform(
        _ request: AttemptRequest, in context: AttemptContext
    ) async throws(AttemptFailure) -> AgentOutcome {
        if Task.isCancelled {
            throw AttemptFailure(kind: .cancelled, message: "The question was withdrawn.")
        }
        let question = try question(of: request)
        // An answer that was not to choose from is no answer: the question is asked again.
        guard let answer = request.answer, question.options.isEmpty || question.options.contains(answer.text)
        else {
            return .suspended(question, memento: .null, Assessment())
        }
        return .completed(
            outputs: .record(("answer", answer), ("text", answer.text.json)), Assessment(uncertainty: 0))
    }

    private func question(of request: AttemptRequest) throws(AttemptFailure) -> Question {
        guard let text = request.action.run, text.utf8.contains(where: { $0 > 0x20 }) else {
            throw AttemptFailure(
                kind: .notBegun, message: "Step \(request.step) has no question to ask: write it as its run."
            )
        }
        return Question(text: text, options: try options(of: request))
    }

    /// What there is to choose from: texts, and numbers and booleans as they are written.
    private func options(of request: AttemptRequest) throws(AttemptFailure) -> [String] {
        guard let value = request.action.with["options"], value != .null else { return [] }
        var options: [String] = []
        guard case .array(let items) = value else { throw Self.noOptions(of: request.step, value) }
        for item in items {
            switch item {
            case .string, .integer, .number, .bool: options.append(item.text)
            case .null, .array, .object: throw Self.noOptions(of: request.step, item)
            }
        }
        return options
    }

    private static func noOptions(of step: StepID, _ found: JSON) -> AttemptFailure {
        AttemptFailure(
            kind: .notBegun,
            message:
                "The options of step \(step) are no list of texts: one of them is \(found.kindName).")
    }
}
