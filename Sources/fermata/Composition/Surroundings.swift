import FermataAgents
import FermataCore
import FermataJournal
import FermataRuntime
import FermataSQLite
import Logging

/// Everything a command works with: the one place where journal, agents and person meet.
struct Surroundings: Sendable {
    let location: JournalLocation
    let journal: any Journal
    let person: Actor
    let clock = SystemClock()
    let console: Console
    let logger: Logger
    let environment: [String: String]

    /// Opens the journal, or makes it.
    static func open(isVerbose: Bool, console: Console) throws -> Surroundings {
        let environment = ProcessEnvironment.variables
        guard let location = JournalLocation(environment: environment) else {
            throw CommandFailure(
                "No place for the journal: neither FERMATA_HOME nor HOME is set. "
                    + "Set FERMATA_HOME to a folder."
            )
        }
        return Surroundings(
            location: location, journal: try SQLiteJournal(location), person: LoginIdentity.person,
            console: console,
            logger: .fermata(isVerbose: isVerbose, environment: environment, console: console),
            environment: environment)
    }

    /// The time now.
    var now: Timestamp { clock.now }

    /// Decides commands without carrying anything out.
    var writer: RunWriter { RunWriter(journal: journal, clock: clock) }

    /// A run folded up to its newest event.
    func load(_ run: RunID) async throws(EngineError) -> LoadedRun {
        try await LoadedRun.load(run, from: journal)
    }

    /// Decides a command on a run that anybody may carry out.
    @discardableResult
    func perform(_ command: Command, on run: LoadedRun) async throws(EngineError) -> RunState {
        try await writer.perform(command, on: run, by: person).state
    }

    /// Runs a body beside a working engine, and when it is done ends what is in flight and gives the runs
    /// back.
    func withEngine<Value: Sendable>(
        _ body: @Sendable (Engine) async throws -> Value
    ) async throws -> Value {
        let owner = LoginIdentity.newOwner()
        let engine = try await makeEngine(owner: owner)
        let result: Result<Value, any Error> = await withTaskGroup { group in
            group.addTask { await engine.run() }
            defer { group.cancelAll() }
            do {
                return .success(try await body(engine))
            } catch {
                return .failure(error)
            }
        }
        do {
            try await journal.retire(owner)
        } catch {
            // The lock goes with the process all the same.
            logger.warning("This process's lock was not given back: \(error)")
        }
        AbandonedAttempts.remove(inside: attemptsDirectory, locks: location.ownersDirectory)
        return try result.get()
    }

    /// An engine that only looks: nothing is carried out, so it needs no lock.
    func makeViewer() -> Engine {
        Engine(
            journal: journal, agents: AgentRegistry([:]), owner: LoginIdentity.newOwner(), logger: logger)
    }

    private var attemptsDirectory: String { "\(location.directory)/attempts" }

    private func makeEngine(owner: Owner) async throws -> Engine {
        let lockPath = try await journal.ownerLockPath(of: owner)
        AbandonedAttempts.remove(inside: attemptsDirectory, locks: location.ownersDirectory)
        let name = lockPath?.split(separator: "/").last?.split(separator: ".").first ?? "\(owner.id)"
        let configuration = CommandAgent.Configuration(
            scratchDirectory: "\(attemptsDirectory)/\(name)", environment: environment,
            ownerLockPath: lockPath)
        let agents = AgentRegistry([
            .command: CommandAgent(configuration: configuration), .human: HumanAgent(),
        ])
        return Engine(journal: journal, agents: agents, owner: owner, logger: logger)
    }
}
