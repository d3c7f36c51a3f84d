import FermataCore
import FermataRuntime

extension AgentConformance {
    static let completing: [Check] = [
        Check(name: "What it was asked for is among its outputs", behavior: .completes) { fixture, action in
            let outcome = try await perform(request(fixture, action), with: fixture.agent)
            try expect(outputs(of: outcome)["text"] == "done", "the outcome is \(outcome)")
        },
        Check(name: "All output is handed on before it returns", behavior: .completes) { fixture, action in
            let recorder = OutputRecorder()
            _ = try await perform(request(fixture, action), with: fixture.agent, recorder: recorder)
            try expect(!recorder.text.isEmpty, "nothing had been handed on")
        },
        Check(name: "The same request can be performed again", behavior: .completes) { fixture, action in
            let first = try await perform(request(fixture, action), with: fixture.agent)
            let second = try await perform(request(fixture, action), with: fixture.agent)
            try expect(first == second, "first \(first), then \(second)")
        },
        Check(name: "Being held and let go does not change the outcome", behavior: .completes) {
            fixture, action in
            let outcome = try await perform(
                request(fixture, action), with: fixture.agent, signals: [.pause, .resume, .resume])
            try expect(outputs(of: outcome)["text"] == "done", "the outcome is \(outcome)")
        },
        Check(name: "Attempts at the same time do not mix", behavior: .completes) { fixture, action in
            let texts = (1...8).map { "text-\($0)" }
            try await withThrowingTaskGroup(of: (String, AgentOutcome).self) { group in
                for text in texts {
                    let request = try request(fixture, action, step: text, text: text)
                    group.addTask { (text, try await perform(request, with: fixture.agent)) }
                }
                for try await (text, outcome) in group {
                    try expect(outputs(of: outcome)["text"] == .string(text), "\(text) ended as \(outcome)")
                }
            }
        },
    ]

    static let failing: [Check] = [
        Check(name: "A failure says what happened", behavior: .fails) { fixture, action in
            let request = try request(fixture, action)
            do {
                let outcome = try await perform(request, with: fixture.agent)
                throw Failure(message: "it did not fail but ended as \(outcome)")
            } catch let failure as AttemptFailure {
                try expect(failure.message.utf8.count > 3, "the message is \"\(failure.message)\"")
                try expect(failure.kind != .cancelled, "nobody had stopped it")
            }
        }
    ]

    static let asking: [Check] = [
        Check(name: "A question ends the invocation, and its answer the attempt", behavior: .asks) {
            fixture, action in
            var request = try request(fixture, action)
            let memento = try await ask(request, of: fixture.agent)
            request.invocation = 2
            request.memento = memento
            request.answer = "blue"
            let outcome = try await perform(request, with: fixture.agent)
            try expect(outputs(of: outcome)["answer"] == "blue", "the outcome is \(outcome)")
        },
        Check(name: "The same question is asked again when no answer came", behavior: .asks) {
            fixture, action in
            let request = try request(fixture, action)
            let first = try await perform(request, with: fixture.agent)
            let second = try await perform(request, with: fixture.agent)
            try expect(first == second, "first \(first), then \(second)")
        },
    ]

    private static func ask(_ request: AttemptRequest, of agent: any Agent) async throws -> JSON {
        switch try await perform(request, with: agent) {
        case .suspended(let question, let memento, _):
            try expect(!question.text.isEmpty, "the question is empty")
            return memento
        case .completed(let outputs, _):
            throw Failure(message: "it completed with \(outputs), asking nothing")
        }
    }

    static let stopping: [Check] = [
        Check(name: "An attempt that is cancelled before it begins does nothing", behavior: .completes) {
            fixture, action in
            let recorder = OutputRecorder()
            let request = try request(fixture, action)
            let task = Task {
                // Its own cancellation, so that it is certain to come first.
                withUnsafeCurrentTask { $0?.cancel() }
                return try await perform(request, with: fixture.agent, recorder: recorder)
            }
            try await expectStopped(task, as: [.cancelled, .notBegun])
            try expect(recorder.text.isEmpty, "it printed \"\(recorder.text)\"")
        },
        Check(name: "An attempt that is cancelled at work ends", behavior: .works) { fixture, action in
            let recorder = OutputRecorder()
            let request = try request(fixture, action)
            let task = Task { try await perform(request, with: fixture.agent, recorder: recorder) }
            await recorder.firstOutput()
            task.cancel()
            try await expectStopped(task, as: [.cancelled])
        },
        Check(name: "An attempt that is cancelled while it is held still ends", behavior: .works) {
            fixture, action in
            let recorder = OutputRecorder()
            let request = try request(fixture, action)
            let (stream, continuation) = AsyncStream<AttemptSignal>.makeStream()
            let context = AttemptContext(output: { recorder.append($0) }, signals: stream)
            let task = Task { try await fixture.agent.perform(request, in: context) }
            await recorder.firstOutput()
            continuation.yield(.pause)
            task.cancel()
            try await expectStopped(task, as: [.cancelled])
        },
    ]

    private static func expectStopped(
        _ task: Task<AgentOutcome, any Error>, as kinds: [AttemptFailure.Kind]
    ) async throws {
        do {
            let outcome = try await task.value
            throw Failure(message: "it ended as \(outcome)")
        } catch let failure as AttemptFailure {
            try expect(kinds.contains(failure.kind), "it failed with \(failure)")
        }
    }
}
