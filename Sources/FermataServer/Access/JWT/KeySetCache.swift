import FermataCore
import FermataRuntime
import Logging

/// A provider's keys, fetched when they are first needed and kept for a while.
///
/// Whoever sends a statement with a key that is not known makes the keys be fetched again, but however many
/// do so, not more than once a minute.
actor KeySetCache {
    /// How long keys are taken as current.
    static let freshSeconds = 3600
    /// How long keys are used when the provider cannot be reached. After that a key that it has withdrawn
    /// meanwhile would count for too long.
    static let longestUseSeconds = 86_400
    /// How long after one try there is another.
    static let retrySeconds = 60

    private let fetch: @Sendable () async throws -> JSON
    private let clock: any WallClock
    private let logger: Logger
    private var keys: StatementKeys?
    private var fetchedAt = Timestamp(milliseconds: .min / 2)
    private var triedAt = Timestamp(milliseconds: .min / 2)
    private var fetching: Task<StatementKeys?, Never>?

    init(clock: any WallClock, logger: Logger, fetch: @escaping @Sendable () async throws -> JSON) {
        self.clock = clock
        self.logger = logger
        self.fetch = fetch
    }

    /// The keys with which to check a statement; `nil` when none can be had.
    func keys(for statement: SignedStatement) async -> StatementKeys? {
        let age = clock.now.milliseconds(since: fetchedAt) / 1000
        if let keys, age < Self.freshSeconds, keys.hasKey(for: statement) { return keys }
        if let fetching { return await fetching.value }
        guard clock.now.milliseconds(since: triedAt) / 1000 >= Self.retrySeconds else { return usable }
        triedAt = clock.now
        let task = Task { await refresh() }
        fetching = task
        let fetched = await task.value
        fetching = nil
        return fetched
    }

    private var usable: StatementKeys? {
        clock.now.milliseconds(since: fetchedAt) / 1000 < Self.longestUseSeconds ? keys : nil
    }

    private func refresh() async -> StatementKeys? {
        do {
            keys = try await StatementKeys(try await fetch())
            fetchedAt = clock.now
        } catch {
            logger.warning("The identity provider's keys were not fetched.", metadata: ["error": "\(error)"])
        }
        return usable
    }
}
