import FermataCore
import FermataJournal
import FermataRuntime
import FermataSQLite
import Logging
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// An agent that does nothing: what remains is the engine.
struct IdleAgent: Agent {
    let onPerform: @Sendable (AttemptRequest) -> Void

    func perform(
        _ request: AttemptRequest, in context: AttemptContext
    ) async throws(AttemptFailure) -> AgentOutcome {
        onPerform(request)
        return .completed(outputs: .object([]), Assessment())
    }
}

struct Unusable: Error {
    let message: String
}

/// A journal in a directory of its own and an engine on it.
struct Fixture {
    let directory: String
    let journal: SQLiteJournal
    let engine: Engine

    /// Opens a journal and makes an engine; in a new temporary directory unless one is given.
    init(
        directory given: String? = nil, onPerform: @escaping @Sendable (AttemptRequest) -> Void = { _ in }
    ) throws {
        directory = try given ?? Self.temporaryDirectory()
        journal = try SQLiteJournal(JournalLocation(directory: directory + "/journal"))
        engine = Engine(
            journal: journal, agents: AgentRegistry([.command: IdleAgent(onPerform: onPerform)]),
            owner: Owner(id: "bench-\(UInt64.random(in: .min ... .max))", label: "bench"),
            logger: Logger(label: "bench"))
    }

    static func temporaryDirectory() throws -> String {
        var template = Array("/tmp/fermata-bench-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw Unusable(message: "no temporary directory") }
        return String(cString: made)
    }

    /// A playbook of no-op steps in one chain.
    static func chain(_ count: Int, gates: GateSettings = GateSettings()) throws -> Playbook {
        guard let agent = AgentID("idle") else { throw Unusable(message: "name") }
        let steps = try (0..<count).map { index in
            guard let id = StepID("s\(index)") else { throw Unusable(message: "name") }
            let need = index > 0 ? StepID("s\(index - 1)") : nil
            return PlanStep(id: id, agent: agent, needs: need.map { [$0] } ?? [], run: "true")
        }
        return Playbook(
            name: "Chain", agents: [AgentDeclaration(id: agent, kind: .command)], autonomy: .autonomous,
            gates: gates, plan: Plan(steps: steps))
    }

    static func created(_ playbook: Playbook, _ number: Int) throws -> RunCreated {
        guard let run = RunID("bench\(number)") else { throw Unusable(message: "name") }
        return RunCreated(
            run: run, title: playbook.name, playbook: playbook, inputs: .object([]), directory: "/",
            autonomy: playbook.autonomy, isUnattended: false)
    }

    static let actor = Actor(kind: .person, name: "bench", authentication: "unix-login")

    /// Waits until the engine has nothing to do any more. It looks only at the engine: a watcher of the log
    /// would read and fold every event a second time, and be measured with it.
    func finish() async throws {
        // Reason: it is called when the last action has begun, and the engine tells nobody of its rest.
        while await engine.activeRunCount > 0 { try await Task.sleep(for: .milliseconds(1)) }
    }
}

/// Counts invocations, and tells when there were as many as awaited.
final class InvocationCount: Sendable {
    private let count = Mutex(0)
    private let awaited: Int
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init(awaiting awaited: Int) {
        self.awaited = awaited
        (stream, continuation) = AsyncStream.makeStream()
    }

    func add() {
        let isComplete = count.withLock { count in
            count += 1
            return count == awaited
        }
        if isComplete { continuation.finish() }
    }

    func reached() async {
        for await _ in stream {}
    }
}
