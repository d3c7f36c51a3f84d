public import FermataCore
public import FermataRuntime
import Synchronization

/// An agent without a process, for tests: it does what a closure says, or gives the outcomes it was dealt.
public final class ScriptedAgent: Agent {
    /// What to do with one request.
    public typealias Script =
        @Sendable (AttemptRequest, AttemptContext) async throws(AttemptFailure) -> AgentOutcome

    private let script: Script
    private let received = Mutex<[AttemptRequest]>([])

    /// Creates an agent that does what the script says.
    public init(_ script: @escaping Script) {
        self.script = script
    }

    /// Creates an agent that gives each step its outcomes in turn, the last of them again and again; a step
    /// that is not named fails for good.
    public convenience init(outcomes: [StepID: [Result<AgentOutcome, AttemptFailure>]]) {
        let dealt = Mutex<[StepID: Int]>([:])
        self.init { (request, _) async throws(AttemptFailure) in
            guard let results = outcomes[request.step], let last = results.last else {
                throw AttemptFailure(
                    kind: .permanent, message: "No outcome is scripted for step \(request.step).")
            }
            let index = dealt.withLock { dealt in
                dealt[request.step, default: -1] += 1
                return dealt[request.step, default: 0]
            }
            return try (index < results.count ? results[index] : last).get()
        }
    }

    /// The requests so far, in the order they came.
    public var requests: [AttemptRequest] { received.withLock { $0 } }

    /// Notes the request and carries out the script.
    public func perform(
        _ request: AttemptRequest, in context: AttemptContext
    ) async throws(AttemptFailure) -> AgentOutcome {
        received.withLock { $0.append(request) }
        return try await script(request, context)
    }
}
