import FermataCore
import FermataJournal

extension WriteTransaction {
    func acquireLease(of run: RunID, for owner: Owner, force: Bool) throws -> Result<Lease?, JournalError> {
        let select = try PreparedStatement(database, Self.selectLease)
        select.bind(run.rawValue, at: 1)
        let found = try select.firstRow { row in
            (
                epoch: Epoch(row.integer(0)),
                owner: row.optionalText(1).map { Owner(id: $0, label: row.text(2)) }
            )
        }
        guard let found else { return .failure(.notFound(run)) }
        if !force, let current = found.owner, current.id != owner.id, try owners.isAlive(current.id) {
            return .failure(.leased(by: current))
        }
        try owners.enroll(owner.id)
        let update = try PreparedStatement(database, "UPDATE runs SET epoch = ?2, owner = ?3 WHERE name = ?1")
        update.bind(run.rawValue, at: 1)
        update.bind(found.epoch.next.number, at: 2)
        update.bind(try number(of: owner), at: 3)
        try update.run()
        return .success(Lease(run: run, owner: owner, epoch: found.epoch.next))
    }

    func release(_ lease: Lease) throws -> Result<Lease?, JournalError> {
        let statement = try PreparedStatement(database, Self.clearOwner)
        statement.bind(lease.run.rawValue, at: 1)
        statement.bind(lease.epoch.number, at: 2)
        statement.bind(lease.owner.id, at: 3)
        try statement.run()
        return .success(nil)
    }

    private func number(of owner: Owner) throws -> Int? {
        let select = try PreparedStatement(
            database, "SELECT number FROM owners WHERE name = ?1 AND label = ?2")
        select.bind(owner.id, at: 1)
        select.bind(owner.label, at: 2)
        if let number = try select.firstRow({ $0.integer(0) }) { return number }
        let insert = try PreparedStatement(database, Self.insertOwner)
        insert.bind(owner.id, at: 1)
        insert.bind(owner.label, at: 2)
        return try insert.firstRow { $0.integer(0) }
    }

    static let selectLease = """
        SELECT runs.epoch, owners.name, owners.label FROM runs LEFT JOIN owners ON owners.number = runs.owner
        WHERE runs.name = ?1
        """

    private static let clearOwner = """
        UPDATE runs SET owner = NULL
        WHERE name = ?1 AND epoch = ?2 AND owner = (SELECT number FROM owners WHERE name = ?3)
        """

    private static let insertOwner = """
        INSERT INTO owners (name, label) VALUES (?1, ?2)
        ON CONFLICT (name) DO UPDATE SET label = excluded.label RETURNING number
        """
}
