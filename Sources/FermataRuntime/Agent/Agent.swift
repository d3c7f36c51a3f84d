public import FermataCore

/// What performs attempts. Every kind of agent conforms and passes the one suite in `FermataTesting`.
public protocol Agent: Sendable {
    /// Performs one attempt, or one more part of an attempt that was suspended.
    ///
    /// The task is cancelled when the attempt is abandoned or stopped: the agent then ends all it started and
    /// throws a failure of kind `.cancelled`, or `.notBegun` when nothing had been started. It never waits
    /// for a person: it returns `.suspended`.
    func perform(_ request: AttemptRequest, in context: AttemptContext) async throws(AttemptFailure)
        -> AgentOutcome
}

/// What an agent is asked to do.
public struct AttemptRequest: Sendable {
    /// The run.
    public var run: RunID
    /// The step.
    public var step: StepID
    /// Which try at the step it is, from 1.
    public var attempt: Int
    /// How often this attempt has been invoked, from 1: one more after every answered question.
    public var invocation: Int
    /// Exactly what to do: the very action that policy or a person let pass.
    public var action: Action
    /// The directory to work in, absolute.
    public var directory: String
    /// What the attempt before this one printed, bounded; empty for the first.
    public var earlierTranscript: [UInt8]
    /// What the agent left when it asked its question.
    public var memento: JSON?
    /// The answer to that question.
    public var answer: JSON?

    /// Creates a request.
    public init(
        run: RunID, step: StepID, attempt: Int = 1, invocation: Int = 1, action: Action, directory: String,
        earlierTranscript: [UInt8] = [], memento: JSON? = nil, answer: JSON? = nil
    ) {
        self.run = run
        self.step = step
        self.attempt = attempt
        self.invocation = invocation
        self.action = action
        self.directory = directory
        self.earlierTranscript = earlierTranscript
        self.memento = memento
        self.answer = answer
    }
}

/// What an agent gives back.
public enum AgentOutcome: Hashable, Sendable {
    /// It is done: an object of named outputs, and what it thinks of them.
    case completed(outputs: JSON, Assessment)
    /// It must know something from a person first. It has ended, and is invoked again with memento and
    /// answer.
    case suspended(Question, memento: JSON, Assessment)
}

/// What a person wishes of work in progress.
public enum AttemptSignal: Hashable, Sendable {
    /// Hold still, keeping everything.
    case pause
    /// Go on.
    case resume
}

/// What an agent can use while it performs an attempt.
public struct AttemptContext: Sendable {
    /// Hands on a piece of output, at any size and pace: it is shown live and kept bounded. Never blocks.
    public var output: @Sendable ([UInt8]) -> Void
    /// Wishes to pause and resume, in order. An agent that cannot pause ignores them.
    public var signals: AsyncStream<AttemptSignal>

    /// Creates a context.
    public init(output: @escaping @Sendable ([UInt8]) -> Void, signals: AsyncStream<AttemptSignal>) {
        self.output = output
        self.signals = signals
    }
}
