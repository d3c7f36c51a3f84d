import FermataJournal
import GRDB
import Synchronization

/// Notices what other processes commit, as long as somebody listens.
///
/// SQLite tells a process nothing about another's commits, and watching the files would wake it for its own
/// commits and for checkpoints too. `PRAGMA data_version` on the writing connection changes with the commits
/// of others and of nobody else, and costs a few microseconds; so it is asked a few times in the time a
/// person takes to blink.
final class ChangeWatcher: Sendable {
    /// How long another process's commit may go unnoticed.
    static let interval = Duration.milliseconds(25)

    private struct State {
        var isRunning = false
        /// Kept while nobody listens, so that the first look after a pause finds what was committed
        /// meanwhile.
        var version: Int
    }

    private let connection: DatabaseQueue
    private let broadcasters: [ChangeBroadcaster]
    private let state: Mutex<State>

    /// The broadcasters are told, and it looks as long as any of them has a listener.
    init(connection: DatabaseQueue, broadcasters: [ChangeBroadcaster], version: Int) {
        self.connection = connection
        self.broadcasters = broadcasters
        state = Mutex(State(version: version))
    }

    /// Begins to look unless it does already. It ends by itself when the last subscriber has left.
    func start() {
        let isFirst = state.withLock { state in
            defer { state.isRunning = true }
            return !state.isRunning
        }
        guard isFirst else { return }
        Task { await watch() }
    }

    @concurrent
    private func watch() async {
        while !isDone() {
            await look()
            do {
                // Reason: SQLite signals nothing to other processes; its counter has to be read now and then.
                try await Task.sleep(for: Self.interval)
            } catch {
                // Nobody cancels this task; if somebody did, looking without a pause would still be right.
                continue
            }
        }
    }

    private func isDone() -> Bool {
        state.withLock { state in
            guard broadcasters.allSatisfy(\.isIdle) else { return false }
            state.isRunning = false
            return true
        }
    }

    private func look() async {
        do {
            let version = try await connection.unsafeRead { database in try Self.dataVersion(database) }
            let isNew = state.withLock { state in
                defer { state.version = version }
                return state.version != version
            }
            if isNew { announce() }
        } catch {
            // Subscribers read when they are woken, and meet the failure where they can report it.
            announce()
        }
    }

    private func announce() {
        for broadcaster in broadcasters { broadcaster.announce() }
    }

    static func dataVersion(_ database: Database) throws -> Int {
        try PreparedStatement(database, "PRAGMA data_version").firstRow { $0.integer(0) } ?? 0
    }
}
