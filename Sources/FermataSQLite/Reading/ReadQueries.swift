import FermataCore
import FermataJournal
import GRDB

/// The questions a journal answers, each one statement, so that each sees one moment of the database.
struct ReadQueries {
    let database: Database

    func head(of run: RunID) throws -> Head? {
        let statement = try PreparedStatement(database, "SELECT revision, hash FROM runs WHERE name = ?1")
        statement.bind(run.rawValue, at: 1)
        return try statement.firstRow { row in
            Head(revision: Revision(row.integer(0)), hash: try row.digest(1))
        }
    }

    func storedEvents(of run: RunID, after revision: Revision, limit: Int) throws -> [StoredEvent] {
        let statement = try PreparedStatement(database, Self.selectEvents)
        statement.bind(run.rawValue, at: 1)
        statement.bind(min(max(revision.number, 0), Schema.maximumRevision), at: 2)
        statement.bind(max(limit, 0), at: 3)
        var events: [StoredEvent] = []
        try statement.forEachRow { row in
            events.append(try event(row, of: run))
        }
        return events
    }

    /// What is wrong with an event concerns its run and no other.
    private func event(_ row: StatementRow, of run: RunID) throws(JournalError) -> StoredEvent {
        let revision = Revision(row.integer(0))
        do throws(RowDamage) {
            guard let form = StoredEvent.Form(rawValue: row.integer(6)) else {
                throw RowDamage(detail: "the event has the unknown form \(row.integer(6))")
            }
            return StoredEvent(
                revision: revision, time: row.time(1), actor: row.text(2), command: row.text(3),
                type: row.text(4), version: row.integer(5), form: form, body: row.bytes(7),
                hash: try row.digest(8))
        } catch {
            throw .inconsistent(Inconsistency(run: run, revision: revision, problem: error.detail))
        }
    }

    func payload(_ digest: Digest) throws -> [UInt8]? {
        let statement = try PreparedStatement(database, "SELECT bytes FROM payloads WHERE digest = ?1")
        statement.bind(blob: digest.bytes, at: 1)
        return try statement.firstRow { $0.bytes(0) }
    }

    func snapshot(of run: RunID) throws -> Snapshot? {
        let statement = try PreparedStatement(database, Self.selectSnapshot)
        statement.bind(run.rawValue, at: 1)
        return try statement.firstRow { row in
            // A digest that is none fits nothing, so the snapshot is not used and the audit names it.
            Snapshot(
                run: run,
                head: Head(revision: Revision(row.integer(0)), hash: row.optionalDigest(1) ?? Digest(of: [])),
                format: row.integer(2), state: row.bytes(3), seal: row.optionalDigest(4) ?? Digest(of: []))
        }
    }

    /// The owner of the run's lease, living or not.
    func leaseholder(of run: RunID) throws -> Owner? {
        let statement = try PreparedStatement(database, WriteTransaction.selectLease)
        statement.bind(run.rawValue, at: 1)
        return try statement.firstRow { row in
            row.optionalText(1).map { Owner(id: $0, label: row.text(2)) }
        } ?? nil
    }

    private static let selectEvents = """
        SELECT events.position & \(Schema.maximumRevision), events.time, events.actor, events.command,
            events.type, events.version, events.form, events.body, events.hash
        FROM runs CROSS JOIN events
            ON events.position > (runs.number << \(Schema.revisionBits)) + ?2
            AND events.position < (runs.number + 1) << \(Schema.revisionBits)
        WHERE runs.name = ?1 ORDER BY events.position LIMIT ?3
        """

    private static let selectSnapshot = """
        SELECT snapshots.revision, snapshots.hash, snapshots.format, snapshots.state, snapshots.seal
        FROM runs JOIN snapshots ON snapshots.run = runs.number WHERE runs.name = ?1
        """
}

extension StatementRow {
    func time(_ column: Int32) -> Timestamp { Timestamp(milliseconds: Int64(integer(column))) }

    func optionalDigest(_ column: Int32) -> Digest? { Digest(bytes: bytes(column)) }

    func digest(_ column: Int32) throws(RowDamage) -> Digest {
        guard let digest = optionalDigest(column) else {
            throw RowDamage(detail: "a digest has no 32 bytes")
        }
        return digest
    }

    func run(_ column: Int32) throws(RowDamage) -> RunID {
        guard let run = RunID(text(column)) else {
            throw RowDamage(detail: "\"\(text(column))\" is no name of a run")
        }
        return run
    }
}
