import FermataCore
import FermataJournal

// The lists read plain columns: ten thousand lines must not cost ten thousand parsed events.
extension ReadQueries {
    func runs(_ query: RunQuery) throws -> [RunSummary] {
        // The phases are words of our own enum, so they can stand in the text of the statement.
        let phases = query.phases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let condition = query.phases.isEmpty ? "" : "AND phase IN (\(phases))"
        let statement = try PreparedStatement(
            database,
            """
            SELECT name, title, phase, is_paused, ended_steps, steps, open_gates, cost, created_at, updated_at
            FROM runs WHERE (?1 IS NULL OR number < (SELECT number FROM runs WHERE name = ?1)) \(condition)
            ORDER BY number DESC LIMIT ?2
            """)
        statement.bind(query.after?.rawValue, at: 1)
        statement.bind(query.boundedLimit, at: 2)
        var summaries: [RunSummary] = []
        try statement.forEachRow { row in
            // One line that cannot be understood must not take the others away; the log says how the run
            // stands.
            let phase = RunPhase(rawValue: row.text(2))
            let damage = phase == nil ? "The list has the unknown phase \(row.text(2)) for it." : nil
            summaries.append(
                RunSummary(
                    run: try row.run(0), title: row.text(1), phase: phase ?? .failed,
                    isPaused: row.integer(3) != 0, endedStepCount: row.integer(4), stepCount: row.integer(5),
                    openGateCount: row.integer(6), cost: row.double(7), createdAt: row.time(8),
                    updatedAt: row.time(9), damage: damage))
        }
        return summaries
    }

    func openGates(_ query: GateQuery) throws -> [GateSummary] {
        let ofRun = query.run == nil ? "" : "AND gates.run = (SELECT number FROM runs WHERE name = ?1)"
        let later =
            query.after == nil
            ? ""
            : """
            AND (gates.opened_at, gates.run, gates.gate)
                > (?2, coalesce((SELECT number FROM runs WHERE name = ?3), 0), ?4)
            """
        // The order of the join is fixed: the index gives the gates in the order of the list.
        let statement = try PreparedStatement(
            database,
            """
            SELECT runs.name, gates.gate, gates.kind, gates.step, gates.title, gates.opened_at,
                gates.deadline, gates.on_timeout, gates.digest
            FROM gates CROSS JOIN runs ON runs.number = gates.run WHERE true \(ofRun) \(later)
            ORDER BY gates.opened_at, gates.run, gates.gate LIMIT ?5
            """)
        statement.bind(query.run?.rawValue, at: 1)
        statement.bind(query.after?.openedAt.milliseconds, at: 2)
        statement.bind(query.after?.run.rawValue, at: 3)
        statement.bind(query.after?.gate.number, at: 4)
        statement.bind(query.boundedLimit, at: 5)
        var gates: [GateSummary] = []
        try statement.forEachRow { row in gates.append(try gate(row)) }
        return gates
    }

    /// What a line says. One that cannot be understood must not take the others away: what the list does not
    /// know of a gate is told by its run's log, and a verdict with a wrong digest counts nowhere.
    private func gate(_ row: StatementRow) throws -> GateSummary {
        GateSummary(
            run: try row.run(0), gate: GateID(row.integer(1)),
            kind: GateKind(rawValue: row.text(2)) ?? .recovery,
            step: row.optionalText(3).flatMap { StepID($0) }, title: row.text(4), openedAt: row.time(5),
            deadline: row.optionalInteger(6).map { Timestamp(milliseconds: Int64($0)) },
            onTimeout: row.optionalText(7).flatMap(Self.gateDefault), digest: try row.digest(8))
    }

    private static func gateDefault(_ text: String) -> GateDefault? {
        do {
            return try GateDefault(json: JSON(parsing: text))
        } catch {
            // The gate is shown as one that waits, until its log is read.
            return nil
        }
    }
}
