import FermataAgents
import FermataCore
import FermataJournal
import FermataRuntime
import FermataSQLite
import Logging

extension LocalConductor {
    /// Opens the journal, or makes it.
    static func open(
        environment: [String: String], console: Console, logger: Logger
    ) throws -> LocalConductor {
        let location = try JournalLocation.named(by: environment)
        return LocalConductor(
            location: location, journal: try SQLiteJournal(location), login: LoginIdentity.person,
            console: console, logger: logger, environment: environment)
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

extension JournalLocation {
    /// The user's folder, or the reason why there is none.
    static func named(by environment: [String: String]) throws(CommandFailure) -> JournalLocation {
        guard let location = JournalLocation(environment: environment) else {
            throw CommandFailure(
                "No place for the journal: neither FERMATA_HOME nor HOME is set. "
                    + "Set FERMATA_HOME to a folder.")
        }
        return location
    }
}
