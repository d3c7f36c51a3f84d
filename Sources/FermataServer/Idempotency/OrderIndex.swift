import FermataCore
import FermataJournal

/// Which orders with a key the logs hold. Each log is read once and then from where it was left.
actor OrderIndex {
    /// The most runs that are remembered; another is read anew.
    static let maximumRunCount = 64
    /// Events read at a time.
    static let pageSize = 1000
    /// How long a repeated order for a new run is recognised after a restart, in milliseconds.
    static let creationMilliseconds: Int64 = 24 * 3_600_000
    /// The most runs that are looked through for that.
    static let maximumCreationCount = 2000

    private struct Found {
        var upTo = Revision.zero
        var orders: [String: (order: String, last: Revision)] = [:]
    }

    private let journal: any Journal
    private var runs: [RunID: Found] = [:]
    private var recent: [RunID] = []
    private var creations: [String: (order: String, run: RunID)]?

    init(journal: any Journal) {
        self.journal = journal
    }

    /// The revision after an order that a run's log holds.
    func revision(after key: OrderKey, in run: RunID) async throws -> Revision? {
        var found = runs[run] ?? Found()
        while true {
            let page = try await journal.storedEvents(of: run, after: found.upTo, limit: Self.pageSize)
            for event in page {
                found.upTo = event.revision
                if let key = OrderKey(command: event.command) {
                    found.orders[key.key] = (key.order, event.revision)
                }
            }
            if page.count < Self.pageSize { break }
        }
        remember(found, of: run)
        guard let entry = found.orders[key.key] else { return nil }
        guard entry.order == key.order else { throw RequestRefusal.reusedKey }
        return entry.last
    }

    private func remember(_ found: Found, of run: RunID) {
        runs[run] = found
        recent.removeAll { $0 == run }
        recent.append(run)
        if recent.count > Self.maximumRunCount { runs[recent.removeFirst()] = nil }
    }

    /// The run that an order made.
    func run(madeBy key: OrderKey, now: Timestamp) async throws -> RunID? {
        let known = try await creations(before: now)
        guard let entry = known[key.key] else { return nil }
        guard entry.order == key.order else { throw RequestRefusal.reusedKey }
        return entry.run
    }

    /// Remembers which run an order has made.
    func note(_ run: RunID, madeBy key: OrderKey) {
        guard let count = creations?.count, count < Self.maximumCreationCount else { return }
        creations?[key.key] = (key.order, run)
    }

    /// The name of a run's first command; `nil` when its log is damaged, so that it is put aside.
    private func firstCommand(of run: RunID) async throws(JournalError) -> String? {
        do {
            return try await journal.storedEvents(of: run, after: .zero, limit: 1).first?.command
        } catch {
            if case .inconsistent = error { return nil }
            throw error
        }
    }

    private func creations(
        before now: Timestamp
    ) async throws -> [String: (order: String, run: RunID)] {
        if let creations { return creations }
        var found: [String: (order: String, run: RunID)] = [:]
        let summaries = try await journal.runs(RunQuery(limit: Self.maximumCreationCount))
        for summary in summaries
        where now.milliseconds(since: summary.createdAt) < Self.creationMilliseconds {
            if let command = try await firstCommand(of: summary.run), let key = OrderKey(command: command) {
                found[key.key] = (key.order, summary.run)
            }
        }
        // Another order may have read them meanwhile; what it noted since then is kept.
        let all = found.merging(creations ?? [:]) { $1 }
        creations = all
        return all
    }
}
