import FermataCore
import FermataJournal
import FermataRuntime
import FermataTesting
import Logging
import Testing

let alice = Actor(kind: .person, name: "alice", authentication: "test")

/// An engine on a memory journal with a scripted agent, for one test.
struct Harness {
    let journal: any Journal
    let agent: ScriptedAgent
    let clock: ManualClock
    let engine: Engine

    init(
        journal: any Journal = MemoryJournal(), clock: ManualClock = ManualClock(), owner: String = "first",
        lingeringLimit: Int = Engine.usualLingeringLimit, agent: ScriptedAgent
    ) {
        self.journal = journal
        self.agent = agent
        self.clock = clock
        engine = Engine(
            journal: journal, agents: AgentRegistry([.command: agent, .human: agent]),
            owner: Owner(id: owner, label: owner), clock: clock, logger: Logger(label: "test"),
            lingeringLimit: lingeringLimit)
    }

    /// Runs the engine while the body works, and ends it after.
    func running<Value: Sendable>(_ body: () async throws -> Value) async rethrows -> Value {
        let task = Task { [engine] in await engine.run() }
        do {
            let value = try await body()
            task.cancel()
            await task.value
            return value
        } catch {
            task.cancel()
            await task.value
            throw error
        }
    }

    /// Makes a run and carries it out.
    func start(_ playbook: Playbook, run: RunID = "run") async throws {
        let created = RunCreated(
            run: run, title: playbook.name, playbook: playbook, inputs: .object([]), directory: "/",
            autonomy: playbook.autonomy, isUnattended: false)
        _ = try await engine.create(created, by: alice)
        try await engine.carryOut(run)
    }

    /// The first state that holds.
    @discardableResult
    func state(
        of run: RunID = "run", where holds: (RunState) -> Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> RunState {
        for try await state in engine.states(of: run) {
            if holds(state) { return state }
            if state.phase.isFinal { break }
        }
        Issue.record("The run ended before the state was reached", sourceLocation: sourceLocation)
        throw CancellationError()
    }

    /// Decides the one open gate.
    func decide(_ verdict: Verdict, run: RunID = "run") async throws {
        let state = try await state(of: run) { !$0.openGates.isEmpty }
        let gate = try #require(state.openGates.first.flatMap { state[$0] })
        try await engine.perform(.decide(gate.id, verdict, digest: gate.digest), on: run, by: alice)
    }
}

extension RunID: ExpressibleByStringLiteral {
    init(stringLiteral value: String) {
        guard let name = RunID(value) else { preconditionFailure("\(value) is no name") }
        self = name
    }
}

extension StepID: ExpressibleByStringLiteral {
    init(stringLiteral value: String) {
        guard let name = StepID(value) else { preconditionFailure("\(value) is no name") }
        self = name
    }
}

extension AgentID: ExpressibleByStringLiteral {
    init(stringLiteral value: String) {
        guard let name = AgentID(value) else { preconditionFailure("\(value) is no name") }
        self = name
    }
}

extension Playbook {
    /// A playbook of one command agent that asks nothing unless a test wants it.
    static func of(
        _ steps: [PlanStep], autonomy: Autonomy = .autonomous, gates: GateSettings = GateSettings()
    )
        -> Playbook
    {
        Playbook(
            name: "Test", agents: [AgentDeclaration(id: "worker", kind: .command)], autonomy: autonomy,
            gates: gates, plan: Plan(steps: steps))
    }
}

extension PlanStep {
    static func step(_ id: StepID, needs: [StepID] = [], effect: Effect = .none, retries: Int = 0) -> PlanStep
    {
        PlanStep(id: id, agent: "worker", needs: needs, run: "true", effect: effect, retries: retries)
    }
}

extension AgentOutcome {
    static let done = AgentOutcome.completed(outputs: .object([]), Assessment())
}

/// Lets a scripted agent wait until a test says go.
final class Latch: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func open() { continuation.finish() }

    /// - Throws: `.cancelled` when the attempt is ended first.
    func wait() async throws(AttemptFailure) {
        for await _ in stream {}
        if Task.isCancelled { throw AttemptFailure(kind: .cancelled, message: "It was stopped.") }
    }
}
