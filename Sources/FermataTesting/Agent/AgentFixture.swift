public import FermataCore
public import FermataRuntime
import Synchronization

/// An agent under test, and how to make it show what the suite looks for.
public struct AgentFixture: Sendable {
    /// What an agent can be brought to do. One that cannot do something leaves it out, and the checks about
    /// it do not apply to it.
    public enum Behavior: String, CaseIterable, Hashable, Sendable {
        /// It prints a line and completes with an output `text` that equals `with.text`.
        case completes
        /// It fails, whatever is done.
        case fails
        /// It asks a question first, and completes with the answer as output `answer`.
        case asks
        /// It prints something and then works until it is stopped.
        case works
    }

    /// The agent.
    public var agent: any Agent
    /// A directory to work in, absolute.
    public var directory: String
    /// The actions that bring about each behaviour. `with` is filled in by the suite.
    public var actions: [Behavior: Action]

    /// Creates a fixture.
    public init(agent: any Agent, directory: String, actions: [Behavior: Action]) {
        self.agent = agent
        self.directory = directory
        self.actions = actions
    }
}

/// Collects what an agent prints, and lets a test wait for it.
final class OutputRecorder: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// All that has been printed so far.
    var text: String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }

    /// Takes a piece.
    func append(_ bytes: [UInt8]) {
        let waiting = state.withLock { state in
            state.bytes += bytes
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }

    /// Returns as soon as anything has been printed. For one waiting task at a time.
    func firstOutput() async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.bytes.isEmpty { state.waiting = continuation }
                return !state.bytes.isEmpty
            }
            if isReady { continuation.resume() }
        }
    }
}
