import FermataCore
import FermataJournal
import GRDB

/// Carries out operations inside a transaction that its caller has begun.
///
/// A refusal, which is returned, has written nothing. A failure, which is thrown, spoils the transaction.
struct WriteTransaction {
    let database: Database
    let owners: OwnerDirectory
    let path: String

    func perform(_ operation: WriteRequest.Operation) throws -> Result<Lease?, JournalError> {
        switch operation {
        case .append(let append): try perform(append)
        case .acquireLease(let run, let owner, let force): try acquireLease(of: run, for: owner, force: force)
        case .release(let lease): try release(lease)
        case .store(let snapshot): try store(snapshot)
        }
    }

    private func perform(_ append: Append) throws -> Result<Lease?, JournalError> {
        guard append.head.revision.number <= Schema.maximumRevision else {
            let detail = "run \(append.run) has as many events as a run can have (\(Schema.maximumRevision))"
            return .failure(.storage(path: path, detail: detail))
        }
        guard let run = try moveHead(append) else { return .failure(try refusal(of: append)) }
        try insert(append.events, of: run)
        for payload in append.payloads { try insert(payload) }
        for gate in append.openedGates { try insert(gate, of: run) }
        for gate in append.closedGates { try delete(gate, of: run) }
        return .success(nil)
    }

    /// Compares the head and sets the new one in one statement; `nil` when the run is somewhere else.
    private func moveHead(_ append: Append) throws -> Int? {
        let statement: PreparedStatement
        if let expected = append.expected {
            statement = try PreparedStatement(database, Self.updateRun)
            statement.bind(expected.revision.number, at: 12)
            statement.bind(blob: expected.hash.bytes, at: 13)
            statement.bind(append.fence?.number, at: 14)
        } else {
            // A run that does not exist has had no lease.
            guard append.fence == nil || append.fence == .zero else { return nil }
            statement = try PreparedStatement(database, Self.insertRun)
            statement.bind(append.summary.createdAt.milliseconds, at: 12)
        }
        let summary = append.summary
        statement.bind(append.run.rawValue, at: 1)
        statement.bind(append.head.revision.number, at: 2)
        statement.bind(blob: append.head.hash.bytes, at: 3)
        statement.bind(summary.title, at: 4)
        statement.bind(summary.phase.rawValue, at: 5)
        statement.bind(summary.isPaused ? 1 : 0, at: 6)
        statement.bind(summary.endedStepCount, at: 7)
        statement.bind(summary.stepCount, at: 8)
        statement.bind(summary.openGateCount, at: 9)
        statement.bind(summary.cost, at: 10)
        statement.bind(summary.updatedAt.milliseconds, at: 11)
        return try statement.firstRow { $0.integer(0) }
    }

    private func refusal(of append: Append) throws -> JournalError {
        let statement = try PreparedStatement(database, "SELECT revision, epoch FROM runs WHERE name = ?1")
        statement.bind(append.run.rawValue, at: 1)
        let found = try statement.firstRow { row in
            (revision: Revision(row.integer(0)), epoch: Epoch(row.integer(1)))
        }
        let epoch = found?.epoch ?? .zero
        if let fence = append.fence, fence != epoch { return .fenced(newest: epoch) }
        return .conflict(actual: found?.revision ?? .zero)
    }

    private func insert(_ events: [StoredEvent], of run: Int) throws {
        let statement = try PreparedStatement(database, Self.insertEvent)
        for event in events {
            statement.bind(run << Schema.revisionBits | event.revision.number, at: 1)
            statement.bind(event.time.milliseconds, at: 2)
            statement.bind(event.actor, at: 3)
            statement.bind(event.command, at: 4)
            statement.bind(event.type, at: 5)
            statement.bind(event.version, at: 6)
            statement.bind(event.form.rawValue, at: 7)
            statement.bind(utf8: event.body, at: 8)
            statement.bind(blob: event.hash.bytes, at: 9)
            try statement.run()
        }
    }

    private func insert(_ payload: Payload) throws {
        let statement = try PreparedStatement(
            database, "INSERT INTO payloads (digest, bytes) VALUES (?1, ?2) ON CONFLICT (digest) DO NOTHING")
        statement.bind(blob: payload.digest.bytes, at: 1)
        statement.bind(blob: payload.bytes, at: 2)
        try statement.run()
    }

    private func insert(_ gate: GateSummary, of run: Int) throws {
        let statement = try PreparedStatement(database, Self.insertGate)
        statement.bind(run, at: 1)
        statement.bind(gate.gate.number, at: 2)
        statement.bind(gate.kind.rawValue, at: 3)
        statement.bind(gate.step?.rawValue, at: 4)
        statement.bind(gate.title, at: 5)
        statement.bind(gate.openedAt.milliseconds, at: 6)
        statement.bind(gate.deadline?.milliseconds, at: 7)
        statement.bind(gate.onTimeout?.json.encoded(), at: 8)
        statement.bind(blob: gate.digest.bytes, at: 9)
        try statement.run()
    }

    private func delete(_ gate: GateID, of run: Int) throws {
        let statement = try PreparedStatement(database, "DELETE FROM gates WHERE run = ?1 AND gate = ?2")
        statement.bind(run, at: 1)
        statement.bind(gate.number, at: 2)
        try statement.run()
    }

    private func store(_ snapshot: Snapshot) throws -> Result<Lease?, JournalError> {
        let statement = try PreparedStatement(database, Self.replaceSnapshot)
        statement.bind(snapshot.run.rawValue, at: 1)
        statement.bind(snapshot.head.revision.number, at: 2)
        statement.bind(blob: snapshot.head.hash.bytes, at: 3)
        statement.bind(snapshot.format, at: 4)
        statement.bind(blob: snapshot.state, at: 5)
        statement.bind(blob: snapshot.seal.bytes, at: 6)
        let stored = try statement.firstRow { $0.integer(0) }
        return stored == nil ? .failure(.notFound(snapshot.run)) : .success(nil)
    }
}

// The statements of the hot path. Their text is the key under which GRDB keeps them prepared.
extension WriteTransaction {
    private static let updateRun = """
        UPDATE runs SET revision = ?2, hash = ?3, title = ?4, phase = ?5, is_paused = ?6, ended_steps = ?7,
            steps = ?8, open_gates = ?9, cost = ?10, updated_at = ?11
        WHERE name = ?1 AND revision = ?12 AND hash = ?13 AND (?14 IS NULL OR epoch = ?14)
        RETURNING number
        """

    private static let insertRun = """
        INSERT INTO runs (name, revision, hash, title, phase, is_paused, ended_steps, steps, open_gates, cost,
            updated_at, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        ON CONFLICT (name) DO NOTHING RETURNING number
        """

    private static let insertEvent = """
        INSERT INTO events (position, time, actor, command, type, version, form, body, hash)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """

    private static let insertGate = """
        INSERT OR REPLACE INTO gates (run, gate, kind, step, title, opened_at, deadline, on_timeout, digest)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """

    private static let replaceSnapshot = """
        INSERT OR REPLACE INTO snapshots (run, revision, hash, format, state, seal)
        SELECT number, ?2, ?3, ?4, ?5, ?6 FROM runs WHERE name = ?1
        RETURNING run
        """
}
